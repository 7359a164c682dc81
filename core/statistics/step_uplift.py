"""What fixing a step is worth: members more per week from one point more, and from reaching the own best channel.

Members are the people at the last step. With the other rates as they are, a rate r at a step raised to r* brings
people before the step × (r* − r) × Π of the later rates. r* is a rate reached before by a channel of the company, drawn
towards the company's rate (core.statistics.shrinkage), never 100 %. Intervals: each rate is drawn from its beta
distribution (Jeffreys prior ½, ½), the best channel's from its shrunken one; entrants are taken as observed. The draws
have a fixed seed, so the same counts give the same numbers. Not modelled: limits of later steps (how many friends a
receptionist can answer), and that the people won may convert less well later than the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.statistics.shrinkage import fit

POINT = 0.01
"""One point: one person more in a hundred."""
_EXAMPLE_FROM = 100
"""A channel with fewer people before the step is no example to the others."""
COMPARABLE = 0.05
"""Nor is one with less than this share of the people before the step."""
_DRAWS = 4000
_SEED = 20_260_101
_Z80 = 1.281552
_FEN = Decimal("0.01")

K = TypeVar("K", bound=Hashable)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Value:
    """Mean value of a member in CNY, with its 80 % interval."""

    mean: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Gain:
    """What a higher rate brings, per week. Money has an 80 % interval, people 95 %; money is None without a value."""

    members: float
    low: float
    high: float
    money: Value | None
    p_largest: float
    """Probability that no step brings more."""


@dataclass(frozen=True, slots=True)
class Best(Generic[K]):
    """The channel whose shrunken rate is highest among those with enough people."""

    channel: K
    n: int
    rate: float
    shrunken: float


@dataclass(frozen=True, slots=True)
class StepUplift(Generic[K]):
    """One step: its rate, what one point more brings, and what the best channel's rate would.

    `best` is None where no comparable channel is better than the company; `to_best` then too.
    """

    step: int
    n: int
    rate: float
    point: Gain
    best: Best[K] | None
    to_best: Gain | None


def step_uplifts(
    by_channel: Mapping[K, Sequence[int]], weeks: float, value: Value | None = None, first_step: int = 1
) -> tuple[StepUplift[K], ...]:
    """Gains at each step after the first, from the (matured) people at each step by channel over `weeks` weeks.

    Steps that nobody came to are left out. Raises ValueError where counts rise from step to step or weeks ≤ 0.
    """
    rows = [tuple(counts) for counts in by_channel.values()]
    if weeks <= 0 or len({len(row) for row in rows}) > 1:
        raise ValueError("weeks must be positive, and all channels need the same steps")
    if any(b > a or b < 0 for row in rows for a, b in pairwise(row)):
        raise ValueError("people at a step cannot exceed those at the step before")
    whole = [sum(column) for column in zip(*rows, strict=True)]
    places = [k for k in range(1, len(whole)) if whole[k - 1]]
    if not places:
        return ()
    draws = _Draws(whole, weeks, value)
    best = {k: _best({c: (n[k], n[k - 1]) for c, n in by_channel.items()}) for k in places}
    point = {k: draws.gain(k, np.minimum(POINT, 1 - draws.rates[k])) for k in places}
    to_best = {k: draws.gain(k, draws.beta(k, *found[1]) - draws.rates[k]) for k, found in best.items() if found}
    largest, largest_best = _p_largest(point), _p_largest(to_best)
    exact = [whole[k] / whole[k - 1] if whole[k - 1] else 0.0 for k in range(1, len(whole))]
    found = []
    for k in places:
        rate, onward = exact[k - 1], float(np.prod(exact[k:])) * whole[k - 1] / weeks
        raised = draws.summary(point[k], min(POINT, 1 - rate) * onward, largest[k])
        model = best[k]
        reached = draws.summary(to_best[k], (model[0].shrunken - rate) * onward, largest_best[k]) if model else None
        found.append(StepUplift(first_step + k, whole[k - 1], rate, raised, model[0] if model else None, reached))
    return tuple(found)


class _Draws:
    """Joint draws of all rates and of a member's value. Each step has its own generator: results do not hang together
    through the order of computation."""

    def __init__(self, whole: Sequence[int], weeks: float, value: Value | None) -> None:
        self._entrants = whole[0] / weeks
        self.rates: dict[int, Floats] = {}
        for k in range(1, len(whole)):
            hits, n = whole[k], whole[k - 1]
            self.rates[k] = np.random.default_rng([_SEED, k]).beta(hits + 0.5, n - hits + 0.5, _DRAWS)
        self._value = value
        z = np.random.default_rng([_SEED, 0]).standard_normal(_DRAWS)
        if value is not None:
            # Two half normals whose 10 % and 90 % points are the ends of the interval, which is seldom symmetric.
            down, up = float(value.mean - value.low) / _Z80, float(value.high - value.mean) / _Z80
            self._worth = float(value.mean) + np.where(z < 0, down, up) * z

    def beta(self, k: int, a: float, b: float) -> Floats:
        """Draws of the rate to reach at step k."""
        return np.random.default_rng([_SEED, k, 1]).beta(max(a, 1e-9), max(b, 1e-9), _DRAWS)

    def gain(self, k: int, more: Floats) -> Floats:
        """Members per week when step k's rate rises by `more` (never below nothing)."""
        others = np.ones(_DRAWS)
        for j, rates in self.rates.items():
            if j != k:
                others = others * rates
        return self._entrants * np.maximum(more, 0.0) * others

    def summary(self, members: Floats, point: float, p_largest: float) -> Gain:
        """The point estimate from the observed rates, the intervals from the draws."""
        low, high = (float(q) for q in np.quantile(members, (0.025, 0.975)))
        money = None
        if self._value is not None:
            ends = np.quantile(members * self._worth, (0.1, 0.9))
            exact = (Decimal(point) * self._value.mean).quantize(_FEN)
            money = Value(exact, *(Decimal(float(end)).quantize(_FEN) for end in ends))
        return Gain(point, low, high, money, p_largest)


def _best(samples: Mapping[K, tuple[int, int]]) -> tuple[Best[K], tuple[float, float]] | None:
    """The best comparable channel and its rate's beta distribution; None where none is above the company's rate.

    The unknown channel (None) is no example: nobody can look how it is done there.
    """
    prior = fit(samples.values())
    if prior is None:
        return None
    enough = max(_EXAMPLE_FROM, COMPARABLE * sum(n for _, n in samples.values()))
    able = [
        (prior.shrunken(hits, n), n, repr(c), c, hits)
        for c, (hits, n) in samples.items()
        if n >= enough and c is not None
    ]
    if len(able) < 2:
        return None
    shrunken, n, _, channel, hits = max(able, key=lambda row: row[:3])
    if shrunken <= prior.mean:
        return None
    return Best(channel, n, hits / n, shrunken), prior.beta(hits, n)


def _p_largest(gains: Mapping[int, Floats]) -> dict[int, float]:
    """In which share of the draws each step brings most; draws in which none brings anything name no step."""
    if not gains:
        return {}
    table = np.stack(list(gains.values()))
    first = np.where(table.max(axis=0) > 0, table.argmax(axis=0), -1)
    return {k: float(np.mean(first == at)) for at, k in enumerate(gains)}
