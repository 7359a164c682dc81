"""Entry weeks × steps: the share of the step before in each cell, and the cells that are truly below the others."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

from core.reports.funnel.engine.steps import judged
from core.reports.funnel.overview.model import FunnelView
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.weak_cells import Cell, Weak, weak_cells

MOST = 26
"""Weeks shown, half a year; earlier ones are in the download."""


@dataclass(frozen=True, slots=True)
class WeekStep:
    """One cell."""

    monday: date
    step: int
    closed: bool
    people: int
    """Who reached the step before."""
    share: float | None
    """Of them, who reached this step; None of an open week, and of fewer than 30."""
    low: float | None
    """95 % interval."""
    high: float | None


@dataclass(frozen=True, slots=True)
class WeekSteps:
    """The map, oldest week first."""

    steps: tuple[int, ...]
    weeks: tuple[date, ...]
    cells: tuple[WeekStep, ...]
    usual: dict[int, float]
    """Each step's share over all closed weeks."""
    weak: tuple[Weak[date], ...]
    """Weeks below the others at a step beyond noise, most missed first; its `channel` is the week's Monday."""
    judged: int
    """Closed weeks with at least 30 people who entered."""


@dataclass(frozen=True, slots=True)
class WeekMap:
    """The map, and the funnel of all weeks."""

    shown: WeekSteps
    funnel: FunnelView

    @property
    def earlier(self) -> int:
        """Weeks before those shown."""
        return len(self.funnel.weeks) - len(self.shown.weeks)


def week_steps(view: FunnelView) -> WeekSteps:
    """The map of the steps after the first with shares, without optional steps, which lose nobody."""
    first = view.whole.rates_from or 1
    chain = [one.step for one in view.steps if one.step >= first and one.people is not None and not one.optional]
    pairs = list(itertools.pairwise(chain))
    shown, cells = view.weeks[-MOST:], []
    counts = [
        Cell(week.monday, now, week.steps[now - 1].matured or 0, week.steps[before - 1].matured or 0)
        for week in shown  # only weeks that can be looked up on the map
        if week.closed
        for before, now in pairs
    ]
    for week in shown:
        for before, now in pairs:
            one, n = judged(week.steps, now), week.steps[before - 1].people or 0
            known = one if week.closed else None
            share = (known.matured_previous, known.matured_low, known.matured_high) if known else (None, None, None)
            cells.append(WeekStep(week.monday, now, week.closed, n, *share))
    enough = sum(week.closed and (week.steps[first - 1].people or 0) >= MIN_SAMPLE for week in shown)
    steps = tuple(now for _, now in pairs)
    weeks = tuple(week.monday for week in shown)
    return WeekSteps(steps, weeks, tuple(cells), _usual(counts), weak_cells(counts), enough)


def _usual(cells: list[Cell[date]]) -> dict[int, float]:
    sums: dict[int, tuple[int, int]] = {}
    for cell in cells:
        hits, n = sums.get(cell.step, (0, 0))
        sums[cell.step] = (hits + cell.hits, n + cell.n)
    return {step: hits / n for step, (hits, n) in sums.items() if n}
