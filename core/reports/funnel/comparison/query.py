"""Two periods or two segments side by side: differences of rates, and why the people at the last step changed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from core.db import Dataset
from core.errors import BadRequest
from core.i18n import Text
from core.marts import Marts
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.engine.query import FunnelQuery, Where
from core.reports.funnel.engine.source import cutoff_of, named_from, start_of, steps_with_events
from core.statistics.decomposition import Cause, decompose
from core.statistics.rate_difference import RateDifference, Sample, compare

_CHANNEL = "channel"
_USUAL_WEEKS = 4
Period = tuple[date, date]
"""From (inclusive) until (exclusive)."""
Looks = tuple[tuple[int, Literal["previous", "first"], Sample, Sample], ...]
"""(step, of, now, base): shares to be compared."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: who was asked for, and people at each counted step from the start on."""

    since: date | None
    until: date | None
    where: Where
    people: tuple[int, ...]
    pending: int
    """People whose window is still open: the change is not final while there are any."""


@dataclass(frozen=True, slots=True)
class ValuePart:
    """A part's people in one value of the dimension; None: unknown (or no dimension)."""

    value: str | None
    people: Decimal


@dataclass(frozen=True, slots=True)
class ChangePart:
    """What one cause added to the people at the last step (core/rules/funnel/decomposition.py)."""

    cause: Cause
    step: int | None
    """The step reached, for rates."""
    people: Decimal
    whole: int
    by_value: tuple[ValuePart, ...]
    """By value of the dimension; sums to `people`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`now` against `base` (segment A against B). The parts sum to `change` exactly."""

    kind: Literal["periods", "segments"]
    now: Side
    base: Side
    steps: tuple[int, ...]
    """The counted steps from the start to the last that has any event."""
    dimension: str | None
    """What the parts are split by: the channel, unless the segments are channels."""
    change: int
    """People at the last of the steps, now minus base."""
    parts: tuple[ChangePart, ...]
    rates: tuple[RateDifference, ...]


def previous_period(marts: Marts, query: FunnelQuery) -> Period:
    """The equally long period before the query's. Raises BadRequest where the query names no first day."""
    cutoff = cutoff_of(marts, query)
    until = query.until or (cutoff.date + timedelta(days=1) if cutoff else None)
    if query.since is None or until is None or until <= query.since:
        raise BadRequest(
            Text("没有开始日期，不知道和哪一段比。", "Without a first day there is no period before it."),
            Text("请给出开始日期和结束日期。", "Give a first and a last day."),
        )
    return query.since - (until - query.since), query.since


def usual_periods(marts: Marts, query: FunnelQuery) -> tuple[Period, Period] | None:
    """Where no first day is asked for: the last 4 entry weeks before `until` whose windows have closed, against the
    4 before; fewer where the data hold fewer, and None where they hold no two such weeks from Monday to Sunday."""
    cutoff, start = cutoff_of(marts, query), start_of(marts, query)
    if cutoff is None or start is None or start not in marts.span.first:
        return None
    closed = cutoff.date + timedelta(days=1 if cutoff.is_day else 0) - timedelta(days=query.window_days or 0)
    end = _monday(min(closed, query.until or closed))
    first = marts.span.first[start].date()
    weeks = min(_USUAL_WEEKS, (end - _monday(first + timedelta(days=6))).days // 14)
    if weeks < 1:
        return None
    length = timedelta(weeks=weeks)
    return (end - length, end), (end - 2 * length, end - length)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def periods(dataset: Dataset, marts: Marts, query: FunnelQuery, base: Period) -> Comparison | None:
    """The query's period against another (from, until exclusive). None if no step is known person by person."""
    other = replace(query, since=base[0], until=base[1])
    return _compare(dataset, marts, "periods", query, other, _dimension(marts, query))


def segments(dataset: Dataset, marts: Marts, query: FunnelQuery, a: Where, b: Where) -> Comparison | None:
    """Segment A against segment B of the query's people; each adds filters to the query's.

    Raises BadRequest where a segment filters by what the query already filters by.
    """
    named = {dimension for dimension, _ in (*a, *b)}
    now, base = (replace(query, where=(*query.where, *segment)) for segment in (a, b))
    return _compare(dataset, marts, "segments", now, base, None if _CHANNEL in named else _dimension(marts, query))


def _dimension(marts: Marts, query: FunnelQuery) -> str | None:
    """The channel, if people have one from the start on; one named later says how far they came, not whence."""
    return _CHANNEL if named_from(marts, query, (_CHANNEL,)) == start_of(marts, query) else None


def _compare(
    dataset: Dataset,
    marts: Marts,
    kind: Literal["periods", "segments"],
    now: FunnelQuery,
    base: FunnelQuery,
    dimension: str | None,
) -> Comparison | None:
    reports = [
        funnel.build(dataset, marts, replace(query, by=dimension), durations=False, daily=False)
        for query in (now, base)
    ]
    steps = steps_with_events(marts, now)
    if steps is None:
        return None
    after, before = (_by_value(report, steps) for report in reports)
    change = decompose(before, after)
    parts = tuple(
        ChangePart(
            part.cause,
            None if part.step is None else steps[part.step - 1],
            part.people,
            part.whole,
            tuple(ValuePart(*pair) for pair in sorted(part.by_channel.items(), key=_named_first)),
        )
        for part in change.parts
    )
    sides = [_side(query, report, steps) for query, report in zip((now, base), reports, strict=True)]
    return Comparison(kind, sides[0], sides[1], steps, dimension, change.change, parts, _rates(reports, steps))


def _named_first(pair: tuple[str | None, Decimal]) -> tuple[bool, str]:
    return pair[0] is None, pair[0] or ""


def _by_value(report: FunnelReport, steps: tuple[int, ...]) -> dict[str | None, list[int]]:
    parts = {part.value: part.steps for part in report.breakdown} if report.query.by else {None: report.steps}
    return {value: [found[k - 1].people or 0 for k in steps] for value, found in parts.items()}


def _side(query: FunnelQuery, report: FunnelReport, steps: tuple[int, ...]) -> Side:
    people = tuple(report.steps[k - 1].people or 0 for k in steps)
    pending = sum(report.steps[k - 1].pending or 0 for k in steps)
    return Side(query.since, query.until, query.where, people, pending)


def _rates(reports: list[FunnelReport], steps: tuple[int, ...]) -> tuple[RateDifference, ...]:
    """Where a segment's dimension is named after the start step, only the steps behind it have rates."""
    known = [k for k in steps if all(k >= (report.rates_from or k) for report in reports)]
    now, base = ({k: report.steps[k - 1].matured or 0 for k in known} for report in reports)
    looks = looks_at(known, now, base)
    found = compare([(one, other) for _, _, one, other in looks])
    return tuple(RateDifference(k, of, one) for (k, of, _, _), one in zip(looks, found, strict=True))


def looks_at(steps: Sequence[int], now: Mapping[int, int], base: Mapping[int, int]) -> Looks:
    """Every step against the one before, and the last against the first; `now`, `base`: people by step, matured."""
    pairs: list[tuple[int, int, Literal["previous", "first"]]] = [
        (before, k, "previous") for before, k in itertools.pairwise(steps)
    ]
    if len(steps) > 2:
        pairs.append((steps[0], steps[-1], "first"))
    return tuple((k, of, Sample(now[k], now[before]), Sample(base[k], base[before])) for before, k, of in pairs)
