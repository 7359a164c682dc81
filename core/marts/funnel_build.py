"""Building the funnel marts of one order mode: in full, or from an older mart plus what changed.

A mart is a list of segments. An incremental build recomputes only touched people: their new rows become a
segment, their old ones are listed as gone from the segments they stand in, and the cube gets a file with
the difference. Many small files read slowly, so too many segments are merged into one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.db import Session, parquet_sql
from core.marts.chain import Chain, Order
from core.marts.funnel_cube import build_cube, sorted_sql, summed_sql
from core.marts.funnel_persons import make_persons
from core.marts.mart_files import Part, describe, described, facts_part, mart_key, of_table, read_facts, save
from core.marts.model import EventSpan, event_rows, events_sql
from core.marts.revision import REVISION, columns
from core.marts.touched import Change, find_touched
from core.store import DataFile, Store, Version

PEOPLE, GONE, CUBE, BASE = "funnel_people", "funnel_gone", "funnel_cube", "funnel_base"
_TABLES = ("funnel_events",)
_ROWS_PER_FILE = 1_000_000
_SEGMENTS = 8
_GONE_SHARE = 0.25
"""Above this share of touched people, build in full: a segment that is mostly gone costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the funnel marts of one version are made from."""

    version: Version
    span: EventSpan
    persons: tuple[DataFile, ...]
    parts: tuple[tuple[Path, ...], ...]
    """The files of funnel_events, all rows of a user id in one part."""

    def facts(self, start: int) -> dict[str, Any]:
        """What the next incremental build must know of this one."""
        return {
            "made_by": _made_by(),
            "start": start,
            "excluded": self.span.excluded,
            "events": describe(self.version.files.get("funnel_events", ())),
            "persons": describe(self.persons),
        }

    def key(self, order: Order, start: int) -> str:
        """Marts with equal keys hold the same rows. The import's time matters only if events lie after it."""
        imported = self.version.created_at.isoformat() if self.span.excluded else None
        return mart_key(self.version, _TABLES, order, start, [file.sha256 for file in self.persons], imported)


def _made_by() -> list[object]:
    return [REVISION, columns(_TABLES)]


