"""Is one rate truly different from another, when many are looked at? Difference, interval, p-value, verdict.

Interval: Newcombe (1998), method 10, from the two Wilson intervals. The p-value is its inversion: the error level at
which the interval just touches 0, so that interval and p-value never contradict each other. Several looks: Bonferroni,
for both alike (each look at level ÷ looks). Holm would name slightly more, but has no interval to show beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

LEVEL = 0.05
"""Chance that any of the looks is called a difference where there is none."""
_FAR = 38.0
"""Standard errors at which a p-value is below what a float can hold."""
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Sample:
    """`hits` of `n` people."""

    hits: int
    n: int

    @property
    def rate(self) -> float | None:
        """hits / n; None of nobody."""
        return self.hits / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Difference:
    """now − base, as a share (0.04 = four people more in a hundred). All None where one of them has nobody."""

    now: Sample
    base: Sample
    looks: int
    change: float | None
    low: float | None
    """95 % interval of this one look."""
    high: float | None
    p: float | None
    """Two-sided, of this one look."""
    adjusted_low: float | None
    """The interval that holds for all looks together: if there is no difference anywhere, 95 % that all contain 0."""
    adjusted_high: float | None
    adjusted_p: float | None
    """p × looks, at most 1."""

    @property
    def within_noise(self) -> bool | None:
        """Whether the adjusted interval contains 0; None where there is none."""
        if self.adjusted_low is None or self.adjusted_high is None:
            return None
        return self.adjusted_low <= 0 <= self.adjusted_high


@dataclass(frozen=True, slots=True)
class RateDifference:
    """How the share of the step before (first: of those who entered) differs; matured people only."""

    step: int
    of: Literal["previous", "first"]
    difference: Difference


def compare(pairs: Sequence[tuple[Sample, Sample]], looks: int | None = None) -> tuple[Difference, ...]:
    """Compare (now, base) pairs that are looked at together.

    `looks` is how many comparisons the reader sees; default: the pairs where both have people.
    """
    if looks is None:
        looks = sum(1 for now, base in pairs if now.n and base.n)
    return tuple(_difference(now, base, max(looks, 1)) for now, base in pairs)


def newcombe(now: Sample, base: Sample, z: float) -> tuple[float, float]:
    """Interval of now − base at `z` standard errors (Newcombe 1998, method 10). Both need people."""
    low, high = _wilson(now, z)
    base_low, base_high = _wilson(base, z)
    share, before = now.hits / now.n, base.hits / base.n
    down = math.hypot(share - low, base_high - before)
    up = math.hypot(high - share, before - base_low)
    return share - before - down, share - before + up


def _difference(now: Sample, base: Sample, looks: int) -> Difference:
    if now.rate is None or base.rate is None:
        return Difference(now, base, looks, None, None, None, None, None, None, None)
    one = newcombe(now, base, _z(LEVEL))
    all_ = newcombe(now, base, _z(LEVEL / looks))
    p = _p(now, base)
    return Difference(now, base, looks, now.rate - base.rate, *one, p, *all_, min(1.0, p * looks))


def _p(now: Sample, base: Sample) -> float:
    """The level at which the interval touches 0. Wilson intervals nest, so there is exactly one, found by halving."""
    if now.hits * base.n == base.hits * now.n:
        return 1.0
    near, far = 0.0, _FAR
    for _ in range(_HALVINGS):
        z = (near + far) / 2
        low, high = newcombe(now, base, z)
        near, far = (near, z) if low <= 0 <= high else (z, far)
    return math.erfc(far / math.sqrt(2))


def _z(level: float) -> float:
    return -NormalDist().inv_cdf(level / 2)


def _wilson(sample: Sample, z: float) -> tuple[float, float]:
    """Wilson (1927) at any z; core.statistics.intervals has it at 95 %, and the tests hold them equal."""
    share, z2, n = sample.hits / sample.n, z * z, sample.n
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (centre - half if sample.hits else 0.0), (centre + half if sample.hits < n else 1.0)
