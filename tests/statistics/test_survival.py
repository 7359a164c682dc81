"""Hand arithmetic, matured cohorts, and simulated companies whose true conversion is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.intervals import wilson
from core.statistics.survival import Cohort, Estimate, estimate

DAYS = 30
TRUE = 0.229


def test_by_hand() -> None:
    # A three-day window. Of 100, 10 convert on day 0; 40 of the other 90 have completed one day only; of 50 on day 1
    # 5 convert, 15 of the other 45 have completed two days only; of 30 on day 2, 3 convert.
    cohort = Cohort(100, (10, 5, 3), (0, 40, 15))
    assert cohort.at_risk() == [100, 50, 30]
    (found,) = estimate([cohort])
    # 1 − .9 × .9 × .9 = .271, where the plain share is 18/100.
    assert found.share == pytest.approx(0.271)
    assert (found.converted, found.own_days, found.matured) == (18, 3, False)
    # Greenwood: 10/(100·90) + 5/(50·45) + 3/(30·27) = .0070371; log-log: S^exp(±1.96·√.0070371/.31608).
    assert found.low == pytest.approx(1 - 0.729 ** np.exp(-1.959964 * np.sqrt(0.00703704) / -np.log(0.729)), abs=1e-6)
    assert found.high == pytest.approx(1 - 0.729 ** np.exp(1.959964 * np.sqrt(0.00703704) / -np.log(0.729)), abs=1e-6)


def test_days_not_reached_come_from_earlier_cohorts() -> None:
    # The new cohort has completed one day: 20 of 100. The old one, closed: 30 of 100, then 14 of 70.
    old, new = Cohort(100, (30, 14), (0, 0)), Cohort(100, (20, 0), (0, 80))
    first, second = estimate([old, new])
    assert first.share == 0.44
    assert second.share == pytest.approx(1 - 0.8 * 0.8)
    assert (second.own_days, second.matured) == (1, False)


def test_nothing_to_pool_is_null() -> None:
    new = Cohort(100, (20, 0), (0, 80))
    assert estimate([new])[0] == Estimate(100, 20, None, None, None, 1, False)
    assert estimate([Cohort(0, (0, 0), (0, 0))])[0].share is None
    assert estimate([]) == ()
    # A later cohort is nothing to learn from for an earlier one.
    assert estimate([new, Cohort(100, (30, 14), (0, 0))])[0].share is None


def test_a_handful_that_is_further_does_not_speak_for_the_cohort() -> None:
    # 5 of 500 have completed day 1 (Monday's people): the pooled 10 % is used, not their 0 of 5.
    old, new = Cohort(1000, (200, 80), (0, 0)), Cohort(500, (100, 0), (0, 395))
    assert estimate([old, new])[1].share == pytest.approx(1 - 0.8 * 0.9)
    # With nobody before them their own five are all there is.
    assert estimate([new])[0].share == pytest.approx(0.2)


def test_all_or_nobody_converted() -> None:
    nobody, everybody = estimate([Cohort(40, (0, 0), (0, 0)), Cohort(40, (40, 0), (0, 0))])
    assert (nobody.share, nobody.low, nobody.high) == (0.0, *wilson(0, 40))
    assert (everybody.share, everybody.low, everybody.high) == (1.0, *wilson(40, 40))


def test_impossible_counts_are_refused() -> None:
    for wrong in ((5, (3, 3), (0, 0)), (5, (1,), (0, 0)), (5, (-1, 1), (0, 0)), (5, (), ())):
        with pytest.raises(ValueError):
            Cohort(*wrong)
    with pytest.raises(ValueError):
        estimate([Cohort(1, (0,), (0,)), Cohort(1, (0, 0), (0, 0))])


@given(st.lists(st.integers(0, 400), min_size=1, max_size=40), st.integers(0, 10**6))
def test_a_matured_cohort_has_its_plain_share_exactly(converted: list[int], others: int) -> None:
    people = sum(converted) + others
    (found,) = estimate([Cohort(people, tuple(converted), (0,) * len(converted))])
    assert found.matured
    assert found.share == (sum(converted) / people if people else None)
    if people:
        assert found.low <= found.share <= found.high


@st.composite
def _cohorts(draw: st.DrawFn) -> list[Cohort]:
    days = draw(st.integers(1, 5))
    counts = st.lists(st.integers(0, 200), min_size=days, max_size=days)
    cohorts = []
    for _ in range(draw(st.integers(1, 8))):
        converted, censored, others = draw(counts), draw(counts), draw(st.integers(0, 500))
        if draw(st.booleans()):
            censored = [0] * days
        people = sum(converted) + sum(censored) + others
        cohorts.append(Cohort(people, tuple(converted), tuple(censored)))
    return cohorts


@given(_cohorts())
def test_any_counts_give_an_ordered_interval_or_null(cohorts: list[Cohort]) -> None:
    for cohort, found in zip(cohorts, estimate(cohorts), strict=True):
        if found.share is None:
            assert found.low is found.high is None
        else:
            assert 0 <= found.low <= found.share <= found.high <= 1
            # What has happened cannot be undone: those who converted are in the estimate.
            assert found.share * cohort.people >= found.converted - 1e-6 or found.own_days < len(cohort.converted)


def _company(dice: np.random.Generator, people: int, rates: Sequence[float]) -> list[Cohort]:
    """Weekly cohorts up to the cut-off; people convert with their week's chance, at any time in 30 days alike."""
    cohorts = []
    for week, rate in zip(range(len(rates), 0, -1), rates, strict=True):
        age = dice.uniform(7 * (week - 1), 7 * week, people)
        takes = np.where(dice.random(people) < rate, dice.uniform(0, DAYS, people), np.inf)
        known = np.minimum(np.floor(age), DAYS)
        done = np.floor(np.minimum(takes, 1e6)) < known
        converted = np.bincount(np.floor(takes[done]).astype(int), minlength=DAYS)
        censored = np.bincount(known[~done & (known < DAYS)].astype(int), minlength=DAYS)
        cohorts.append(Cohort(people, tuple(converted.tolist()), tuple(censored.tolist())))
    return cohorts


