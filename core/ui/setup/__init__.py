"""The set-up pages' parts: settings, labels, coverage, templates."""
