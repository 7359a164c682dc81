"""Receptionists in words: nobody is named within noise, and nothing is said of few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from core.i18n import Text
from core.reports.funnel.receptionists import words
from core.reports.funnel.receptionists.model import Receptionists
from core.reports.verdict import Verdict
from core.statistics.weak_cells import Cell, weak_cells

MONDAY = date(2026, 3, 2)


def cell(name: str | None, hits: int) -> Cell[str | None]:
    return Cell(name, 6, hits, 1000)


def others() -> list[Cell[str | None]]:
    return [cell(f"r{i}", 900) for i in range(8)]


def finding(cells: Sequence[Cell[str | None]], ranked: int, most: int) -> Verdict:
    found = Receptionists((5, 6), None, (), (), weak_cells(cells), False, 7)
    return words.finding(found.weakest, ranked, most, MONDAY)


def test_a_receptionist_below_the_others_is_named_with_both_rates_and_a_day() -> None:
    verdict = finding([*others(), cell("{王}敏", 780)], 9, 1000)
    assert verdict.line.zh == "「{王}敏」在⑥信息审核录入明显低于别人：100 人里走到 78 人，别人 90 人，超出正常波动"
    assert "78 of 100 get through, 90 with the others" in verdict.line.en
    assert verdict.todo is not None
    assert "3/6（周五）前" in verdict.todo.zh
    assert "约 120 人" in verdict.todo.zh
    assert "about 120 more of these 1,000" in verdict.todo.en


@pytest.mark.parametrize(
    ("ranked", "most", "zh"),
    [
        (9, 1000, "9 位接待人之间的差别都在正常波动内"),
        (1, 40, "满 30 人的接待人只有 1 位，没有别人可比"),
        (0, 9, "每位接待人都不到 30 人，最多只有 9 人，不排名"),
        (0, 0, "还没有人的窗口走完，先看不出谁高谁低"),
    ],
)
def test_otherwise_nobody_is_named(ranked: int, most: int, zh: str) -> None:
    verdict = finding((), ranked, most)
    assert verdict.line.zh == zh
    assert verdict.todo is not None
    assert verdict.todo.zh
    assert verdict.todo.en


def test_the_unknown_receptionist_is_never_named() -> None:
    assert finding([*others(), cell(None, 100)], 8, 1000).line.zh == "8 位接待人之间的差别都在正常波动内"


def test_notes_say_what_the_table_leaves_out() -> None:
    found = Receptionists((5, 6), None, (), (), (), False, 7)
    more, window, times = words.notes(found, 3, Text("⑤→⑥ 1 小时", "⑤→⑥ 1 h"))
    assert more.zh == "其余 3 位在下载里。"
    assert "7 days ago" in window.en
    assert "⑤→⑥ 1 小时" in times.zh
    assert words.notes(Receptionists((5, 6), None, (), (), (), False, None), 0, None) == ()
