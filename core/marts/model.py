"""The marts of one version and the paths of their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.db import parquet_sql, quoted, table_sql
from core.domain.tables import TABLES
from core.marts.chain import Order
from core.marts.moment import Moment


@dataclass(frozen=True, slots=True)
class EventSpan:
    """What the funnel_events of a version cover, rows later than their import left out."""

    first: Mapping[int, datetime]
    """Earliest event per step that has any."""
    cutoff: Moment | None
    """The latest event; None without events."""
    excluded: int
    """Rows dated after the import."""
    named: Mapping[str, int]
    """The first step at which at least one event in twenty names the dimension; absent where no step does."""

    def start(self, until: datetime | None = None) -> int | None:
        """The lowest step with person events (not after `until`); None if there is none."""
        return min((k for k, time in self.first.items() if until is None or time <= until), default=None)


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of the person mart in files of their own; `gone` names people whose row here no longer counts."""

    files: tuple[Path, ...]
    gone: tuple[Path, ...] = ()

    def sql(self) -> str:
        """A query for the rows that count."""
        rows = f"select * from {parquet_sql(self.files)} as s"
        return f"{rows} anti join {parquet_sql(self.gone)} as g on s.person = g.person" if self.gone else rows


@dataclass(frozen=True, slots=True)
class FunnelMart:
    """Person mart and cube of one order mode."""

    key: str
    start: int
    segments: tuple[Segment, ...]
    cube: tuple[Path, ...]

    def people_sql(self) -> str:
        """A query for the person mart: one row per person who entered."""
        return " union all ".join(segment.sql() for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Marts:
    """The marts of one version. `funnel` holds the order modes that were asked for; none without events."""

    version: int
    created_at: datetime
    span: EventSpan
    persons: tuple[Path, ...]
    conflicts: tuple[Path, ...]
    funnel: Mapping[Order, FunnelMart]
    events: tuple[tuple[Path, ...], ...]
    """The files of funnel_events in parts: all rows of a user id are in one."""

    def persons_sql(self) -> str:
        """A query for (user_id, person) of every id that differs from its person."""
        return f"select * from {parquet_sql(self.persons)}"

    def conflicts_sql(self) -> str:
        """A query for (id_kind, id_value, user_id) of the values that join nobody."""
        return f"select * from {parquet_sql(self.conflicts)}"


def event_rows(paths: Sequence[Path]) -> str:
    """The rows of these files of funnel_events, as a relation."""
    return f"({table_sql(TABLES['funnel_events'], paths)})"


def events_sql(created_at: datetime, relation: str = "funnel_events") -> str:
    """The funnel events that count: none dated after their import."""
    return f"select * from {relation} as e where e.at <= {quoted(created_at.isoformat())}::timestamp"
