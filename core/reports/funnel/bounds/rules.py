"""Between which bounds a step rate lies where daily counts have lost who is who: bounds, never a made-up rate.

A daily count says how many people were at a step on a day in a cell (channel × ad slot); somebody seen on two days is
in two counts. Of several counts the distinct people are therefore at least the largest and at most the sum (the union
bounds of Boole and Fréchet 1935). Rates follow from the worst and best case of both steps. People with an id (steps
5–7) are known exactly. Nothing is assumed about how often people return; what is assumed is named by `Nesting`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise

Cell = Hashable
"""Where people were counted: a channel, an ad slot, or a tuple of both."""


class Nesting(Enum):
    """What is known about the people of a step and those of the step before."""

    CELL = "cell"
    """Whoever is counted at the step was at the step before on the same day in the same cell (one tracked visit)."""
    WHOLE = "whole"
    """Whoever is counted at the step was at the step before on some counted day in some cell of the group."""
    NONE = "none"
    """Nothing: people may come in at the step (a group code passed on without the friend step)."""


@dataclass(frozen=True, slots=True)
class Count:
    """`people` at `step` on `day` in `cell`; one count for each."""

    day: date
    cell: Cell
    step: int
    people: int


@dataclass(frozen=True, slots=True)
class People:
    """Distinct people: at least `low`, at most `high`."""

    low: int
    high: int

    def __add__(self, other: People) -> People:
        """Together, where no person is in both."""
        return People(self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rate lies between `low` and `high`. `nesting` is what it rests on: less than asked where counts refute it."""

    low: float
    high: float
    nesting: Nesting


@dataclass(frozen=True, slots=True)
class Exceeding:
    """On a day in a cell, `later` people at `step` but only `earlier` at the recorded step before it."""

    day: date
    cell: Cell
    step: int
    later: int
    earlier_step: int
    earlier: int


def distinct(counts: Iterable[int]) -> People:
    """How many people counts with unknown overlap can be."""
    kept = list(counts)
    return People(max(kept, default=0), sum(kept))


def exactly(n: int) -> People:
    """People who are known by id."""
    return People(n, n)


def rate_bounds(before: Mapping[Cell, People], after: Mapping[Cell, People], nested: bool = True) -> Bounds | None:
    """Bounds of (people at both steps) ÷ (people at the earlier one). None where nobody is at the earlier step.

    Keys are groups that share no person with each other; where people may be in several, pass one group for all.
    `nested`: whoever is at the later step was at the earlier one (Nesting.WHOLE, group by group).
    Lowest: Σ fewest later ÷ Σ most earlier; 0 if not nested. Highest: in each group as many later people as there can
    be, among as few earlier ones as can hold them.
    """
    groups = [(before.get(key, People(0, 0)), after.get(key, People(0, 0))) for key in dict.fromkeys((*before, *after))]
    most = sum(b.high for b, _ in groups)
    if not most:
        return None
    # One person more in a group that is all converters raises the rate of the whole, so the earlier people of the
    # best case are as many as the later ones, within what the counts allow.
    holding = [max(b.low, min(a.high, b.high)) for b, a in groups]
    high = sum(min(a.high, size) for (_, a), size in zip(groups, holding, strict=True)) / max(sum(holding), 1)
    nested = nested and all(a.low <= b.high for b, a in groups)
    low = sum(a.low for _, a in groups) / most if nested else 0.0
    return Bounds(low, high, Nesting.WHOLE if nested else Nesting.NONE)


def daily_bounds(
    counts: Iterable[Count], step: int, nesting: Nesting = Nesting.WHOLE, *, apart: bool = False, since_step: int = 0
) -> Bounds | None:
    """Bounds of the rate of `step` from daily counts alone; None where nobody is at the earlier step.

    The earlier step is the one before, or `since_step`. `apart`: no person is counted in two cells (each has one
    channel and ad slot), only on several days; without it people may be in any number of cells.
    With Nesting.CELL the lowest rate is sharper: those who did not go on add to the earlier people at most once each,
    so it is u ÷ (u + Σ (earlier − later)) with u the fewest later people.
    """
    earlier = since_step or step - 1
    seen: dict[Cell, dict[tuple[date, Cell], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for count in counts:
        if count.step in (earlier, step):
            seen[count.cell if apart else None][count.day, count.cell][count.step == step] += count.people
    before = {group: distinct(b for b, _ in pairs.values()) for group, pairs in seen.items()}
    after = {group: distinct(a for _, a in pairs.values()) for group, pairs in seen.items()}
    found = rate_bounds(before, after, nesting is not Nesting.NONE)
    pairs = [pair for group in seen.values() for pair in group.values()]
    if found is None or nesting is not Nesting.CELL or any(a > b for b, a in pairs):
        return found
    fewest = sum(people.low for people in after.values())
    stayed = sum(b - a for b, a in pairs)
    return Bounds(fewest / (fewest + stayed) if fewest else 0.0, found.high, Nesting.CELL)


def bridge_bounds(
    counts: Iterable[Count],
    last_daily_step: int,
    persons: Mapping[Cell, int],
    nested: bool = True,
    *,
    apart: bool = False,
) -> Bounds | None:
    """Bounds of the rate from the last daily step to the first with ids: distinct `persons` by cell ÷ counted people.

    Each person is in one cell. `apart` as in `daily_bounds`; cells must then mean the same on both sides.
    """
    groups: dict[Cell, list[int]] = defaultdict(list)
    for count in counts:
        if count.step == last_daily_step:
            groups[count.cell if apart else None].append(count.people)
    after = persons if apart else {None: sum(persons.values())}
    return rate_bounds(
        {group: distinct(found) for group, found in groups.items()},
        {group: exactly(n) for group, n in after.items()},
        nested,
    )


def later_exceeds_earlier(counts: Sequence[Count]) -> tuple[Exceeding, ...]:
    """Days and cells where a step has more people than the recorded step before it: the data are wrong there.

    A step without a count on that day in that cell is not recorded, not 0. By day, cell and step.
    """
    cells: dict[tuple[date, Cell], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for count in counts:
        cells[count.day, count.cell][count.step] += count.people
    found = []
    for (day, cell), by_step in cells.items():
        steps = sorted(by_step)
        for earlier, later in pairwise(steps):
            if by_step[later] > by_step[earlier]:
                found.append(Exceeding(day, cell, later, by_step[later], earlier, by_step[earlier]))
    return tuple(sorted(found, key=lambda e: (e.day, repr(e.cell), e.step)))
