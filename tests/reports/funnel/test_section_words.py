"""Weeks and times in words: nothing is named within noise."""

from __future__ import annotations

from datetime import date

import pytest

from core.reports.funnel.week_map import words as week_words
from core.statistics.weak_cells import Cell, weak_cells
from core.wording import duration


def weeks(*hits: int) -> list[Cell[date]]:
    return [Cell(date(2026, 3, 2 + 7 * i), 4, n, 1000) for i, n in enumerate(hits)]


def test_a_week_below_the_others_is_named_and_where_it_began() -> None:
    line, todo = week_words.finding(weak_cells(weeks(400, 405, 395, 300)), 4)
    assert line.zh == "3/23 那周进来的人在④跳转微信最弱：100 人里走到 30 人，其他周 40 人"
    assert "只有这一周低" in todo.zh
    line, todo = week_words.finding(weak_cells(weeks(500, 505, 495, 410, 400)), 5)
    assert "3/30 那周" in line.zh
    assert "2 周低于其他周，最早是 3/23 那周" in todo.zh
    assert "the earliest that of 23 Mar" in todo.en


def test_alike_weeks_are_quiet_and_one_week_compares_with_nothing() -> None:
    assert (
        week_words.finding(weak_cells(weeks(400, 405, 395)), 3)[0].zh
        == "3 个进入周里，没有哪一周在哪一步明显低于其他周"
    )
    assert "只有 1 个" in week_words.finding((), 1)[0].zh


@pytest.mark.parametrize(
    ("seconds", "by_day", "zh", "en"),
    [
        (20, False, "不到 1 分钟", "under 1 min"),
        (23 * 60, False, "23 分钟", "23 min"),
        (4.3 * 3600, False, "4.3 小时", "4.3 h"),
        (26 * 3600, False, "26.0 小时", "26.0 h"),
        (3 * 86400, False, "3.0 天", "3.0 days"),
        (0, True, "当天", "same day"),
        (86400, True, "1 天", "1 day"),
        (2 * 86400, True, "2 天", "2 days"),
    ],
)
def test_times_are_said_in_the_unit_people_use(seconds: float, by_day: bool, zh: str, en: str) -> None:
    found = duration(seconds, by_day)
    assert (found.zh, found.en) == (zh, en)
