"""The funnel's counts per step and breakdown value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

Split = tuple[str, ...]
"""The dimensions of a breakdown; empty: no breakdown."""
Value = tuple[str | None, ...]
"""A breakdown value: one entry per dimension, None for unknown; empty without a breakdown."""


@dataclass(slots=True)
class Tally:
    """Counts at one step of one breakdown value. All are additive."""

    people: int = 0
    """Reached the step."""
    refused: int = 0
    pending: int = 0
    """Not there yet, window still open."""
    open: int = 0
    """Of `people`, those whose window is open at the cut-off."""

    def add(self, other: Tally) -> None:
        """Add another value's counts."""
        self.people += other.people
        self.refused += other.refused
        self.pending += other.pending
        self.open += other.open

    @property
    def matured(self) -> int:
        """Of `people`, those whose window has closed."""
        return self.people - self.open


@dataclass(slots=True)
class Counts:
    """Tallies by breakdown value and step. Without a breakdown the only value is ()."""

    steps: dict[Value, dict[int, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))

    def add(self, value: Value, step: int, tally: Tally) -> None:
        """Add to one value's step."""
        self.steps[value][step].add(tally)

    def total(self) -> dict[int, Tally]:
        """The sum of all values."""
        whole: dict[int, Tally] = defaultdict(Tally)
        for steps in self.steps.values():
            for step, tally in steps.items():
                whole[step].add(tally)
        return whole


Durations = Mapping[tuple[bool, Value, int], tuple[float | None, float | None]]
"""(of a breakdown value, value, step) → median and 90 % quantile of the seconds to the next counted step."""
