"""Bounds by hand, and synthetic days whose people are known: the truth lies within, whatever the overlap."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reports.funnel.bounds.rules import (
    Bounds,
    Count,
    Exceeding,
    Nesting,
    bridge_bounds,
    daily_bounds,
    distinct,
    exactly,
    later_exceeds_earlier,
    rate_bounds,
)

MONDAY, TUESDAY = date(2026, 4, 6), date(2026, 4, 7)


def test_two_days_by_hand() -> None:
    # 100 and 80 people saw the slot, 40 and 30 opened the page. Distinct: 100–180 and 40–70.
    counts = [Count(MONDAY, "app", 2, 100), Count(TUESDAY, "app", 2, 80)]
    counts += [Count(MONDAY, "app", 3, 40), Count(TUESDAY, "app", 3, 30)]
    assert daily_bounds(counts, 3) == Bounds(40 / 180, 70 / 100, Nesting.WHOLE)
    # Same-day visits: the 60 + 50 who did not go on add to the 40 at most: 40 / 150.
    assert daily_bounds(counts, 3, Nesting.CELL) == Bounds(40 / 150, 70 / 100, Nesting.CELL)
    assert daily_bounds(counts, 3, Nesting.NONE) == Bounds(0, 70 / 100, Nesting.NONE)
    assert daily_bounds(counts, 4) == Bounds(0, 0, Nesting.WHOLE)
    assert daily_bounds(counts, 2) is None


def test_one_day_in_one_cell_is_the_plain_rate() -> None:
    counts = [Count(MONDAY, "app", 2, 100), Count(MONDAY, "app", 3, 40)]
    assert daily_bounds(counts, 3) == Bounds(0.4, 0.4, Nesting.WHOLE)


def test_channels_that_share_nobody_tighten_it() -> None:
    counts = [Count(MONDAY, c, s, n) for c in ("app", "shop") for s, n in ((2, 100), (3, 40))]
    assert daily_bounds(counts, 3) == Bounds(40 / 200, 80 / 100, Nesting.WHOLE)
    assert daily_bounds(counts, 3, apart=True) == Bounds(80 / 200, 80 / 200, Nesting.WHOLE)


def test_over_several_steps() -> None:
    counts = [Count(MONDAY, "app", s, n) for s, n in ((1, 200), (2, 100), (3, 50))]
    assert daily_bounds(counts, 3, since_step=1) == Bounds(0.25, 0.25, Nesting.WHOLE)


def test_people_with_ids_over_daily_counts() -> None:
    # 60 and 50 jumped to WeChat on two days; 40 people are known to have added a friend: 40/110 to 40/60.
    counts = [Count(MONDAY, "app", 4, 60), Count(TUESDAY, "app", 4, 50)]
    assert bridge_bounds(counts, 4, {"app": 40}) == Bounds(40 / 110, 40 / 60, Nesting.WHOLE)
    # 80 with a friend: 80 of at least 80.
    assert bridge_bounds(counts, 4, {"app": 80}) == Bounds(80 / 110, 1.0, Nesting.WHOLE)
    # 120 cannot all have jumped: some came in otherwise, and nothing is known from below.
    assert bridge_bounds(counts, 4, {"app": 120}) == Bounds(0.0, 1.0, Nesting.NONE)
    assert bridge_bounds(counts, 4, {"app": 30, "shop": 5}, apart=True) == Bounds(0.0, 30 / 60, Nesting.NONE)
    assert bridge_bounds([], 4, {"app": 3}) is None


def test_a_known_number_of_people() -> None:
    assert distinct([]) == exactly(0)
    assert rate_bounds({"a": exactly(10)}, {"a": exactly(4)}) == Bounds(0.4, 0.4, Nesting.WHOLE)


def test_a_later_step_with_more_people_is_an_alarm() -> None:
    counts = [Count(MONDAY, "app", 2, 100), Count(MONDAY, "app", 3, 101), Count(MONDAY, "shop", 2, 5)]
    # Tuesday's step 3 is not recorded: step 4 is held against step 2.
    counts += [Count(TUESDAY, "app", 2, 7), Count(TUESDAY, "app", 4, 9), Count(TUESDAY, "shop", 4, 9)]
    assert later_exceeds_earlier(counts) == (
        Exceeding(MONDAY, "app", 3, 101, 2, 100),
        Exceeding(TUESDAY, "app", 4, 9, 2, 7),
    )
    # A refuted assumption is not used.
    assert daily_bounds(counts[:2], 3, Nesting.CELL) == Bounds(0.0, 1.0, Nesting.NONE)


Visits = list[tuple[int, int, int, bool]]
"""(person, day, cell, went on to the next step on that visit)"""
_visits = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=60
)


def _counts(visits: set[tuple[int, int, int]], step: int) -> list[Count]:
    people: dict[tuple[int, int], set[int]] = defaultdict(set)
    for person, day, cell in visits:
        people[day, cell].add(person)
    return [Count(MONDAY + timedelta(days=d), c, step, len(found)) for (d, c), found in people.items()]


def _rate(before: set[tuple[int, int, int]], after: set[tuple[int, int, int]]) -> float:
    first, then = {p for p, *_ in before}, {p for p, *_ in after}
    return len(first & then) / len(first)


@settings(max_examples=300, deadline=None)
@given(_visits, st.booleans())
def test_truth_lies_within_when_all_happens_in_one_visit(visits: Visits, one_cell: bool) -> None:
    seen = {(p, d, p % 3 if one_cell else c) for p, d, c, _ in visits}
    went = {(p, d, p % 3 if one_cell else c) for p, d, c, on in visits if on}
    counts, truth = _counts(seen, 2) + _counts(went, 3), _rate(seen, went)
    cell, whole, none = (daily_bounds(counts, 3, nesting, apart=one_cell) for nesting in Nesting)
    assert cell.nesting is Nesting.CELL
    assert none.low <= whole.low <= cell.low <= truth <= cell.high == whole.high == none.high
    loose = daily_bounds(counts, 3, Nesting.CELL)
    assert loose.low <= cell.low
    assert cell.high <= loose.high
    assert later_exceeds_earlier(counts) == ()


@settings(max_examples=300, deadline=None)
@given(_visits, _visits)
def test_truth_lies_within_when_the_later_step_is_on_another_day_or_cell(seen: Visits, later: Visits) -> None:
    before = {(p, d, c) for p, d, c, _ in seen}
    after = {(p, d, c) for p, d, c, _ in later if p in {person for person, *_ in before}}
    found = daily_bounds(_counts(before, 2) + _counts(after, 3), 3)
    assert found.nesting is Nesting.WHOLE
    assert found.low <= _rate(before, after) <= found.high


@settings(max_examples=300, deadline=None)
@given(_visits, _visits, st.booleans())
def test_truth_lies_within_when_people_come_in_at_the_later_step(seen: Visits, later: Visits, one_cell: bool) -> None:
    before = {(p, d, p % 3 if one_cell else c) for p, d, c, _ in seen}
    after = {(p, d, p % 3 if one_cell else c) for p, d, c, _ in later}
    found = daily_bounds(_counts(before, 2) + _counts(after, 3), 3, Nesting.NONE, apart=one_cell)
    assert found.low <= _rate(before, after) <= found.high


@settings(max_examples=300, deadline=None)
@given(_visits, st.sets(st.integers(0, 12)), st.booleans())
def test_truth_lies_within_over_the_bridge(visits: Visits, friends: set[int], apart: bool) -> None:
    before = {(p, d, p % 3 if apart else c) for p, d, c, _ in visits}
    known = friends & {p for p, *_ in before}
    persons: dict[int, int] = defaultdict(int)
    for person in known:
        persons[person % 3] += 1
    found = bridge_bounds(_counts(before, 4), 4, persons, apart=apart)
    truth = len(known) / len({p for p, *_ in before})
    assert found.nesting is Nesting.WHOLE
    assert found.low <= truth <= found.high
    assert found.low == pytest.approx(len(known) / sum(c.people for c in _counts(before, 4)))
