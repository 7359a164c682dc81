"""Rules that judge groups and funnels: pure functions, no data access."""
