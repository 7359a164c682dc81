"""What bringing a step back to the company's own earlier level brings: people more per week at the last step.

With entrants and later rates as they are now, that is E · (l − l*) · s: E people a week at the step before, l their
lost share now, l* the lost share of the earlier stretch, s the share of those at the step who reach the last one. Where
the finding is a break, l* is the share before it. Else it is that of the best earlier calendar month, drawn towards all
earlier months (core.statistics.shrinkage), as the best of several is partly the luckiest; where no month can serve, a
week that got worse is compared with the week before.

95 % interval: l − l* has Newcombe's interval, s Wilson's; both are independent, so their relative distances from the
estimate are added in squares (the method of variance estimates recovery, Donner and Zou 2012). E is taken as observed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.reports.funnel.engine.steps import StepCount
from core.reports.funnel.overview.rules import Finding
from core.statistics.intervals import difference, wilson
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.shrinkage import fit

_LEVEL_FROM = 100
"""A month with fewer people before the step is no level to go back to."""
_MONTH_WEEKS = 3
"""Closed entry weeks that make a month; a week belongs to the month its Monday is in."""
_COMPARABLE = 0.5
"""Nor is any stretch that had less than this share of today's people a week."""
_LOOK_BACK = timedelta(weeks=52)
NOTICEABLE = 0.01
"""Less than one person in a hundred below the earlier level is never called a recovery."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A closed entry week at one step: of `before` people at the step before, `reached` reached it and `lost` were
    lost; `last` of the week's people reached the last step."""

    monday: date
    before: int
    lost: int
    reached: int
    last: int

    @property
    def end(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RecoveryEstimate:
    """At the earlier level of `since` – `until` (exclusive), `members` more a week; `low`, `high`: 95 % interval."""

    step: int
    last_step: int
    since: date
    until: date
    month: bool
    """The stretch is the calendar month of `since`."""
    level: float
    """Lost share there (of a month: shrunken)."""
    members: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Level:
    since: date
    until: date
    month: bool
    lost: float
    n: float


def recovery_estimate(weeks: Sequence[Passage], finding: Finding, last_step: int) -> RecoveryEstimate | None:
    """The gain at the finding's step; None where the step is not below an earlier level beyond chance.

    `weeks`: the closed entry weeks at that step, oldest first. Two weeks that do not differ (a quiet finding) stand for
    now together.
    """
    if finding.now is None or finding.period is None or finding.kind in ("none", "few"):
        return None
    first, end = finding.period
    if finding.kind == "quiet" and finding.base_period is not None:
        first = finding.base_period[0]
    now = [week for week in weeks if first <= week.monday < end]
    before, lost, reached = (sum(getattr(week, name) for week in now) for name in ("before", "lost", "reached"))
    if before < MIN_SAMPLE or not reached:
        return None
    level = _level([week for week in weeks if week.end <= first], finding, before / len(now))
    if level is None:
        return None
    gap = lost / before - level.lost / level.n
    low, high = difference(lost, before, round(level.lost), round(level.n))
    if low is None or high is None or low <= 0 or gap < NOTICEABLE:
        return None
    onward = sum(week.last for week in now) / reached
    if not onward:
        return None
    down, up = (onward, onward) if finding.now.step == last_step else wilson(sum(w.last for w in now), reached)
    assert down is not None
    assert up is not None
    members = before / len(now) * gap * onward
    ends = (
        members * max(0.0, 1 - math.hypot((gap - low) / gap, (onward - down) / onward)),
        members * (1 + math.hypot((high - gap) / gap, (up - onward) / onward)),
    )
    share = level.lost / level.n
    return RecoveryEstimate(finding.now.step, last_step, level.since, level.until, level.month, share, members, *ends)


def recovery(
    weeks: Iterable[tuple[date, Sequence[StepCount]]], finding: Finding, last_step: int
) -> RecoveryEstimate | None:
    """The gain, from the closed entry weeks (Monday, steps), oldest first.

    The people before a step are those who reached it, were lost or were turned away at it: nobody of a closed week is
    on the way.
    """
    if finding.now is None:
        return None
    passages, last = [], last_step
    for monday, steps in weeks:
        last = max(step.step for step in steps[:last_step] if not step.optional)
        step = steps[finding.now.step - 1]
        reached, lost = step.people or 0, step.lost or 0
        before = reached + lost + (step.refused or 0)
        passages.append(Passage(monday, before, lost, reached, steps[last - 1].people or 0))
    return recovery_estimate(passages, finding, last)


def _level(earlier: Sequence[Passage], finding: Finding, weekly: float) -> _Level | None:
    """The level to go back to."""
    month = _best_month(earlier, weekly)
    if finding.base_period is None or finding.kind not in ("worse", "worse_since"):
        return month
    first, end = finding.base_period
    weeks = [week for week in earlier if first <= week.monday < end]
    base = None
    if weeks and _sum(weeks, "before") >= max(MIN_SAMPLE, _COMPARABLE * weekly * len(weeks)):
        base = _Level(first, end, False, _sum(weeks, "lost"), _sum(weeks, "before"))
    return (base or month) if finding.kind == "worse_since" else (month or base)


def _best_month(earlier: Sequence[Passage], weekly: float) -> _Level | None:
    """The month with the smallest shrunken lost share; None without one that can be compared."""
    months: dict[tuple[int, int], list[Passage]] = {}
    for week in earlier:
        if week.monday >= earlier[-1].monday - _LOOK_BACK:
            months.setdefault((week.monday.year, week.monday.month), []).append(week)
    able = [found for found in months.values() if _comparable(found, weekly)]
    prior = fit((_sum(found, "lost"), _sum(found, "before")) for found in able)
    if prior is None:
        return None
    best = min(able, key=lambda found: prior.shrunken(_sum(found, "lost"), _sum(found, "before")))
    lost, kept = prior.beta(_sum(best, "lost"), _sum(best, "before"))
    return _Level(best[0].monday, best[-1].end, True, lost, lost + kept)


def _comparable(weeks: Sequence[Passage], weekly: float) -> bool:
    n = _sum(weeks, "before")
    return len(weeks) >= _MONTH_WEEKS and n >= _LEVEL_FROM and n / len(weeks) >= _COMPARABLE * weekly


def _sum(weeks: Iterable[Passage], name: str) -> int:
    return sum(getattr(week, name) for week in weeks)