class FunnelBuilder:
    """Builds the funnel marts of one version in a workbench session; both order modes share the set of touched people.

    The session must hold the views funnel_events and persons and may read the workspace's files;
    `scratch` is an empty folder it may write to.
    """

    def __init__(self, store: Store, session: Session, scratch: Path, inputs: Inputs) -> None:
        self._store = store
        self._session = session
        self._scratch = scratch
        self._inputs = inputs
        self._touched: Change | None = None

    def build(self, order: Order, start: int) -> tuple[DataFile, ...]:
        """Build and save the mart; its files."""
        name = f"funnel_{order}"
        latest = self._store.latest_mart(name)
        parts = self._grow(order, start, latest[2]) if latest else None
        if parts is None:
            parts = self._full(order, start)
        base = facts_part(BASE, self._inputs.facts(start))
        return save(self._store, name, self._inputs.key(order, start), self._inputs.version, [*parts, base])

    def _full(self, order: Order, start: int) -> Sequence[Part | DataFile]:
        """Everything from the events of the version."""
        created = self._inputs.version.created_at
        parts = [f"({events_sql(created, event_rows(part))})" for part in self._inputs.parts]
        make_persons(self._session, Chain(order, start), parts, "fresh")
        build_cube(self._session, start, "fresh", "fresh_cube")
        return [*self._people("fresh", start, 0), self._write(sorted_sql("fresh_cube"), CUBE, 0)]

    def _grow(self, order: Order, start: int, files: Sequence[DataFile]) -> Sequence[Part | DataFile] | None:
        """The older mart plus what changed since; None where a full build is right or cheaper."""
        base = read_facts(self._store, next(of_table(files, BASE)))
        if base.get("made_by") != _made_by():
            return None  # rows that other code made, or from other columns
        if base["start"] != start or base["excluded"] or self._inputs.span.excluded:
            return None
        change = Change(
            described(base["events"]),
            tuple(self._inputs.version.files.get("funnel_events", ())),
            described(base["persons"]),
            self._inputs.persons,
        )
        segments = sorted({file.bucket for file in of_table(files, PEOPLE)})
        people = sum(file.rows for file in of_table(files, PEOPLE))
        if self._touched != change:
            if not find_touched(self._session, self._store, change, most=int(people * _GONE_SHARE)):
                return None
            self._touched = change
        make_persons(self._session, Chain(order, start), ["touched_events"], "fresh")
        build_cube(self._session, start, "fresh", "fresh_cube")
        gone = self._leave(files, segments)
        build_cube(self._session, start, "leaving", "gone_cube", sign=-1)
        delta = "(select * from fresh_cube union all select * from gone_cube) as delta"
        if len(segments) >= _SEGMENTS:
            return self._folded(files, segments, delta, start)
        bucket = segments[-1] + 1
        kept = [file for file in files if file.table != BASE]
        return [*kept, *gone, *self._people("fresh", start, bucket), self._write(summed_sql(delta), CUBE, bucket)]

    def _leave(self, files: Sequence[DataFile], segments: Sequence[int]) -> list[Part]:
        """Make the temp table `leaving` with the touched people's old rows; list them as gone, per segment."""
        parts = []
        for number, segment in enumerate(segments):
            live = f"select s.*, {segment} as segment from ({self._live(files, segment)}) as s"
            sql = f"{live} semi join touched on s.person = touched.person"
            make = "create or replace temp table leaving as" if number == 0 else "insert into leaving"
            self._session.run(f"{make} {sql}")
            found = self._write(f"select person from leaving where segment = {segment} order by person", GONE, segment)
            parts += [found] if found.rows else []
        return parts

    def _folded(self, files: Sequence[DataFile], segments: Sequence[int], delta: str, start: int) -> Sequence[Part]:
        """One segment and one cube file with the sum of all."""
        for number, segment in enumerate(segments):
            make = "create or replace temp table folded as" if number == 0 else "insert into folded"
            live = f"select s.* from ({self._live(files, segment)}) as s anti join touched on s.person = touched.person"
            self._session.run(f"{make} {live}")
        self._session.run("insert into folded by name select * from fresh")
        cube = [self._store.path(file) for file in of_table(files, CUBE)]
        everything = f"(select * from {delta} union all select * from {parquet_sql(cube)}) as parts"
        return [*self._people("folded", start, 0), self._write(summed_sql(everything), CUBE, 0)]

    def _live(self, files: Sequence[DataFile], segment: int) -> str:
        """The rows of an older mart's segment that still count."""
        people = [self._store.path(file) for file in of_table(files, PEOPLE) if file.bucket == segment]
        gone = [self._store.path(file) for file in of_table(files, GONE) if file.bucket == segment]
        rows = f"select * from {parquet_sql(people)} as p"
        return f"{rows} anti join {parquet_sql(gone)} as g on p.person = g.person" if gone else rows

    def _people(self, table: str, start: int, bucket: int) -> list[Part]:
        """The person rows by entry, in files of about a million rows: a date range skips most row groups."""
        count = self._session.rows(f"select count(*) from {table}")[0][0]
        files = max(1, round(count / _ROWS_PER_FILE))
        cuts = [share / files for share in range(1, files)]
        found = (
            self._session.rows(f"select quantile_disc(m{start}, $cuts) from {table}", {"cuts": cuts}) if cuts else []
        )
        edges = [None, *(found[0][0] if found else []), None]
        parts = []
        for low, high in itertools.pairwise(edges):
            bounds = [f"m{start} >= {low}"] * (low is not None) + [f"m{start} < {high}"] * (high is not None)
            where = " and ".join(bounds) or "true"
            rows = f"select * from {table} where {where} order by m{start}, person"
            parts.append(self._write(rows, PEOPLE, bucket))
        return parts

    def _write(self, sql: str, table: str, bucket: int) -> Part:
        """Write a query's rows to a scratch file."""
        path = self._scratch / f"{len(list(self._scratch.iterdir()))}.parquet"
        return Part(table, bucket, self._session.write_parquet(sql, path), path)
