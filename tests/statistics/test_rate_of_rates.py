"""The share of the previous step out of two shares of those who entered: by hand, and how often its bounds hold."""

from __future__ import annotations

import random

import pytest

from core.statistics.intervals import wilson
from core.statistics.rate_of_rates import Bounded, quotient


def bounded(hits: int, n: int) -> Bounded:
    low, high = wilson(hits, n)
    assert low is not None
    assert high is not None
    return Bounded(hits / n, low, high)


def test_it_is_one_share_over_the_other_between_the_widest_quotients() -> None:
    found = quotient(Bounded(0.3, 0.25, 0.35), Bounded(0.6, 0.55, 0.65))
    assert found is not None
    assert found.share == 0.5
    wider = 0.05 * 2.241403 / 1.959964
    assert found.low == pytest.approx((0.3 - wider) / (0.6 + wider))
    assert found.high == pytest.approx((0.3 + wider) / (0.6 - wider))


def test_it_never_leaves_0_to_1() -> None:
    assert quotient(Bounded(0.1, 0.05, 0.2), Bounded(0.0, 0.0, 0.1)) is None
    found = quotient(Bounded(0.2, 0.05, 0.4), Bounded(0.2, 0.02, 0.4))
    assert found is not None
    assert (found.share, found.high) == (1.0, 1.0)
    assert 0 <= found.low <= 1
    nobody = quotient(Bounded(0.0, 0.0, 0.1), Bounded(0.5, 0.4, 0.6))
    assert nobody is not None
    assert (nobody.share, nobody.low) == (0.0, 0.0)
    assert 0 < nobody.high < 0.4


@pytest.mark.parametrize(("n", "earlier", "rate"), [(120, 0.7, 0.4), (400, 0.25, 0.9), (60, 0.5, 0.5)])
def test_the_bounds_hold_the_true_rate_at_least_19_times_of_20(n: int, earlier: float, rate: float) -> None:
    rng, held, times = random.Random(5), 0, 400
    for _ in range(times):
        before = sum(rng.random() < earlier for _ in range(n))
        now = sum(rng.random() < rate for _ in range(before))
        found = quotient(bounded(now, n), bounded(before, n))
        assert found is not None
        held += found.low <= rate <= found.high
    assert held / times >= 0.95
