"""Fisher's test by hand, Benjamini–Hochberg's own example, 2,000 companies without a weak cell, and planted leaks."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.statistics.shrinkage import fit
from core.statistics.weak_cells import LEVEL, NOTICEABLE, Cell, adjust, below, weak_cells
from tests.conftest import ROOT

CHANNELS, STEPS = 8, 6


def test_loading_the_rules_loads_no_scipy() -> None:
    # It takes seconds, and the command `import` has no use for it.
    code = "import sys, core.statistics.weak_cells, core.statistics.step_uplift; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_fishers_tea_by_hand() -> None:
    # 1 of 4 against 3 of 4: (C(4,0)·C(4,4) + C(4,1)·C(4,3)) / C(8,4) = 17/70; not below: 1.
    p = below([1, 3, 0], [4, 4, 4], [3, 1, 4], [4, 4, 4])
    assert p == pytest.approx([17 / 70, 1.0, 1 / 70])


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 90), st.integers(1, 400), st.data())
def test_the_tail_is_the_sum_of_its_terms(n: int, others: int, data: st.DataObject) -> None:
    hits, rest = data.draw(st.integers(0, n)), data.draw(st.integers(0, others))
    (p,) = below([hits], [n], [rest], [others])
    if hits * others >= rest * n:
        assert p == 1.0
        return
    whole = hits + rest
    tail = sum(math.comb(n, y) * math.comb(others, whole - y) for y in range(max(0, whole - others), hits + 1))
    assert p == pytest.approx(tail / math.comb(n + others, whole), rel=1e-8)


def test_benjamini_and_hochbergs_own_example() -> None:
    # Benjamini and Hochberg (1995), section 4.1: of these 15 the first four are named at 5 %.
    small = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p = np.array([*small, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    assert list(np.flatnonzero(adjust(p) <= 0.05)) == [0, 1, 2, 3]
    assert adjust(p[::-1])[-1] == pytest.approx(0.0015)


def test_a_leak_is_named_with_its_figures() -> None:
    # Four channels at 40 % and one at 30 %: 240 of 800 against 1,280 of 3,200 elsewhere; 80 people missed.
    cells = [Cell(f"c{i}", 5, 320, 800) for i in range(4)] + [Cell("leak", 5, 240, 800)]
    (weak,) = weak_cells(cells)
    assert (weak.channel, weak.step, weak.n) == ("leak", 5, 800)
    assert (weak.rate, weak.rest) == (0.3, 0.4)
    assert weak.missed == pytest.approx(80)
    assert weak.rate < weak.shrunken < 0.38  # drawn towards the company's 38 %
    assert weak.low < weak.shrunken < weak.high < weak.rest
    assert weak.p < weak.q < 1e-5
    assert weak_cells(list(reversed(cells))) == (weak,)


def test_a_few_people_or_a_hair_are_not_named() -> None:
    whole = Cell("app", 5, 500, 1000)
    assert weak_cells([whole, Cell("card", 5, 0, 29)]) == ()
    assert len(weak_cells([whole, Cell("card", 5, 0, 30)])) == 1
    # Ten million people: .5 points are certain and yet not worth a manager's time.
    assert weak_cells([Cell("app", 5, 5_000_000, 10_000_000), Cell("b", 5, 4_950_000, 10_000_000)]) == ()
    assert weak_cells([]) == ()
    assert weak_cells([Cell("only", 5, 1, 1000)]) == ()
    assert weak_cells([Cell("a", 5, 0, 0), Cell("b", 5, 0, 0)]) == ()


def test_shrinking_by_hand() -> None:
    # 10/100, 20/100, 30/100: mean .2, spread Σ 100·(p − .2)² = 2, chance .16: between (2 − 2·.16)/200 = .0084,
    # weight .16/.0084 − 1 = 18.05 people.
    prior = fit([(10, 100), (20, 100), (30, 100)])
    assert prior.mean == pytest.approx(0.2)
    assert prior.weight == pytest.approx(0.16 / 0.0084 - 1)
    assert prior.shrunken(10, 100) == pytest.approx((10 + 0.2 * prior.weight) / (100 + prior.weight))
    # Rates that are all alike: everybody's rate counts as much as all the people behind it.
    assert fit([(20, 100), (20, 100)]).weight == 200
    assert fit([(5, 10)]).weight == 10
    assert fit([(0, 0)]) is None


def test_shrinking_finds_the_true_spread() -> None:
    # 400 groups of 60 people whose true rates come from Beta(.3·50, .7·50): the weight is 50 people.
    dice = np.random.default_rng(5)
    rates = dice.beta(15, 35, 400)
    hits = dice.binomial(60, rates)
    prior = fit((int(h), 60) for h in hits)
    assert prior.weight == pytest.approx(50, rel=0.25)
    shrunken = (hits + prior.mean * prior.weight) / (60 + prior.weight)
    assert np.mean((shrunken - rates) ** 2) < 0.6 * np.mean((hits / 60 - rates) ** 2)


def _dashboards(dice: np.random.Generator, number: int, entrants: Any, rates: Any) -> tuple[Any, Any]:
    """hits and n of number × channels × steps: each step's people are those that reached the one before."""
    n = np.empty((number, CHANNELS, STEPS), dtype=np.int64)
    hits = np.empty_like(n)
    reached = entrants
    for step in range(STEPS):
        n[:, :, step] = reached
        reached = dice.binomial(reached, rates[..., step])
        hits[:, :, step] = reached
    return hits, n


def _named(hits: Any, n: Any) -> Any:
    """The rule for many dashboards at once (all cells have 30 people): which cells would be named."""
    rest_hits, rest_n = hits.sum(axis=1, keepdims=True) - hits, n.sum(axis=1, keepdims=True) - n
    q = adjust(below(hits, n, rest_hits, rest_n).reshape(len(n), -1)).reshape(n.shape)
    return (q <= LEVEL) & (rest_hits / rest_n - hits / n >= NOTICEABLE)


def test_alike_channels_are_seldom_named() -> None:
    # 2,000 dashboards, 8 channels of very different size, 6 steps, each step's rate the same in all channels.
    dice = np.random.default_rng(17)
    entrants = dice.integers(2_000, 60_000, (2000, CHANNELS))
    rates = np.broadcast_to(dice.uniform(0.35, 0.9, (2000, 1, STEPS)), (2000, CHANNELS, STEPS))
    hits, n = _dashboards(dice, 2000, entrants, rates)
    assert n.min() >= 3
    named = _named(hits, n)
    assert named.any(axis=(1, 2)).sum() <= 0.06 * 2000
    # The public rule says the same, one dashboard at a time (the vectorised one judges cells of a few people too).
    for at in range(40):
        if n[at].min() >= 30:
            cells = [Cell(c, s, int(hits[at, c, s]), int(n[at, c, s])) for c in range(CHANNELS) for s in range(STEPS)]
            assert {(w.channel, w.step) for w in weak_cells(cells)} == set(zip(*np.nonzero(named[at]), strict=True))


def test_a_planted_leak_is_found() -> None:
    # One cell of 800 people at 30 % where the other seven channels have 40 %: found in at least nine of ten.
    dice = np.random.default_rng(23)
    rates = np.full((500, CHANNELS, STEPS), 0.4)
    rates[:, :, :3] = 0.8
    rates[:, 2, 3] = 0.3
    entrants = np.full((500, CHANNELS), int(800 / 0.8**3))
    named = _named(*_dashboards(dice, 500, entrants, rates))
    assert named[:, 2, 3].mean() >= 0.9
    named[:, 2, 3] = False
    assert named.sum() <= 0.06 * 500 * 1.5
