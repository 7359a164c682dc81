"""Every recorded change with the rates before and after it, of people whose window has closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.db import Dataset
from core.marts import Marts
from core.reports.funnel.comparison.query import Looks, Period, looks_at, steps_with_events
from core.reports.funnel.engine.counts import counts_of
from core.reports.funnel.engine.people import DAY
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import cutoff_of, named_from, source_of
from core.reports.funnel.overview.words import Change
from core.statistics.rate_difference import RateDifference, compare

SPAN_DAYS = 14
_MOST = 20


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """One change: entries of the days before it against those from its day on.

    What else happened in those days is in the difference too: it says that something changed, not why.
    """

    change: Change
    before: Period
    after: Period
    rates: tuple[RateDifference, ...]
    """After minus before; adjusted for all that is looked at: every step of every change in the answer."""
    entered: tuple[int, int]
    """People who entered before and after, whether or not their window has closed."""
    judged_from: date | None
    """The day the data must reach before the window of anybody after the change has closed; None: they reach it."""
    final_on: date | None
    """The day the data must reach before all of them count; None: they reach it."""
    others: int
    """Other changes recorded in the same days."""


@dataclass(frozen=True, slots=True)
class _Day:
    """Those who entered on one day: how many, and who of them reached which step, windows closed."""

    entered: int
    matured: Mapping[int, int]


def recorded_changes(dataset: Dataset) -> tuple[Change, ...]:
    """The table of changes, oldest first; read once per version. Errors: QueryTimeout."""
    sql = "select c.day, c.scene, c.what, c.who from changes as c order by c.day, c.scene, c.what"
    return dataset.cached("changes", lambda: tuple(Change(*row) for row in dataset.rows(sql)))


def build(dataset: Dataset, marts: Marts, query: FunnelQuery) -> tuple[ChangeEffect, ...]:
    """The changes within the query's days that the data reach, the newest 20, oldest first. Errors: QueryTimeout."""
    cutoff, steps = cutoff_of(marts, query), steps_with_events(marts, query)
    if cutoff is None or steps is None:
        return ()
    recorded = [c for c in recorded_changes(dataset) if c.day <= cutoff.date]
    asked = [c for c in recorded if (query.since or date.min) <= c.day < (query.until or date.max)]
    changes = asked[-_MOST:]
    if not changes:
        return ()
    first = named_from(marts, query, tuple(dimension for dimension, _ in query.where))
    known = [k for k in steps if k >= (first or k)]
    spans = [_around(change.day) for change in changes]
    # One pass for all changes: their days overlap, and rows made from the events would be made again for each.
    days = _by_day(dataset, marts, replace(query, by=None, since=spans[0][0][0], until=spans[-1][1][1]), steps)
    looks = [looks_at(known, _people(days, after, known), _people(days, before, known)) for before, after in spans]
    found = iter(compare([(now, base) for one in looks for _, _, now, base in one]))
    # Whole days behind the day whose entries' windows have closed.
    closed = cutoff.date + timedelta(days=1 if cutoff.is_day else 0) - timedelta(days=query.window_days or 0)
    return tuple(
        ChangeEffect(
            change,
            before,
            after,
            tuple(RateDifference(k, of, next(found)) for k, of, _, _ in one),
            (_entered(days, before), _entered(days, after)),
            _still_to_come(cutoff.date, closed, after[0] + timedelta(days=1)) if not _any(one) else None,
            _still_to_come(cutoff.date, closed, after[1]),
            sum(before[0] <= other.day < after[1] for other in recorded) - 1,
        )
        for change, (before, after), one in zip(changes, spans, looks, strict=True)
    )


def _around(day: date) -> tuple[Period, Period]:
    span = timedelta(days=SPAN_DAYS)
    return (day - span, day), (day, day + span)


def _by_day(dataset: Dataset, marts: Marts, query: FunnelQuery, steps: Sequence[int]) -> dict[date, _Day]:
    splits = [(DAY,)]
    with dataset.session() as session, source_of(dataset, session, marts, query, splits) as source:
        if source is None:
            return {}
        counts, start = counts_of(session, source, splits)[DAY,], source.people.start
    return {
        date.fromisoformat(str(day)): _Day(tallies[start].people, {k: tallies[k].matured for k in steps})
        for (day,), tallies in counts.steps.items()
    }


def _people(days: Mapping[date, _Day], span: Period, steps: Sequence[int]) -> dict[int, int]:
    inside = [found for day, found in days.items() if span[0] <= day < span[1]]
    return {k: sum(found.matured[k] for found in inside) for k in steps}


def _entered(days: Mapping[date, _Day], span: Period) -> int:
    return sum(found.entered for day, found in days.items() if span[0] <= day < span[1])


def _any(looks: Looks) -> bool:
    return any(now.n for _, _, now, _ in looks)


def _still_to_come(cutoff: date, closed: date, until: date) -> date | None:
    """The day the data must reach for the windows of those who entered before `until` to be closed."""
    return cutoff + (until - closed) if closed < until else None
