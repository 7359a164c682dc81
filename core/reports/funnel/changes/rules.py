"""What was different after each recorded change, and whether it is beyond normal variation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.reports.funnel.engine.changes import Change
from core.reports.funnel.engine.differences import Period, too_few
from core.statistics.rate_difference import RateDifference

SPAN_DAYS = 14
"""Entry days looked at before and after a change."""
Kind = Literal["worse", "better", "quiet", "few", "wait", "nobody"]
"""worse, better: the step that moved most is beyond normal variation; wait: nobody after it has a closed window yet;
nobody: no one entered before it or after it."""


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

    @property
    def kind(self) -> Kind:
        """What can be said of it."""
        if not self.entered[0] or (not self.entered[1] and self.judged_from is None):
            return "nobody"
        if self.judged_from is not None:
            return "wait"
        if not any(_usable(rate) for rate in self.rates):
            return "few"
        if self.moved is None:
            return "quiet"
        return "worse" if (self.moved.difference.change or 0) < 0 else "better"

    @property
    def moved(self) -> RateDifference | None:
        """The rate that moved most beyond normal variation: of the steps; of the whole way only where no step did."""
        beyond = [rate for rate in self.rates if _usable(rate) and rate.difference.within_noise is False]
        # False before True: steps before the whole way, and of those the largest.
        return min(beyond, key=lambda rate: (rate.of == "first", -abs(rate.difference.change or 0)), default=None)


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes within the query's days that the data reach, oldest first."""

    effects: tuple[ChangeEffect, ...]
    cutoff: date | None
    """The last day of the data; None without person events."""
    recorded: int
    """Changes on record, whatever their days."""


def _usable(rate: RateDifference) -> bool:
    return rate.difference.change is not None and not too_few(rate.difference)
