"""A profile applied to a sheet: typed batches, problems, and nothing personal in clear."""
