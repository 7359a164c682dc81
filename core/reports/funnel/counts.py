"""Counts from the cube and from the daily table, which answer without going through people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from core.db import Session
from core.domain.tables import TABLES
from core.marts import DIMENSIONS, LAST_STEP
from core.reports.funnel.filters import chosen, known, within
from core.reports.funnel.people import People, window
from core.reports.funnel.query import FunnelQuery
from core.reports.funnel.tally import Counts, Tally, Value

_CUBE = Path(__file__).with_name("cube.sql").read_text(encoding="utf-8")
_DAILY = "nullif(d.{}, '')"


def cube_answers(query: FunnelQuery) -> bool:
    """Whether the cube, which knows one dimension at a time beside the entry day, holds what is asked."""
    needed = {dimension for dimension, _ in query.where} | (set(query.dimensions) & set(DIMENSIONS))
    return len(needed) <= 1 and not query.step_windows and not query.own_rows


def cube_counts(session: Session, cube: str, people: People) -> Counts:
    """Counts from the cube in table `cube`; only the one entry day that the cut-off splits is counted by person.

    Only for what `cube_answers`.
    """
    query, cutoff = people.query, people.cutoff
    days = window(query)
    boundary = date.max if query.window_days is None else cutoff.date - timedelta(days=days)
    parted = next((dimension for dimension in query.dimensions if dimension in DIMENSIONS), None)
    filtered, values = query.where[0] if query.where else (parted, None)
    params = {
        "weekly": "entry_week" in query.dimensions,
        "parted": parted is not None,
        "dim": filtered or "",
        "filtered": values is not None,
        "chosen": known(values or ()),
        "unknown": None in (values or ()),
        "window": days,
        "boundary": boundary,
        "since": query.since or date.min,
        "until": query.until or date.max,
    }
    found = Counts()
    still: dict[Value, dict[int, tuple[int, int]]] = {}
    sql = f"with cube as (select * from {cube}) {_CUBE}"
    for week, value, step, now, refused, *opened in session.rows(sql, params):
        key = tuple(week if dimension == "entry_week" else value for dimension in query.dimensions)
        found.add(key, step, Tally(now, refused, 0, opened[0]))
        still.setdefault(key, {})[step] = (opened[0], opened[1])
    for key, steps in still.items():
        for step, pending in _pending(steps, people.start):
            found.add(key, step, Tally(pending=pending))
    if query.window_days is not None and not cutoff.is_day and _within(boundary, query):
        for key, tallies in people.counts(session, boundary).steps.items():
            for step, tally in tallies.items():
                found.add(key, step, Tally(0, 0, tally.pending, tally.open))
    return found


def daily_counts(session: Session, query: FunnelQuery, start: int) -> dict[tuple[Value, int], int]:
    """People by (value, step) for the steps below `start`, from funnel_daily, which knows no persons.

    Nothing where a filter asks for a dimension that daily counts do not have: they cannot say which part is meant.
    """
    if any(dimension not in TABLES["funnel_daily"].by_name for dimension, _ in query.where):
        return {}
    values = "".join(f"{_daily_value(dimension)}, " for dimension in query.dimensions)
    sql = (
        f"select {values}d.step, sum(d.people)::bigint as n from funnel_daily as d where d.step < $start "
        f"and d.day >= $since and d.day < $until and d.day <= $last and {within(query.where, _DAILY)} group by all"
    )
    params = {"start": start, **days_of(query), **chosen(query.where)}
    return {(tuple(key), int(step)): n for *key, step, n in session.rows(sql, params)}


def days_of(query: FunnelQuery) -> dict[str, date]:
    """The range of days and the last one that exists, as parameters."""
    return {
        "since": query.since or date.min,
        "until": query.until or date.max,
        "last": query.last_time.date() if query.last_time else date.max,
    }


def _daily_value(dimension: str) -> str:
    if dimension == "entry_week":
        return "date_trunc('week', d.day)::date::varchar"
    return _DAILY.format(dimension) if dimension in TABLES["funnel_daily"].by_name else "null::varchar"


def _pending(steps: dict[int, tuple[int, int]], start: int) -> Iterator[tuple[int, int]]:
    """Of those with an open window: who reached the step before, and neither this one nor a refusal."""
    for step in range(start + 1, min(max(steps) + 1, LAST_STEP) + 1):
        before, (now, refused) = steps.get(step - 1, (0, 0))[0], steps.get(step, (0, 0))
        if before or now or refused:
            yield step, before - now - refused


def _within(day: date, query: FunnelQuery) -> bool:
    return (query.since is None or day >= query.since) and (query.until is None or day < query.until)
