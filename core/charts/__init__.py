"""Charts as the reports describe them: what is shown and what it means, not how a library draws it."""
