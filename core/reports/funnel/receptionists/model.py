"""The receptionists with the steps they decide, frozen."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from core.reports.funnel.engine.funnel import BreakdownValue
from core.reports.funnel.engine.steps import StepCount
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.weak_cells import Weak


@dataclass(frozen=True, slots=True)
class Receptionists:
    """Everything of the section. Shares are of people whose window has closed."""

    steps: tuple[int, ...]
    """Counted steps from the one at which receptionists are named; the shares are those of the later ones."""
    before: int | None
    """The counted step before the first of `steps`, from which the time to it runs."""
    whole: tuple[StepCount, ...]
    """All of them together, with the times."""
    people: tuple[BreakdownValue, ...]
    """Most people at the first step first, nobody known last."""
    weak: tuple[Weak[str | None], ...]
    """Below the others beyond noise, most missed first; `channel` is the receptionist, None for the unknown one."""
    by_day: bool
    """Times are known by day only."""
    window_days: int | None

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """(earlier, later) steps of the shares."""
        return tuple(itertools.pairwise(self.steps))

    @property
    def timed(self) -> tuple[tuple[int, int], ...]:
        """(earlier, later) steps between which the time is known."""
        return self.pairs if self.before is None else ((self.before, self.steps[0]), *self.pairs)

    @property
    def weakest(self) -> Weak[str | None] | None:
        """Of the known ones below the others, who misses most."""
        return next((one for one in self.weak if one.channel is not None), None)

    @property
    def named(self) -> tuple[BreakdownValue, ...]:
        """The known ones."""
        return tuple(part for part in self.people if part.value is not None)

    @property
    def ranked(self) -> int:
        """How many known receptionists have at least 30 people to judge by."""
        return sum(n >= MIN_SAMPLE for n in self.closed)

    @property
    def closed(self) -> tuple[int, ...]:
        """People with a closed window of each known receptionist."""
        return tuple(part.steps[self.steps[0] - 1].matured or 0 for part in self.named)

    @property
    def most(self) -> int:
        """People with a closed window of the receptionist who has most."""
        return max(self.closed, default=0)
