"""The funnel's verdict by examples a manager can check on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.reports.funnel.engine.changes import Change
from core.reports.funnel.overview import words as funnel_words
from core.reports.funnel.overview.rules import Flow, Week, judge, where
from core.statistics.intervals import difference

FIRST = date(2026, 8, 31)
TODAY = date(2026, 11, 22)  # a Sunday


def week(number: int, *flows: tuple[int, int, int]) -> Week:
    return Week(FIRST + timedelta(weeks=number), tuple(Flow(*flow) for flow in flows))


def told(weeks: list[Week], place: str | None = None, changes: tuple[Change, ...] = ()) -> tuple[str, str, str, str]:
    words = funnel_words.finding_words(judge(weeks), place, changes, TODAY)
    assert words.todo is not None
    return words.line.zh, words.todo.zh, words.line.en, words.todo.en


def test_the_difference_of_two_shares_has_newcombes_interval() -> None:
    # Newcombe 1998 (difference of independent proportions), table II, method 10: 56/70 − 48/80
    assert difference(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert difference(0, 0, 1, 2) == (None, None)


def test_a_worse_week_names_step_size_place_and_day() -> None:
    weeks = [week(0, (4, 2000, 1140), (5, 860, 300)), week(1, (4, 2000, 1220), (5, 780, 280))]
    found = judge(weeks)
    assert (found.kind, found.now) == ("worse", Flow(4, 2000, 1220))
    line, todo, line_en, _ = told(weeks, "首页弹窗")
    assert line == (
        "9/7–9/13 进来的人丢得最多的是④跳转微信：100 人里 61 人没过去，"
        "比前一周多 4 人，超出正常波动；主要在「首页弹窗」"
    )
    assert "61 of 100 people, 4 more than the week before" in line_en
    assert todo.startswith("11/27（周五）前：")
    assert "首页弹窗" in todo


def test_the_change_that_was_noted_is_to_be_looked_at_by_who_made_it() -> None:
    weeks = [week(0, (4, 2000, 1140)), week(1, (4, 2000, 1220))]
    change = Change(date(2026, 9, 6), "首页弹窗", "换按钮", "周婷")
    _, todo, _, todo_en = told(weeks, "首页弹窗", (change,))
    assert todo == "11/27（周五）前：请周婷看这次改动：9/6「首页弹窗」换按钮。先改回去一周，再比。"
    assert "周婷 to review this change" in todo_en


def test_a_quiet_week_is_left_alone() -> None:
    weeks = [week(0, (4, 200, 118)), week(1, (4, 200, 122))]
    assert judge(weeks).kind == "quiet"
    line, todo, _, _ = told(weeks)
    assert line == "9/7–9/13 进来的人丢得最多的是④跳转微信：100 人里 61 人没过去，和前一周的差别在正常波动内"
    assert todo == "变化在正常波动内，这周不用动它。"


def test_less_than_one_in_a_hundred_is_quiet_however_many_people() -> None:
    assert judge([week(0, (4, 1_000_000, 600_000)), week(1, (4, 1_000_000, 609_000))]).kind == "quiet"
    assert judge([week(0, (4, 1_000_000, 600_000)), week(1, (4, 1_000_000, 611_000))]).kind == "worse"


def test_a_better_week_is_said_too() -> None:
    weeks = [week(0, (4, 2000, 1220)), week(1, (4, 2000, 1100))]
    assert judge(weeks).kind == "better"
    assert "比前一周少 6 人，超出正常波动，变好了" in told(weeks)[0]


def test_few_people_and_no_week_before_give_no_verdict() -> None:
    few = [week(0, (4, 29, 29), (5, 2, 2))]
    assert judge(few).kind == "few"
    assert "只有 29 人，太少，不下结论" in told(few)[0]
    assert judge([week(0, (4, 30, 20))]).kind == "alone"
    assert judge([week(0, (4, 300, 200)), week(2, (4, 300, 205))]).kind == "alone"  # week 1 is missing
    assert judge([week(0, (4, 29, 20)), week(1, (4, 900, 700))]).kind == "alone"
    assert judge([]).kind == "none"
    assert "还没有一个完整的进入周" in told([])[0]


def test_a_step_seen_by_few_does_not_speak() -> None:
    assert judge([week(0, (4, 500, 200), (5, 10, 10))]).now == Flow(4, 500, 200)


def test_what_got_worse_weeks_ago_and_stayed_so_is_found_with_its_week() -> None:
    good, bad = (4, 1000, 580), (4, 1000, 740)
    weeks = [week(n, bad if n >= 6 else good, (5, 300, 60)) for n in range(9)]
    found = judge(weeks)
    assert found.kind == "worse_since"
    assert found.period == (FIRST + timedelta(weeks=6), FIRST + timedelta(weeks=9))
    assert (found.now, found.base) == (Flow(4, 3000, 2220), Flow(4, 6000, 3480))
    assert told(weeks)[0] == "④跳转微信从 10/12 那周起变差：100 人里 74 人没过去，之前 58 人，超出正常波动"


def test_a_smaller_step_that_got_worse_speaks_before_the_largest_that_did_not() -> None:
    weeks = [week(n, (4, 1000, 600), (6, 400, 80 if n >= 4 else 20)) for n in range(8)]
    found = judge(weeks)
    assert (found.kind, found.now and found.now.step) == ("worse_since", 6)


def test_where_it_sits() -> None:
    before = {"弹窗": Flow(4, 100, 40), "横幅": Flow(4, 100, 40), None: Flow(4, 50, 20)}
    now = {"弹窗": Flow(4, 100, 70), "横幅": Flow(4, 100, 45), None: Flow(4, 50, 25)}
    # more than before: 30 at the pop-up, 5 at the banner, 5 unknown
    assert where(now, before) == ("弹窗", 0.75)
    spread = {name: Flow(4, 100, 50) for name in "abc"}
    assert where(spread, {name: Flow(4, 100, 40) for name in "abc"}) is None
    unknown = {None: Flow(4, 100, 90), "a": Flow(4, 100, 41)}
    assert where(unknown, {None: Flow(4, 100, 40), "a": Flow(4, 100, 40)}) is None
    assert where({"a": Flow(4, 100, 60)}, {}) is None  # the only value says nothing


def test_refused_and_pending_are_told_as_what_they_are_and_only_if_there_are_any() -> None:
    notes = [note.zh for note in funnel_words.notes(412, 38, 7)]
    assert notes == [
        "还在路上 412 人（进来不足 7 天，先不算丢）。",
        "审核未通过 38 人（非目标客户），这是守门，不是流失。",
    ]
    assert funnel_words.notes(0, 0, 7) == ()


def test_braces_in_names_stay_as_they_are() -> None:
    weeks = [week(0, (4, 2000, 1140)), week(1, (4, 2000, 1220))]
    assert "「{x}」" in told(weeks, "{x}", (Change(FIRST, "{y}", "{z}", None),))[0]
