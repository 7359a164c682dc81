"""The Streamlit side: frame, state, cache and the building blocks of pages."""
