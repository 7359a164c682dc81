"""The counts of a query in several splits: from the cube, from person rows, and from the daily table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from core.db import Session
from core.domain.tables import TABLES
from core.marts import DIMENSIONS, LAST_STEP
from core.reports.funnel.engine.outcomes import window
from core.reports.funnel.engine.people import DAY, People
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import Source, cube_answers
from core.reports.funnel.engine.tally import Counts, Split, Tally, Value
from core.reports.scope_filter import known, parameters, within

_CUBE = Path(__file__).with_name("cube.sql").read_text(encoding="utf-8")
_DAILY = "nullif(d.{}, '')"
_WEEK = "entry_week"


def counts_of(session: Session, source: Source, splits: Sequence[Split]) -> Mapping[Split, Counts]:
    """The counts in each split: from the cube if it holds them all, else from person rows.

    A split may name DAY beside the dimensions of a query.
    """
    if source.cube is not None and cube_answers(source.people.query, splits):
        return _cube_counts(session, source.cube, source.people, splits)
    return source.people.counts(session, splits)


def daily_counts(
    session: Session, query: FunnelQuery, start: int, splits: Sequence[Split]
) -> Mapping[Split, Mapping[tuple[Value, int], int]]:
    """Per split, daily counts by (value, step) of the steps before `start`.

    Empty where a filter is on a dimension that daily counts do not have.
    """
    found: dict[Split, dict[tuple[Value, int], int]] = {split: {} for split in splits}
    if start <= 1 or any(dimension not in TABLES["funnel_daily"].by_name for dimension, _ in query.where):
        return found
    params = {"start": start, **days_of(query), **parameters(query.where)}
    for split in found:
        values = "".join(f"{_daily_value(dimension)}, " for dimension in split)
        sql = (
            f"select {values}d.step, sum(d.people)::bigint as n from funnel_daily as d where d.step < $start "
            f"and d.day >= $since and d.day < $until and d.day <= $last and {within(query.where, _DAILY)} group by all"
        )
        found[split] = {(tuple(key), int(step)): n for *key, step, n in session.rows(sql, params)}
    return found


def days_of(query: FunnelQuery) -> dict[str, date]:
    """The days of the query, and the last one that exists, as parameters."""
    return {
        "since": query.since or date.min,
        "until": query.until or date.max,
        "last": query.last_time.date() if query.last_time else date.max,
    }


def _cube_counts(session: Session, cube: str, people: People, splits: Sequence[Split]) -> Mapping[Split, Counts]:
    """Counts from the query `cube`; the one entry day that the cut-off splits is counted from person rows."""
    query, cutoff = people.query, people.cutoff
    days = window(query)
    boundary = date.max if query.window_days is None else cutoff.date - timedelta(days=days)
    filtered, values = query.where[0] if query.where else ("", None)
    dim_of = {split: next((name for name in split if name in DIMENSIONS), filtered) for split in splits}
    params = {
        "dims": sorted(set(dim_of.values())),
        "weekly": [dim for split, dim in dim_of.items() if _WEEK in split] or ["none"],
        "daily": [dim for split, dim in dim_of.items() if DAY in split] or ["none"],
        "parted": [dim for split, dim in dim_of.items() if dim in split] or ["none"],
        "filtered": values is not None,
        "chosen": known(values or ()),
        "unknown": None in (values or ()),
        "window": days,
        "boundary": boundary,
        "since": query.since or date.min,
        "until": query.until or date.max,
    }
    found = {split: Counts() for split in splits}
    still: dict[tuple[Split, Value], dict[int, list[int]]] = {}
    sql = f"with cube as ({cube}) {_CUBE}"
    for dim, entered, value, step, now, refused, open_now, open_refused in session.rows(sql, params):
        for split in (split for split, its in dim_of.items() if its == dim):
            key = tuple(_entered(name, entered) if name in (_WEEK, DAY) else value for name in split)
            found[split].add(key, step, Tally(now, refused, 0, open_now))
            opened = still.setdefault((split, key), {}).setdefault(step, [0, 0])
            opened[0] += open_now
            opened[1] += open_refused
    for (split, key), steps in still.items():
        for step, pending in _pending(steps, people.start):
            found[split].add(key, step, Tally(pending=pending))
    if query.window_days is not None and not cutoff.is_day and _within(boundary, query):
        for split, counts in people.counts(session, splits, boundary).items():
            for key, tallies in counts.steps.items():
                for step, tally in tallies.items():
                    found[split].add(key, step, Tally(0, 0, tally.pending, tally.open))
    return found


def _daily_value(dimension: str) -> str:
    if dimension == _WEEK:
        return "date_trunc('week', d.day)::date::varchar"
    return _DAILY.format(dimension) if dimension in TABLES["funnel_daily"].by_name else "null::varchar"


def _entered(name: str, day: date) -> str:
    """The day of entry, or the Monday of its week: where another split asks for days, weeks are summed from them."""
    return (day - timedelta(days=day.weekday()) if name == _WEEK else day).isoformat()


def _pending(steps: Mapping[int, Sequence[int]], start: int) -> Iterator[tuple[int, int]]:
    """(step, people) with an open window who reached the step before, not this one, and were not refused."""
    for step in range(start + 1, min(max(steps) + 1, LAST_STEP) + 1):
        before, (now, refused) = steps.get(step - 1, (0, 0))[0], steps.get(step, (0, 0))
        if before or now or refused:
            yield step, before - now - refused


def _within(day: date, query: FunnelQuery) -> bool:
    return (query.since is None or day >= query.since) and (query.until is None or day < query.until)
