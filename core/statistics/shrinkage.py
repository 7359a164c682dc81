"""Rates of small samples drawn towards the rate of all (empirical Bayes, beta-binomial).

A rate's prior is Beta(mean · weight, (1 − mean) · weight): the mean is the rate of all together, the weight in people
is found by moments from how much more the rates differ than chance alone explains (Kleinman 1973, with the variance
between samples weighted by n as in DerSimonian and Laird 1986).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prior:
    """What is expected of a rate before its own people are seen: `mean` (a share), as firmly as `weight` people say."""

    mean: float
    weight: float

    def beta(self, hits: int, n: int) -> tuple[float, float]:
        """The two parameters of the rate's beta distribution once `hits` of its own `n` people are seen."""
        return hits + self.mean * self.weight, n - hits + (1 - self.mean) * self.weight

    def shrunken(self, hits: int, n: int) -> float:
        """The mean of that distribution: (hits + mean·weight) / (n + weight)."""
        return (hits + self.mean * self.weight) / (n + self.weight)


def fit(samples: Iterable[tuple[int, int]]) -> Prior | None:
    """The prior of (hits, n) samples that are of one kind; None without any people.

    The weight is at least one person (rates that have nothing in common) and at most all people there are (rates that
    differ no more than by chance: the rate of all is known no better than that).
    """
    kept = sorted((hits, n) for hits, n in samples if n)
    whole = sum(n for _, n in kept)
    if not whole:
        return None
    mean = sum(hits for hits, _ in kept) / whole
    chance = mean * (1 - mean)
    spread = sum(n * (hits / n - mean) ** 2 for hits, n in kept)
    effective = whole - sum(n * n for _, n in kept) / whole
    between = (spread - (len(kept) - 1) * chance) / effective if len(kept) > 1 else 0.0
    weight = chance / between - 1 if between > 0 else float(whole)
    return Prior(mean, min(max(weight, 1.0), float(whole)))
