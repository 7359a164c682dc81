"""Newcombe's published example, agreement with the shared intervals, and how often equal rates are called different."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.statistics import intervals
from core.statistics.rate_difference import Sample, compare, newcombe

_Z = 1.959964


def test_newcombes_published_example() -> None:
    # Newcombe (1998), table II, (a): 56/70 − 48/80, method 10: .0524 to .3339.
    low, high = newcombe(Sample(56, 70), Sample(48, 80), _Z)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    # (b) 9/10 − 3/10: .1705 to .8090; (e) 5/56 − 0/29: −.0381 to .1926.
    assert [round(x, 4) for x in newcombe(Sample(9, 10), Sample(3, 10), _Z)] == [0.1705, 0.8090]
    assert [round(x, 4) for x in newcombe(Sample(5, 56), Sample(0, 29), _Z)] == [-0.0381, 0.1926]


def test_one_look_and_many() -> None:
    # 60 % of 400 against 52 % of 400: 8 points, one look: 1.1 to 14.7 points, p .023; with 6 looks it is noise.
    (one,) = compare([(Sample(240, 400), Sample(208, 400))])
    assert one.change == pytest.approx(0.08)
    assert one.low == one.adjusted_low
    assert one.low == pytest.approx(0.0112, abs=1e-4)
    assert one.p == pytest.approx(0.0229, abs=1e-3)
    assert one.within_noise is False
    (six,) = compare([(Sample(240, 400), Sample(208, 400))], looks=6)
    assert six.low == one.low
    assert six.adjusted_p == pytest.approx(6 * one.p)
    assert six.within_noise is True


def test_nobody_is_not_a_look() -> None:
    empty, known = compare([(Sample(0, 0), Sample(3, 9)), (Sample(3, 9), Sample(3, 9))])
    assert empty.change is None
    assert empty.within_noise is None
    assert known.looks == 1
    assert known.p == 1.0
    assert known.within_noise is True


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 60), st.data())
def test_interval_p_value_and_verdict_never_contradict(n: int, m: int, looks: int, data: st.DataObject) -> None:
    now, base = Sample(data.draw(st.integers(0, n)), n), Sample(data.draw(st.integers(0, m)), m)
    (found,) = compare([(now, base)], looks)
    assert found.low == pytest.approx(intervals.difference(now.hits, n, base.hits, m)[0], abs=1e-6)
    assert found.high == pytest.approx(intervals.difference(now.hits, n, base.hits, m)[1], abs=1e-6)
    assert found.adjusted_low <= found.low <= found.change <= found.high <= found.adjusted_high
    if abs(found.adjusted_p - 0.05) > 1e-6:
        assert found.within_noise == (found.adjusted_p > 0.05)
    (swapped,) = compare([(base, now)], looks)
    assert swapped.p == pytest.approx(found.p)


def test_equal_rates_are_seldom_called_different() -> None:
    # 500 pages with 12 comparisons of equal rates: at most 6 % of them may name any.
    dice = np.random.default_rng(4)
    named = 0
    for _ in range(500):
        n = dice.integers(40, 2000, (12, 2))
        rate = dice.uniform(0.05, 0.9, (12, 1))
        hits = dice.binomial(n, rate)
        pairs = [(Sample(int(h[0]), int(m[0])), Sample(int(h[1]), int(m[1]))) for h, m in zip(hits, n, strict=True)]
        named += any(found.within_noise is False for found in compare(pairs))
    assert named <= 30, named