def test_it_finds_the_conversion_that_counting_misses() -> None:
    # 13 weeks × 4,000 people; counted so far: 22.9 % × (1 − 15/91) = .191, four of the weeks being open.
    cohorts = _company(np.random.default_rng(11), 4000, [TRUE] * 13)
    found = estimate(cohorts)
    naive = sum(c.converted for c in found) / sum(c.people for c in found)
    pooled = sum(c.share * c.people for c in found) / sum(c.people for c in found)
    assert naive == pytest.approx(0.191, abs=0.006)
    assert pooled == pytest.approx(TRUE, abs=0.006)
    assert [c.matured for c in found] == [True] * 8 + [False] * 5
    youngest = found[-1]
    assert youngest.low < TRUE < youngest.high
    assert youngest.own_days < 8


def test_the_interval_holds_the_truth_nine_times_in_ten() -> None:
    # 500 simulated cohorts of 400 people, 1 to 5 weeks old at the cut-off.
    dice = np.random.default_rng(2026)
    held = [0] * 5
    for _ in range(100):
        for at, found in enumerate(estimate(_company(dice, 400, [TRUE] * 12))[-5:]):
            held[at] += found.low <= TRUE <= found.high
    assert sum(held) >= 450, held
    assert min(held) >= 88, held


def test_weeks_that_differ_make_the_interval_wider() -> None:
    # The weeks' own conversions differ by ± 2 points; 4,000 people each, so chance is the smaller part of it.
    # Greenwood's interval alone would hold the youngest week's truth in 36 of 100.
    dice = np.random.default_rng(12)
    held = [0] * 5
    for _ in range(100):
        rates = dice.normal(TRUE, 0.02, 12).tolist()
        for at, (found, true) in enumerate(zip(estimate(_company(dice, 4000, rates))[-5:], rates[-5:], strict=True)):
            held[at] += found.low <= true <= found.high
    assert sum(held) >= 450, held
    assert min(held) >= 80, held
