"""Receptionists, weeks and times in words: nobody is named within noise, and nothing is said of few."""

from __future__ import annotations

from datetime import date

import pytest

from core.reports.funnel.receptionists import words as receptionist_words
from core.statistics.weak_cells import Cell, weak_cells
from core.wording import duration

MONDAY = date(2026, 3, 2)


def cell(name: str | None, hits: int) -> Cell[str | None]:
    return Cell(name, 6, hits, 1000)


def others() -> list[Cell[str | None]]:
    return [cell(f"r{i}", 900) for i in range(8)]


def test_a_receptionist_below_the_others_is_named_with_both_rates_and_a_day() -> None:
    line, todo = receptionist_words.finding(weak_cells([*others(), cell("{王}敏", 780)]), 9, 1000, MONDAY)
    assert line.zh == "「{王}敏」在⑥信息审核录入明显低于别人：100 人里走到 78 人，别人 90 人，超出正常波动"
    assert "78 of 100 get through, 90 with the others" in line.en
    assert "3/6（周五）前" in todo.zh
    assert "约 120 人" in todo.zh
    assert "about 120 more of these 1,000" in todo.en


@pytest.mark.parametrize(
    ("judged", "most", "zh"),
    [
        (9, 1000, "9 位接待人之间的差别都在正常波动内"),
        (1, 40, "满 30 人的接待人只有 1 位，没有别人可比"),
        (0, 9, "每位接待人都不到 30 人，最多只有 9 人，不排名"),
        (0, 0, "还没有人的窗口走完，先看不出谁高谁低"),
    ],
)
def test_otherwise_nobody_is_named(judged: int, most: int, zh: str) -> None:
    line, todo = receptionist_words.finding((), judged, most, MONDAY)
    assert line.zh == zh
    assert todo.zh
    assert todo.en


def test_the_unknown_receptionist_is_never_named() -> None:
    line, _ = receptionist_words.finding(weak_cells([*others(), cell(None, 100)]), 8, 1000, MONDAY)
    assert line.zh == "8 位接待人之间的差别都在正常波动内"


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
