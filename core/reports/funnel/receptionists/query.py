"""The steps a receptionist decides, by receptionist: who got how far, how fast, and whether one is truly below."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from core.db import Dataset
from core.marts import Marts, counted_steps
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.funnel import BreakdownValue
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.steps import StepCount
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.weak_cells import Cell, Weak, weak_cells

_BY = "owner"


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
    """Below the others beyond noise; its `channel` is the receptionist, None for the unknown one."""
    by_day: bool
    """Times are known by day only."""

    @property
    def named(self) -> tuple[BreakdownValue, ...]:
        """The known ones."""
        return tuple(part for part in self.people if part.value is not None)

    def closed(self, part: BreakdownValue) -> int:
        """How many of a receptionist's people have a closed window."""
        return part.steps[self.steps[0] - 1].matured or 0

    @property
    def judged(self) -> int:
        """How many known receptionists have at least 30 people to judge by."""
        return sum(self.closed(part) >= MIN_SAMPLE for part in self.named)

    @property
    def most(self) -> int:
        """People with a closed window of the receptionist who has most."""
        return max((self.closed(part) for part in self.named), default=0)


def build(dataset: Dataset, marts: Marts, query: FunnelQuery, last_step: int) -> Receptionists | None:
    """None where no receptionist is named, or no step follows. `last_step` is the last one that can be judged.

    All receptionists and steps are one family of comparisons (core.rules.funnel.weak_cells). Errors: QueryTimeout.
    """
    if _BY not in marts.span.named:
        return None
    report = funnel.build(dataset, marts, replace(query, by=_BY))
    if report.parts_from is None or report.start_step is None:
        return None
    chain = counted_steps(report.start_step, query.optional)
    steps = tuple(step for step in chain if report.parts_from <= step <= last_step)
    if len(steps) < 2:
        return None
    first = steps[0]
    people = [part for part in report.breakdown if part.steps[first - 1].people]
    people.sort(key=lambda part: (part.value is None, -(part.steps[first - 1].people or 0)))
    if not any(part.value is not None for part in people):
        return None
    cells = [
        Cell(part.value, now, part.steps[now - 1].matured or 0, part.steps[earlier - 1].matured or 0)
        for part in people
        for earlier, now in itertools.pairwise(steps)
    ]
    weak = tuple(one for one in weak_cells(cells) if one.channel is not None)
    before = max((step for step in chain if step < first), default=None)
    return Receptionists(steps, before, report.steps, tuple(people), weak, report.cutoff_is_day)
