"""What the entry weeks still on the way will come to, step by step, as the trend shows it beside the closed weeks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.db import Dataset
from core.marts import Marts
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import cube_answers, named_from, start_of
from core.reports.funnel.engine.steps import before
from core.reports.funnel.estimate import query as estimate
from core.reports.funnel.estimate.query import WeekEstimate
from core.reports.funnel.overview.view import EntryWeek
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.rate_of_rates import Bounded, quotient

Of = Literal["previous", "first"]
"""Share of those at the step before, or of those who entered."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """One week with open windows, at one step."""

    week: date
    """Its Monday."""
    step: int
    first: Bounded
    """Share of those who entered."""
    previous: Bounded | None
    """Share of those who reached the counted step before."""


@dataclass(frozen=True, slots=True)
class Point:
    """One week of the trend of one step. Shares 0..1."""

    monday: date
    people: int
    """Whom the share is of, so far."""
    share: float | None
    """Of a week whose windows have closed; None of fewer than 30 people."""
    so_far: float | None
    """Of a week on the way: too low by those still to come, or too high by those who were quick."""
    ahead: Bounded | None
    """What a week on the way will come to."""


def points(weeks: Sequence[EntryWeek], step: int, of: Of, outlook: Sequence[Outlook]) -> tuple[Point, ...]:
    """The trend of `step`, a point per week."""
    expected = {one.week: one.previous if of == "previous" else one.first for one in outlook if one.step == step}
    return tuple(_point(week, step, of, expected.get(week.monday)) for week in weeks)


def cheap(query: FunnelQuery) -> bool:
    """Whether the cube answers, which takes a hundredth of a second however many people there are.

    Otherwise people are gone through one by one, or their rows made anew.
    """
    return not query.where and query.from_step is None and cube_answers(query, [()])


def build(dataset: Dataset, marts: Marts, query: FunnelQuery) -> tuple[Outlook, ...]:
    """By week and step; only of weeks with open windows. Errors: QueryTimeout.

    None under a filter whose dimension is named later than at entry: whoever will get there is not among the filtered
    people yet, so that they say nothing about what is still to come (core/adr/0007).
    """
    if named_from(marts, query, tuple(dimension for dimension, _ in query.where)) != start_of(marts, query):
        return ()
    known = estimate.build(dataset, marts, query) or ()
    found = []
    for week, steps in itertools.groupby(known, key=lambda one: one.week):
        earlier: Bounded | None = None
        for at, one in enumerate(steps):
            now = _bounded(one)
            if now is not None and not one.matured and one.people >= MIN_SAMPLE:
                previous = now if at == 0 else earlier and quotient(now, earlier)  # before the first: who entered
                found.append(Outlook(week, one.step, now, previous))
            earlier = now
    return tuple(found)


def _bounded(one: WeekEstimate) -> Bounded | None:
    if one.share is None or one.low is None or one.high is None:
        return None
    return Bounded(one.share, one.low, one.high)


def _point(week: EntryWeek, step: int, of: Of, expected: Bounded | None) -> Point:
    now, entered = week.steps[step - 1], next(one for one in week.steps if one.people is not None)
    whole = before(week.steps, step) if of == "previous" else entered
    n = (whole.people if whole else None) or 0
    if not week.closed:
        return Point(week.monday, n, None, now.of_previous if of == "previous" else now.of_first, expected)
    share = now.matured_previous if of == "previous" else now.matured_first
    return Point(week.monday, n, share if n >= MIN_SAMPLE else None, None, None)
