"""From export files to one new version of the canonical tables."""
