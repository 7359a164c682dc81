"""What a member is worth: mean paid amount per member in the first days in the group, with its 80 % interval.

The interval is the mean ± 1.2816 standard errors (money has 80 % intervals throughout); everybody counts, those who
bought nothing with 0. It holds from some dozens of members on, so fewer give none.
"""

from __future__ import annotations

from decimal import Decimal

from core.reports.funnel.fixes.rules import Value
from core.statistics.min_sample import FEW

_Z80 = Decimal("1.281552")
_FEN = Decimal("0.01")


def member_value(members: int, total: Decimal, squares: Decimal) -> Value | None:
    """From the number of members, the sum of what they paid and the sum of its squares (CNY). None of too few."""
    if members < FEW:
        return None
    mean = total / members
    variance = max(Decimal(0), (squares - total * mean) / (members - 1))
    half = _Z80 * (variance / members).sqrt()
    return Value(*(amount.quantize(_FEN) for amount in (mean, max(Decimal(0), mean - half), mean + half)))
