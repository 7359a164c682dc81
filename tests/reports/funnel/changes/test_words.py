"""What is said of recorded changes, by examples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from core.i18n import Text
from core.reports.funnel.changes import tables, words
from core.reports.funnel.changes.rules import ChangeEffect, Changes
from core.reports.funnel.engine.changes import Change
from core.statistics.rate_difference import RateDifference, Sample, compare

TODAY, CUTOFF = date(2026, 11, 22), date(2026, 11, 21)
CHANGE = Change(date(2026, 10, 18), "首页弹窗", "换按钮", "周婷")


def rates(*pairs: tuple[int, int]) -> list[RateDifference]:
    """Steps 2, 3, … of 1,000 people each before and after, then the whole way: hits before and after."""
    found = compare([(Sample(after, 1000), Sample(before, 1000)) for before, after in pairs])
    steps = [RateDifference(k, "previous", one) for k, one in enumerate(found[:-1], 2)]
    return [*steps, RateDifference(len(found), "first", found[-1])]


def judged(
    change: Change,
    found: Sequence[RateDifference],
    entered: tuple[int, int],
    judged_from: date | None = None,
    others: int = 0,
) -> ChangeEffect:
    span = timedelta(days=14)
    before, after = (change.day - span, change.day), (change.day, change.day + span)
    return ChangeEffect(change, before, after, tuple(found), entered, judged_from, None, others)


def effect(*pairs: tuple[int, int], change: Change = CHANGE, others: int = 0) -> ChangeEffect:
    return judged(change, rates(*pairs), (1000, 1000), None, others)


def said(one: ChangeEffect) -> Text:
    return words.effect_line(one, CUTOFF)


def summary(effects: Sequence[ChangeEffect]) -> tuple[Text, Text]:
    verdict = words.verdict(Changes(tuple(effects), CUTOFF, len(effects)), TODAY)
    assert verdict.todo is not None
    return verdict.line, verdict.todo


def test_the_step_that_moved_most_beyond_normal_variation_is_named() -> None:
    found = effect((900, 900), (500, 400), (300, 180), (100, 50))
    assert found.kind == "worse"
    assert found.moved is not None
    assert found.moved.step == 4
    assert said(found).zh == "④跳转微信变差：30.0% → 18.0%（−12.0 个百分点，上下限 −16.7 到 −7.2），超出正常波动"
    assert said(found).en.startswith("step 4 (Jumped to WeChat) got worse: 30.0% → 18.0% (−12.0 points, ")


def test_the_whole_way_speaks_where_no_step_does() -> None:
    found = effect((500, 510), (300, 400))
    assert found.moved is not None
    assert found.moved.of == "first"
    assert said(found).zh.startswith("全程变好：30.0% → 40.0%")


@pytest.mark.parametrize(
    ("entered", "judged_from", "says"),
    [
        ((0, 50), None, "改动前两周没有人进入"),
        ((50, 0), None, "改动后两周没有人进入"),
        ((50, 0), date(2026, 11, 24), "再等 3 天：数据到 2026-11-24"),
        ((50, 50), date(2026, 11, 24), "再等 3 天"),
        ((10, 10), None, "人太少"),
    ],
)
def test_what_cannot_be_judged_says_why(entered: tuple[int, int], judged_from: date | None, says: str) -> None:
    small = compare([(Sample(5, 10), Sample(6, 10))])
    found = judged(CHANGE, [RateDifference(2, "previous", small[0])], entered, judged_from, 0)
    assert says in said(found).zh
    assert found.moved is None


def test_within_normal_variation_nothing_is_rolled_back() -> None:
    quiet = effect((500, 505), (300, 301))
    assert said(quiet).zh == "每一步都在正常波动内"
    line, todo = summary([quiet, quiet, judged(CHANGE, (), (0, 0), None, 0)])
    assert line.zh == "2 条能比的改动，前后都在正常波动内"
    assert todo.zh == "没有哪条要改回去，这周不用动它。"
    assert summary([judged(CHANGE, (), (0, 0), None, 0)])[0].zh == "1 条改动，现在都还下不了结论"


def test_a_worsening_speaks_before_a_larger_improvement() -> None:
    better = effect((300, 600), (300, 600), change=Change(date(2026, 9, 1), "a", "b"))
    worse = effect((400, 300), (400, 300), others=2)
    line, todo = summary([better, worse])
    assert line.zh == (
        "2 条能比的改动里，2 条前后超出正常波动：10/18「首页弹窗」之后②广告位曝光从 100 人里过 40 人变成 30 人"
    )
    assert todo.zh == (
        "11/27（周五）前：请周婷看这次改动：换按钮。先改回去一周，再比。前后两周还有 2 条改动，分不清是哪一条。"
    )
    line, todo = summary([better])
    assert todo.zh == "11/27（周五）前：请负责的人写下这次做了什么：b。别处照做。"


def test_names_with_braces_stay_as_they_are() -> None:
    line, todo = summary([effect((400, 300), (400, 300), change=Change(CHANGE.day, "{x}", "{0} {", "{w}"))])
    assert "「{x}」" in line.zh
    assert "请{w}看这次改动：{0} {。" in todo.zh


def test_changes_that_nothing_can_be_compared_with_are_in_the_download_only() -> None:
    found = Changes((effect((500, 400)), judged(CHANGE, (), (0, 0))), CUTOFF, 2)
    (table,) = tables.tables(found)
    assert len(table.short.rows) == 1
    assert "1 条改动" in table.notes[-1].zh
    assert len(table.download().rows) == 1  # it has no rates either
    assert len(tables.tables(Changes((effect((500, 400)),), CUTOFF, 1))[0].notes) == 1


def test_no_change_to_show_says_why() -> None:
    verdict = words.verdict(Changes((), CUTOFF, 3), TODAY)
    assert verdict.line.zh == "所选日期里没有记下改动（别的日期有 3 条）"
    assert verdict.todo is None
    verdict = words.verdict(Changes((), CUTOFF, 0), TODAY)
    assert verdict.line.en == "No changes are on record"
    assert verdict.todo is not None
    assert "上传「改动记录」" in verdict.todo.zh
    assert words.verdict(Changes((), None, 3), TODAY) == words.NO_PERSONS.verdict()
    assert tables.tables(Changes((), None, 3)) == ()
