"""What to fix first, frozen, and what a member is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.step_uplift import StepUplift, Value
from core.statistics.weak_cells import Weak

_Z80 = Decimal("1.281552")
_FEN = Decimal("0.01")


def member_value(members: int, total: Decimal, squares: Decimal) -> Value | None:
    """Mean paid per member, from their number, the sum of what they paid and the sum of its squares (CNY).

    Everybody counts, those who bought nothing with 0. The 80 % interval is the mean ± 1.2816 standard errors, which
    holds from some dozens of members on: None of fewer than MIN_SAMPLE.
    """
    if members < MIN_SAMPLE:
        return None
    mean = total / members
    variance = max(Decimal(0), (squares - total * mean) / (members - 1))
    half = _Z80 * (variance / members).sqrt()
    return Value(*(amount.quantize(_FEN) for amount in (mean, max(Decimal(0), mean - half), mean + half)))


@dataclass(frozen=True, slots=True)
class MemberValue:
    """Paid amounts minus refunds of a member's first 90 days in a group."""

    value: Value | None
    """None of fewer than 30 members."""
    members: int
    """Grouped people whose 90 days have passed where the orders end."""
    buyers: int


@dataclass(frozen=True, slots=True)
class Fixes:
    """Where to begin. Matured people only; gains per week."""

    weak: tuple[Weak[str | None], ...]
    """Channel × step."""
    gains: tuple[StepUplift[str | None], ...]
    """Of a step before the one at which channels are named, only what one point brings."""
    member_value: MemberValue | None
    """None without orders, or without events of the last step."""
    weeks: float
    """Weeks of entry days whose windows have closed."""
    last_step: int
    """Gains are people at this step: the last that has any event."""
    channels: int
    """Known channels with enough people to be compared."""

    def members_missed(self, cell: Weak[str | None]) -> float:
        """People at the last step more per week if the cell had the rest's rate: missed ÷ weeks × Π of later rates."""
        return cell.missed / self.weeks * math.prod(gain.rate for gain in self.gains if gain.step > cell.step)

    @property
    def weak_by_cost(self) -> tuple[tuple[Weak[str | None], float], ...]:
        """The weak cells with the people each costs a week, the most expensive first."""
        pairs = [(cell, self.members_missed(cell)) for cell in self.weak]
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0].step, pair[0].channel or "")))
