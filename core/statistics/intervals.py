"""Confidence intervals that rules and reports share."""

from __future__ import annotations

import math

_Z = 1.959964


def wilson(hits: int, n: int) -> tuple[float, float] | tuple[None, None]:
    """95 % Wilson score interval of hits/n (Wilson 1927); (None, None) if n is 0."""
    if n == 0:
        return None, None
    share, z2 = hits / n, _Z * _Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At 0 of n and n of n the bounds are exact; in floats they would miss them by a hair.
    return (centre - half if hits else 0.0), (centre + half if hits < n else 1.0)


def difference(hits: int, n: int, hits_before: int, n_before: int) -> tuple[float, float] | tuple[None, None]:
    """95 % interval of hits/n − hits_before/n_before (Newcombe 1998, method 10); (None, None) if an n is 0."""
    low, high = wilson(hits, n)
    low_before, high_before = wilson(hits_before, n_before)
    if low is None or high is None or low_before is None or high_before is None:
        return None, None
    share, before = hits / n, hits_before / n_before
    down = math.hypot(share - low, high_before - before)
    up = math.hypot(high - share, before - low_before)
    return share - before - down, share - before + up
