"""The share of the previous step, where only the shares of those who entered are estimated: a quotient with bounds.

Both shares rest on the same people in a way the estimates do not tell, so their errors may hold together or not. The
bounds are right either way: each share lies in its own interval at half the error (Bonferroni), hence the quotient
between low ÷ high and high ÷ low, at least 95 times of 100. They are wider than they would need to be.
"""

from __future__ import annotations

from dataclasses import dataclass

_WIDER = 2.241403 / 1.959964
"""Normal quantiles at .9875 and .975: from the interval that fails 5 times of 100 to one that fails 2.5 times."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A share 0..1 with the 95 % interval it lies in."""

    share: float
    low: float
    high: float


def quotient(now: Bounded, before: Bounded) -> Bounded | None:
    """Of those who reached the step before, the share that reaches this one; None if nobody reached the step before.

    `now` and `before` are shares of those who entered.
    """
    if before.share <= 0:
        return None
    inner, outer = _widened(now), _widened(before)
    share = min(1.0, now.share / before.share)
    low = inner.low / outer.high
    high = inner.high / outer.low if outer.low > inner.high else 1.0
    return Bounded(share, min(low, share), max(high, share))


def _widened(one: Bounded) -> Bounded:
    low = one.share - (one.share - one.low) * _WIDER
    return Bounded(one.share, max(0.0, low), min(1.0, one.share + (one.high - one.share) * _WIDER))
