"""First on PYTHONPATH it makes the demo of a process short, for tests of who writes it: two tables of 300 rows."""

from itertools import islice

from core.demo import writing

_whole = writing.tables
writing.tables = lambda seed, end: ((name, rows.slice(0, 300)) for name, rows in islice(_whole(seed, end), 2))  # type: ignore[assignment]
