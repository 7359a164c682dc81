"""The decomposition against hand arithmetic, all coalitions one by one, LMDI, and 200 random pairs of periods."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.statistics.decomposition import Change, apportion, decompose

Table = dict[str, list[int]]


def _parts(change: Change[str]) -> dict[tuple[str, int | None], Decimal]:
    return {(part.cause, part.step): part.people for part in change.parts}


def test_two_factors_by_hand() -> None:
    # 100 × 50 % = 50 → 200 × 40 % = 80. Volume first: +50, then rate −20; rate first: −10, then volume +40.
    found = decompose({"all": [100, 50]}, {"all": [200, 80]})
    assert found.change == 30
    assert _parts(found) == {("volume", None): Decimal(45), ("mix", None): 0, ("rate", 2): Decimal(-15)}


def test_the_example_of_the_design_text() -> None:
    # 51.84 → 43.80 thousand people: entrants × 1.2, rates × .8, × 13/12, × .75, × 13/12; in hundreds of people
    # Shapley +885 −1077 +388 −1387 +388 = −804, LMDI +870 −1065 +382 −1373 +382.
    before = [3_600_000, 1_800_000, 1_080_000, 864_000, 518_400]
    after = [4_320_000, 1_728_000, 1_123_200, 673_920, 438_048]
    found = decompose({"all": before}, {"all": after})
    shapley = [round(part.people / 100) for part in found.parts if part.cause != "mix"]
    assert shapley == [885, -1077, 388, -1387, 388]
    mean = (438_048 - 518_400) / math.log(438_048 / 518_400)
    ratios = [1.2, 0.8, 13 / 12, 0.75, 13 / 12]
    assert [round(mean * math.log(ratio) / 100) for ratio in ratios] == [870, -1065, 382, -1373, 382]
    assert sum(part.people for part in found.parts) == found.change == -80_352


def test_every_channel_better_but_the_whole_worse_is_mix() -> None:
    # Simpson: app 10 % → 11 %, shop 50 % → 55 %, but entrants move from the shop to the app: 300 → 154 people.
    found = decompose({"app": [500, 50], "shop": [500, 250]}, {"app": [900, 99], "shop": [100, 55]})
    parts = _parts(found)
    assert found.change == -146
    assert parts["volume", None] == 0
    assert parts["rate", 2] > 0
    assert parts["mix", None] < -146


def test_a_new_and_an_ended_channel_have_their_own_part() -> None:
    before = {"app": [100, 50], "old": [40, 10]}
    after = {"app": [100, 50], "new": [30, 21]}
    found = decompose(before, after)
    parts = _parts(found)
    assert found.change == 11
    assert parts["new", None] == 21
    assert parts["ended", None] == -10
    assert parts["volume", None] == parts["mix", None] == parts["rate", 2] == 0
    by_name = {part.cause: part.by_channel for part in found.parts}
    assert by_name["new"] == {"new": 21}
    assert by_name["ended"] == {"old": -10}


def test_a_step_that_lets_nobody_through_bears_all_of_it() -> None:
    # Step 3 had 40 of 50, then 0 of 50; step 4's rate is 0/0 now and is taken to be unchanged.
    found = decompose({"app": [100, 50, 40, 20]}, {"app": [100, 50, 0, 0]})
    assert _parts(found) == {
        ("volume", None): 0,
        ("mix", None): 0,
        ("rate", 2): 0,
        ("rate", 3): -20,
        ("rate", 4): 0,
    }


def test_counts_that_contradict_themselves_are_told_apart() -> None:
    found = decompose({"app": [10, 0, 5], "shop": [10, 5, 5]}, {"app": [10, 5, 5], "shop": [10, 5, 4]})
    assert _parts(found)["unexplained", None] == 0
    assert _parts(found)["rate", 3] == -1
    assert decompose({"app": [0, 3]}, {"app": [0, 5]}).parts[-1].people == 2


def test_no_people_at_all_and_only_one_step() -> None:
    assert decompose({}, {}).change == 0
    assert decompose({"a": [0, 0]}, {"a": [0, 0]}).change == 0
    found = decompose({"a": [5]}, {"a": [9]})
    assert _parts(found) == {("volume", None): 4, ("mix", None): 0}


def test_unequal_steps_and_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError):
        decompose({"a": [5, 2]}, {"a": [9]})
    with pytest.raises(ValueError):
        decompose({"a": [5, -2]}, {"a": [9, 1]})


def test_thirds_are_rounded_so_that_they_still_sum() -> None:
    assert apportion([Fraction(1, 3)] * 3, 1) == [1, 0, 0]
    assert apportion([Fraction(-1, 3)] * 3, -1) == [0, 0, -1]
    assert apportion([Fraction(5, 2), Fraction(-3, 2)], 1, 10) == [25, -15]


@st.composite
def _period(draw: st.DrawFn, steps: int, channels: int) -> Table:
    table = {}
    for channel in range(channels):
        counts = [draw(st.integers(0, 5000))]
        for _ in range(steps - 1):
            counts.append(draw(st.integers(0, counts[-1])))
        table[f"c{channel}"] = counts
    return table


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[Table, Table]:
    steps, channels = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    return draw(_period(steps, channels)), draw(_period(steps, channels))


@settings(max_examples=200, deadline=None)
@given(_pairs(), st.randoms(use_true_random=False))
def test_it_closes_to_the_person_and_no_order_matters(pair: tuple[Table, Table], dice) -> None:  # type: ignore[no-untyped-def]
    before, after = pair
    found = decompose(before, after)
    change = sum(c[-1] for c in after.values()) - sum(c[-1] for c in before.values())
    assert found.change == change
    assert sum(part.people for part in found.parts) == change
    assert sum(part.whole for part in found.parts) == change
    assert all(sum(part.by_channel.values()) == part.people for part in found.parts)
    assert all(abs(part.whole - part.people) < 1 for part in found.parts)
    for channel in before:
        own = sum(part.by_channel.get(channel, Decimal(0)) for part in found.parts)
        assert own == after[channel][-1] - before[channel][-1]
    names = list(before)
    dice.shuffle(names)
    shuffled = decompose({c: before[c] for c in names}, {c: after[c] for c in reversed(names)})
    assert _parts(shuffled) == _parts(found)
    back = decompose(after, before)
    for part, mirrored in zip(found.parts, back.parts, strict=False):
        if part.cause in ("volume", "mix", "rate"):
            assert abs(part.people + mirrored.people) <= Decimal(len(before)) / 1_000_000 * 2


def test_the_order_of_dimensions_does_not_matter() -> None:
    before = {("app", "banner"): [900, 300, 90], ("app", "popup"): [400, 80, 30], ("shop", "card"): [70, 70, 30]}
    after = {("app", "banner"): [700, 310, 80], ("shop", "card"): [270, 90, 31], ("shop", "popup"): [10, 9, 3]}
    one = decompose(before, after)
    other = decompose({(b, a): n for (a, b), n in before.items()}, {(b, a): n for (a, b), n in after.items()})
    assert [(p.cause, p.step, p.people, p.whole) for p in one.parts] == [
        (p.cause, p.step, p.people, p.whole) for p in other.parts
    ]
    assert {p.cause for p in one.parts} == {"volume", "mix", "rate", "new", "ended"}


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 5), st.integers(1, 3), st.data())
def test_it_is_the_mean_over_all_orders(steps: int, channels: int, data: st.DataObject) -> None:
    # The definition itself: change the factors one by one in each of the n! orders. No zero rates, so all exist.
    def period() -> Table:
        table = {}
        for channel in range(channels):
            counts = [data.draw(st.integers(50, 900))]
            for _ in range(steps - 1):
                counts.append(data.draw(st.integers(1, counts[-1])))
            table[f"c{channel}"] = counts
        return table

    before, after = period(), period()

    @cache
    def people(changed: frozenset[int]) -> Fraction:
        ends = [after if player in changed else before for player in range(steps + 1)]
        entrants = sum(c[0] for c in ends[0].values())
        shares = sum(c[0] for c in ends[1].values())
        whole = Fraction(0)
        for channel in before:
            one = Fraction(entrants) * Fraction(ends[1][channel][0], shares)
            for k in range(1, steps):
                one *= Fraction(ends[k + 1][channel][k], ends[k + 1][channel][k - 1])
            whole += one
        return whole

    orders = list(itertools.permutations(range(steps + 1)))
    mean = [Fraction(0)] * (steps + 1)
    for order in orders:
        for place, player in enumerate(order):
            gained = people(frozenset(order[: place + 1])) - people(frozenset(order[:place]))
            mean[player] += gained / len(orders)
    found = decompose(before, after).parts
    for part, true in zip(found, mean, strict=True):
        assert abs(Fraction(part.people) - true) <= Fraction(channels, 1_000_000)
