"""The weakest entry week in words: nothing is said within noise, nor of few weeks."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from core.i18n import Text
from core.reports.funnel.week_map.rules import WeekMap, WeekSteps
from core.reports.funnel.week_map.words import verdict
from core.statistics.weak_cells import Cell, weak_cells
from tests.reports.making_inputs import TODAY


def said(weak: Any, judged: int) -> tuple[Text, Text]:
    shown = WeekSteps((), (), (), {}, weak, judged)
    words = verdict(WeekMap(shown, cast("Any", SimpleNamespace(weeks=()))), TODAY)
    assert words.todo is not None
    return words.line, words.todo


def weeks(*hits: int) -> list[Cell[date]]:
    return [Cell(date(2026, 3, 2 + 7 * i), 4, n, 1000) for i, n in enumerate(hits)]


def test_a_week_below_the_others_is_named_and_where_it_began() -> None:
    line, todo = said(weak_cells(weeks(400, 405, 395, 300)), 4)
    assert line.zh == "3/23 那周进来的人在④跳转微信最弱：100 人里走到 30 人，其他周 40 人"
    assert "只有这一周低" in todo.zh
    line, todo = said(weak_cells(weeks(500, 505, 495, 410, 400)), 5)
    assert "3/30 那周" in line.zh
    assert "2 周低于其他周，最早是 3/23 那周" in todo.zh
    assert "the earliest that of 23 Mar" in todo.en


def test_alike_weeks_are_quiet_and_one_week_compares_with_nothing() -> None:
    assert said(weak_cells(weeks(400, 405, 395)), 3)[0].zh == "3 个进入周里，没有哪一周在哪一步明显低于其他周"
    assert "只有 1 个" in said((), 1)[0].zh
