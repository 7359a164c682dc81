"""The trend of one step: closed entry weeks as they are, weeks on the way as they are expected to be."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import cube_answers
from core.reports.funnel.engine.steps import before
from core.reports.funnel.estimate.model import Estimate, WeekEstimate
from core.reports.funnel.overview.model import EntryWeek
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
    """So far, those whom the share is of."""
    share: float | None
    """Of a week whose windows have closed; None of fewer than 30 people."""
    so_far: float | None
    """Of a week on the way: too low by those still to come, or too high by those who were fast."""
    ahead: Bounded | None
    """Of a week on the way: what it is expected to come to."""


def points(weeks: Sequence[EntryWeek], step: int, of: Of, estimate: Estimate | None) -> tuple[Point, ...]:
    """The trend of `step`, a point per week; without an estimate nothing is expected."""
    ahead = outlooks(estimate) if estimate else ()
    expected = {one.week: one.previous if of == "previous" else one.first for one in ahead if one.step == step}
    return tuple(_point(week, step, of, expected.get(week.monday)) for week in weeks)


def cheap(query: FunnelQuery) -> bool:
    """Whether the cube answers, in a hundredth of a second for any number of people; otherwise all are read."""
    return not query.where and query.from_step is None and cube_answers(query, [()])


def outlooks(estimate: Estimate) -> tuple[Outlook, ...]:
    """The weeks with open windows by week and step; none of fewer than 30 people."""
    found = []
    for week, steps in itertools.groupby(estimate.weeks if estimate.says_ahead else (), key=lambda one: one.week):
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
