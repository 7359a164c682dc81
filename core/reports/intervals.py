"""Confidence intervals that reports share."""

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
