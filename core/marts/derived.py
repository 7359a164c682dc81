"""Small tables that the reports on groups read instead of the long ones: computed once and stored by their inputs.

A derived table is a query over canonical tables. Its key names the input files, so that it is found again after an
import of other tables, an undo, or on a later day; `forget` drops it with all marts. The import's time matters only
through the last day of the groups' data, which is in the key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from core.domain.tables import TABLES
from core.marts.build_session import BuildSession
from core.marts.contents import contents_sql
from core.marts.mart_files import find, mart_key, of_table, save
from core.store import DataFile

_END = {
    "groups": ("last_message_on", "created_on", "dissolved_on"),
    "group_daily": ("day",),
    "members": ("joined_at", "left_at"),
    "content": ("sent_at",),
}
"""Columns that show how far the groups' data reach. Orders do not count: they say nothing about silence."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A table derived from the canonical tables `inputs`. Its SQL is the file of its name, or `sql`."""

    name: str
    inputs: tuple[str, ...]
    at_end: bool = False
    """The SQL uses the last day of the groups' data, $cutoff, and the day after, $next."""
    persons: bool = False
    """The SQL reads the persons mart too."""
    sql: str = ""

    def statements(self, end: date) -> list[str]:
        """The statements to run; the last one is the query for the rows."""
        text = self.sql or Path(__file__).with_name(f"{self.name}.sql").read_text(encoding="utf-8")
        for name, day in (("$cutoff", end), ("$next", end + timedelta(days=1))):
            text = text.replace(name, f"date '{day}'")
        return [part for part in text.split(";\n") if part.strip()]


_ROSTER = ("members", "groups")
DERIVED: tuple[Derived, ...] = (
    Derived("group_ids", ("group_daily", "members")),
    Derived("group_days", ("group_daily",)),
    Derived("roster_days", ("members",)),
    Derived("stays", ("members",), persons=True),
    Derived("order_days", ("orders",)),
    Derived("group_facts", tuple(_END), at_end=True),
    Derived("group_classes", _ROSTER, at_end=True),
    Derived("group_pairs", _ROSTER, at_end=True),
    Derived("recognition", ("members", "orders", "identities"), persons=True),
)


def ensure_derived(build: BuildSession, persons: Sequence[DataFile]) -> Mapping[str, tuple[Path, ...]]:
    """The files of every derived table by its name, built and saved where missing; `persons`: the persons mart.

    `contents` is the contents of all tables in one; `group_end` is a row with the day to which the groups' data reach,
    null without any. Errors: QueryTimeout, StoreBusy.
    """
    store = build.store
    people = tuple(of_table(persons, "persons"))
    # `groups` is always included, so that the columns exist even where no table has rows
    present = {"groups", *(name for name in TABLES if build.version.files.get(name))}
    contents = {name: _files(build, _contents(name), None, people) for name in sorted(present)}
    found = {"contents": tuple(store.path(file) for files in contents.values() for file in files)}
    end = _end(build, contents)
    ends = Derived("group_end", (), sql=f"select date '{end}' as day" if end else "select null::date as day")
    for derived in (*DERIVED, ends):
        found[derived.name] = tuple(store.path(file) for file in _files(build, derived, end, people))
    return found


def _contents(table: str) -> Derived:
    return Derived(f"contents_{table}", (table,), sql=contents_sql(TABLES[table]))


def _files(
    build: BuildSession, derived: Derived, end: date | None, persons: Sequence[DataFile]
) -> tuple[DataFile, ...]:
    people = [file.sha256 for file in persons] if derived.persons else None
    key = mart_key(build.version, derived.inputs, derived.sql, str(end) if derived.at_end else None, people)
    found = find(build.store, derived.name, key, build.version)
    if found is not None:
        return found
    if derived.persons:
        build.take_persons(persons)
    # Without an end no report reads the rows; the tables still need their columns.
    *steps, rows = derived.statements(end or date.min)
    for step in steps:
        build.session.run(step)
    return save(build.store, derived.name, key, build.version, [build.write(rows, derived.name, 0)])


def _end(build: BuildSession, contents: Mapping[str, Sequence[DataFile]]) -> date | None:
    """The last day of any group's data that is not after the import."""
    today = build.version.created_at.date()
    days: list[date] = []
    groups = 0
    for table, columns in _END.items():
        for file in contents.get(table, ()):
            facts = pq.read_table(build.store.path(file), columns=["kind", "column_name", "day", "n"])
            for row in facts.to_pylist():
                if row["kind"] == "day" and row["column_name"] in columns and row["day"] <= today:
                    days.append(row["day"])
                if table == "groups" and row["kind"] == "rows":
                    groups += row["n"]
    # A list of names without any date counts for the day of its import.
    return max(days, default=today if groups else None)
