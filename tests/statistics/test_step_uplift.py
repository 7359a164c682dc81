"""Gains by hand, money, intervals that hold simulated truth, and numbers that repeat."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.statistics.step_uplift import Value, step_uplifts

WORTH = Value(Decimal("50.00"), Decimal("40.00"), Decimal("62.00"))


def test_one_point_by_hand() -> None:
    # 10,000 → 5,000 → 2,000 in 4 weeks. A point at step 2: 100 people × 40 % = 40, 10 a week; at step 3: 50, 12.5.
    two, three = step_uplifts({"app": [10_000, 5_000, 2_000]}, 4, WORTH)
    assert (two.step, two.n, two.rate) == (2, 10_000, 0.5)
    assert two.point.members == pytest.approx(10)
    assert three.point.members == pytest.approx(12.5)
    assert two.point.money.mean == Decimal("500.00")
    assert three.point.money.mean == Decimal("625.00")
    assert two.point.low < 10 < two.point.high
    assert two.point.money.low < Decimal("500") < two.point.money.high
    assert two.point.p_largest + three.point.p_largest == pytest.approx(1)
    assert three.point.p_largest > 0.99
    assert two.best is None
    assert two.to_best is None


def test_reaching_the_best_channel_by_hand() -> None:
    # Step 2: app 400 of 1,000, shop 600 of 1,000, card 30 of 30 (too few to be an example). Step 3: all 50 %.
    gains = step_uplifts({"app": [1000, 400, 200], "shop": [1000, 600, 300], "card": [30, 30, 15]}, 1)
    two, three = gains
    assert (two.best.channel, two.best.n, two.best.rate) == ("shop", 1000, 0.6)
    assert 0.55 < two.best.shrunken < 0.6
    # 2,030 people × (shrunken − 1,030/2,030) × 50 %.
    assert two.to_best.members == pytest.approx(2030 * (two.best.shrunken - 1030 / 2030) * 0.5)
    assert two.to_best.low < two.to_best.members < two.to_best.high
    assert two.to_best.money is None
    assert two.to_best.p_largest == 1.0
    assert three.best is None


def test_alike_channels_give_no_example() -> None:
    (two,) = step_uplifts({"app": [1000, 400], "shop": [1000, 400]}, 1)
    assert two.best is None


def test_the_unknown_channel_is_no_example() -> None:
    (two,) = step_uplifts({"app": [1000, 400], "card": [1000, 410], None: [1000, 900]}, 1)
    assert two.best is None  # neither of the known ones is above the company


def test_nobody_at_a_step_and_nobody_after_it() -> None:
    # 0 of 100 at the last step: one point more is 1 person in 2 weeks.
    (two,) = step_uplifts({"app": [100, 0]}, 2)
    assert two.point.members == pytest.approx(0.5)
    # Nobody came to step 4, so nothing is known to come of more people at step 3, and step 4 itself is left out.
    two, three = step_uplifts({"app": [100, 50, 0, 0]}, 1)
    assert (two.step, three.step) == (2, 3)
    assert two.point.members == three.point.members == 0
    assert step_uplifts({"app": [0, 0]}, 1) == ()
    assert step_uplifts({}, 1) == ()


def test_no_rate_rises_above_everybody() -> None:
    (two,) = step_uplifts({"app": [1000, 998]}, 1)
    assert two.point.members == pytest.approx(2)


def test_impossible_input_is_refused() -> None:
    for table, weeks in (({"a": [5, 6]}, 1), ({"a": [5, 4]}, 0), ({"a": [5, 4], "b": [5]}, 1)):
        with pytest.raises(ValueError):
            step_uplifts(table, weeks)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(100, 5000), st.integers(0, 5000)), min_size=1, max_size=6))
def test_the_order_of_channels_does_not_matter_and_numbers_repeat(rows: list[tuple[int, int]]) -> None:
    table = {f"c{i}": [n, min(n, hits)] for i, (n, hits) in enumerate(rows)}
    found = step_uplifts(table, 2, WORTH)
    assert found == step_uplifts(dict(reversed(table.items())), 2, WORTH)


def test_the_intervals_hold_the_truth() -> None:
    # 400 companies with known rates: the true gain of a point lies in the 95 % interval in at least 90 %.
    dice = np.random.default_rng(8)
    rates = np.array([0.6, 0.45, 0.7])
    held = 0
    for _ in range(400):
        counts = [4000]
        for rate in rates:
            counts.append(int(dice.binomial(counts[-1], rate)))
        (two, *_) = step_uplifts({"all": counts}, 1)
        held += two.point.low <= 4000 * 0.01 * 0.45 * 0.7 <= two.point.high
    assert held >= 360, held


def test_the_best_channel_is_not_promised_too_much() -> None:
    # 300 companies of 8 channels, true rates 40 % ± 4 points, 150 to 3,000 people. What reaching the true rate of the
    # channel named would bring lies in the interval in at least 88 %, and the mean promise is within a tenth of it:
    # the raw rates of the best of eight would promise more, as the luckiest of them is chosen.
    dice = np.random.default_rng(9)
    held, promised, raw, true_sum = 0, 0.0, 0.0, 0.0
    for _ in range(300):
        n = dice.integers(150, 3000, 8)
        rates = dice.normal(0.4, 0.04, 8)
        hits = dice.binomial(n, rates)
        (two,) = step_uplifts({i: [int(a), int(b)] for i, (a, b) in enumerate(zip(n, hits, strict=True))}, 1)
        if two.best is None:
            continue
        whole = int(n.sum())
        true = max(0.0, whole * rates[two.best.channel] - float(n @ rates))
        held += two.to_best.low <= true <= two.to_best.high
        promised += two.to_best.members
        raw += whole * two.best.rate - float(hits.sum())
        true_sum += true
    assert held >= 264, held
    assert promised == pytest.approx(true_sum, rel=0.1)
    assert raw > promised


def test_money_has_the_spread_of_the_value() -> None:
    # A million people: the rate is certain, what is left is the value's own 80 % interval, 40 to 62 yuan a member.
    (two,) = step_uplifts({"app": [1_000_000, 500_000]}, 1, WORTH)
    assert two.point.members == pytest.approx(10_000)
    assert float(two.point.money.low) == pytest.approx(400_000, rel=0.02)
    assert float(two.point.money.high) == pytest.approx(620_000, rel=0.02)
