"""What was changed when, as the company recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.db import Dataset


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the table of changes."""

    day: date
    scene: str
    what: str
    who: str | None = None


def recorded_changes(dataset: Dataset) -> tuple[Change, ...]:
    """The table of changes, oldest first; read once per version. Errors: QueryTimeout."""
    sql = "select c.day, c.scene, c.what, c.who from changes as c order by c.day, c.scene, c.what"
    return dataset.cached("changes", lambda: tuple(Change(*row) for row in dataset.rows(sql)))
