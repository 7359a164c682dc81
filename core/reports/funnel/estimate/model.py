"""What entry weeks with open windows will come to, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class WeekEstimate:
    """Of those who entered in a week, the share expected to have reached a step when all windows have closed."""

    week: date
    """Its Monday."""
    step: int
    people: int
    """Who entered."""
    reached: int
    """So far, on completed days."""
    share: float | None
    low: float | None
    """95 % interval."""
    high: float | None
    matured: bool
    """All windows have closed: the share is the plain one."""
    own_days: int
    """Days of the window known from the week itself; the others are taken from the weeks before."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """All weeks, by week and step from the start to each later counted step."""

    weeks: tuple[WeekEstimate, ...]
    says_ahead: bool
    """Whether weeks on the way can be judged. Not under a filter whose dimension is named later than at entry: those
    who will get there are not among the filtered people yet (core/adr/0007)."""
