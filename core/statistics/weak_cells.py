"""Which channel × step cells are truly below the rest of the company: few, with n, and seldom by chance.

A cell is compared with all other channels at the same step by Fisher's exact test, one-sided (the lower tail of the
hypergeometric distribution). All cells of the page are one family, controlled by Benjamini and Hochberg (1995) at 5 %:
of the cells named in the long run at most one in twenty is named by chance, and a company whose channels are all alike
sees a cell named on at most 5 % of its pages. What is shown is the shrunken rate (core.statistics.shrinkage).
Both are written out here: pages need them, and importing scipy.stats, which has them, takes about a second.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.shrinkage import Prior, fit

LEVEL = 0.05
"""Share of false ones among the cells that are named."""
NOTICEABLE = 0.01
"""Less than one person in a hundred below the rest is never named, however many people there are."""
_CLOSE = 1e-12
"""A tail is summed until its terms are smaller than this part of it."""

K = TypeVar("K", bound=Hashable)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cell(Generic[K]):
    """Of `n` people of a channel at the step before, `hits` reached `step` (matured people only)."""

    channel: K
    step: int
    hits: int
    n: int


@dataclass(frozen=True, slots=True)
class Weak(Generic[K]):
    """A cell that is below the rest. Shares, not per cent."""

    channel: K
    step: int
    n: int
    rate: float
    shrunken: float
    low: float
    """95 % interval of the shrunken rate (quantiles of its beta distribution)."""
    high: float
    rest: float
    """The company's rate of the step without this channel."""
    missed: float
    """People more who would have reached the step at the rest's rate."""
    p: float
    q: float
    """Smallest share of false ones at which the cell would still be named (Benjamini–Hochberg)."""


def weak_cells(cells: Iterable[Cell[K]]) -> tuple[Weak[K], ...]:
    """The cells that are below the rest, those that miss most people first.

    One cell per channel and step; cells of fewer than 30 people only count towards the company's rate.
    """
    by_step: dict[int, list[Cell[K]]] = {}
    for cell in cells:
        by_step.setdefault(cell.step, []).append(cell)
    judged: list[tuple[Cell[K], int, int, Prior]] = []
    for same in by_step.values():
        hits, n = sum(c.hits for c in same), sum(c.n for c in same)
        prior = fit((c.hits, c.n) for c in same)
        if prior is not None:
            judged += [(c, hits - c.hits, n - c.n, prior) for c in same if min(c.n, n - c.n) >= MIN_SAMPLE]
    if not judged:
        return ()
    p = below([c.hits for c, *_ in judged], [c.n for c, *_ in judged], [r[1] for r in judged], [r[2] for r in judged])
    named = []
    for row, one, q in zip(judged, p, adjust(p), strict=True):
        cell, rest_hits, rest_n, prior = row
        rest = rest_hits / rest_n
        if q <= LEVEL and rest - cell.hits / cell.n >= NOTICEABLE:
            named.append(_weak(cell, rest, prior, float(one), float(q)))
    return tuple(sorted(named, key=lambda weak: (-weak.missed, weak.step, repr(weak.channel))))


def below(hits: Sequence[int], n: Sequence[int], rest_hits: Sequence[int], rest_n: Sequence[int]) -> Floats:
    """One-sided p-values of Fisher's exact test that hits/n is below rest_hits/rest_n, for each place of the arrays.

    1 where the rate is not below (those are never named, and the larger p only makes the test stricter).
    """
    from scipy.special import gammaln

    y, m, rest, others = (np.asarray(part, dtype=np.float64) for part in (hits, n, rest_hits, rest_n))
    p = np.ones(y.shape)
    lower = np.flatnonzero(y * others < rest * m)
    y, m, rest, others = (part.ravel()[lower] for part in (y, m, rest, others))
    term = np.exp(
        _log_choose(gammaln, m, y) + _log_choose(gammaln, others, rest) - _log_choose(gammaln, m + others, y + rest)
    )
    total = term.copy()
    # Downwards from the observed count each term follows from the one before; below the mean they fall quickly.
    left: NDArray[Any] = np.arange(len(y))
    while len(left):
        term = term * y * (others - rest) / ((m - y + 1) * (rest + 1))
        total[left] += term
        y, rest = y - 1, rest + 1
        on = term > _CLOSE * total[left]
        left = left[on]
        term, y, m, rest, others = (part[on] for part in (term, y, m, rest, others))
    p.flat[lower] = np.minimum(total, 1.0)
    return p


def adjust(p: Floats) -> Floats:
    """Benjamini–Hochberg q-values along the last axis: min over j ≥ rank of p_(j) · m / j."""
    m = p.shape[-1]
    order = np.argsort(p, axis=-1)
    scaled = np.take_along_axis(p, order, axis=-1) * m / np.arange(1, m + 1)
    falling = np.minimum.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    q = np.empty_like(p)
    np.put_along_axis(q, order, falling, axis=-1)
    return q


def _weak(cell: Cell[K], rest: float, prior: Prior, p: float, q: float) -> Weak[K]:
    from scipy.special import betaincinv

    a, b = prior.beta(cell.hits, cell.n)
    low, high = (float(betaincinv(a, b, share)) for share in (0.025, 0.975))
    rate = cell.hits / cell.n
    missed = cell.n * (rest - rate)
    return Weak(cell.channel, cell.step, cell.n, rate, prior.shrunken(cell.hits, cell.n), low, high, rest, missed, p, q)


def _log_choose(gammaln: Any, n: Floats, k: Floats) -> Floats:
    found: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return found
