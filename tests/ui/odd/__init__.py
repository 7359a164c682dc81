"""A small app behind the real HTTP layer, with everything on one page that the policy must let through."""
