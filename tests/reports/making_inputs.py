"""The inputs of reports over a small workspace made from plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from core.reports.inputs import Inputs
from tests.marts.making import Row, commit, open_store

TODAY = date(2026, 4, 1)


def inputs_of(
    root: Path, tables: Mapping[str, Sequence[Row]], *, today: date = TODAY, buckets: int = 1, **settings: object
) -> Inputs:
    """A new workspace that holds these rows and settings, seen on the day `today`."""
    store = open_store(root)
    for name, value in settings.items():
        store.set_setting(name, value)
    return Inputs.of(store, commit(store, tables, buckets), today)
