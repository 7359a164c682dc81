"""Charts as plain option dictionaries; the page hands them to the browser. Nothing here knows Streamlit."""
