"""Reports: each a frozen view model that page, command line and export all show."""
