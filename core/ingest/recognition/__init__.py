"""Which format a sheet is, and the profiles that follow from it."""
