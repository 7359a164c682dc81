"""The chain of onboarding steps, and which rows of it to build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.marts.moment import Moment

Order = Literal["strict", "any"]
ORDERS: tuple[Order, ...] = ("strict", "any")
DIMENSIONS = ("ad_slot", "channel", "identity_class", "region", "owner")
LAST_STEP = 7


def counted_steps(start: int, optional: Sequence[int] = ()) -> tuple[int, ...]:
    """The steps of the chain: the start step and the later ones that may not be skipped."""
    return (start, *(k for k in range(start + 1, LAST_STEP + 1) if k not in optional))


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of steps; one row per person who entered, in all days or in a range of days."""

    order: Order
    start: int
    optional: tuple[int, ...] = ()
    """Later steps that may be skipped. They have no d, r and x; their m{k} is the first event at or after the
    time taken for the counted step before (in any order: the entry), whatever follows."""
    dimensions: tuple[str, ...] = DIMENSIONS
    """Rows have no columns for the others."""
    window_days: int | None = None
    """Steps later than this may be missing."""
    re_entry: bool = False
    """A row per entry: the first start event, and each that is the first one after the window of the entry before
    has closed."""
    since: date | None = None
    """Entries from this day on …"""
    until: date | None = None
    """… and before this one."""

    @property
    def counted(self) -> tuple[int, ...]:
        """The steps that may not be skipped, from the start step on."""
        return counted_steps(self.start, self.optional)

    @property
    def later(self) -> range:
        """The steps after the start step, optional ones too."""
        return range(self.start + 1, LAST_STEP + 1)

    def after(self, step: int) -> int:
        """The step before which a later one does not count: in strict order the counted step before it."""
        return max(k for k in self.counted if k < step) if self.order == "strict" else self.start

    @property
    def can_count(self) -> str:
        """The condition that an event e can count: it is of these steps and neither before the range of days nor after
        the last window. Start events before the range are kept: they decide which one is a person's first."""
        bounds = [f"e.step >= {self.start}"]
        if self.since is not None:
            bounds.append(f"(e.step = {self.start} or e.at >= date '{self.since}')")
        if self.until is not None and self.window_days is not None:
            bounds.append(f"e.at < date '{self.until + timedelta(days=self.window_days + 1)}'")
        return " and ".join(bounds)

    @property
    def inside(self) -> str:
        """The condition on m{start} that the entry lies in the days asked for."""
        days = ((">=", self.since), ("<", self.until))
        bounds = [f"m{self.start} {sign} {Moment.of_day(day).code()}" for sign, day in days if day is not None]
        return " and ".join(["true", *bounds])
