"""Compared with the period before, or segment against segment: what changed, and what the change is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from core.i18n import Text
from core.reports.funnel.comparison import chart
from core.reports.funnel.comparison import tables as comparison_listing
from core.reports.funnel.comparison import view as comparison_view
from core.reports.funnel.comparison.view import ComparisonView, value_name
from core.reports.funnel.comparison.words import arrival, signed
from core.reports.funnel.overview.words import DIMENSION_NAMES, period
from core.ui import bound, cache, data_line, echarts, widgets
from core.ui.state import FUNNEL_COMPARE, FUNNEL_COMPARING, FUNNEL_SIDE_A, FUNNEL_SIDE_B, UNKNOWN, language
from core.ui.words import plain, say

if TYPE_CHECKING:
    from core.ui.funnel.sections import Page

TITLE = Text("和上一期比，或两边互比", "Compare with the period before, or two segments")
KEY = FUNNEL_COMPARING
_PREVIOUS = "previous"


def draw(page: Page) -> None:
    """The controls, the finding, the parts of the change, both sides step by step."""
    lang = language()
    names = {_PREVIOUS: say("上一期", "Period before")}
    names |= {name: label.of(lang) for name, label in DIMENSION_NAMES.items() if name != "entry_week"}
    against = bound.choice(say("和什么比", "Compare"), names, FUNNEL_COMPARE, _PREVIOUS)
    if against == _PREVIOUS:
        found = cache.funnel_part(page.head, comparison_view.periods, page.query, data_line.now().date())
        if found is None:
            st.text(_no_period())
            return
    else:
        sides = _sides(page, against)
        if sides is None:
            st.text(_no_segment(names[against]))
            return
        found = cache.funnel_part(
            page.head, comparison_view.segments, page.query, against, *sides, data_line.now().date()
        )
        if found is None:  # no page draws a fold where nobody enters
            return
    _show(found)


def _sides(page: Page, dimension: str) -> tuple[str | None, str | None] | None:
    """The two values chosen, out of those that anybody in scope has; None where there are no two."""
    report = cache.funnel_report(page.head, replace(page.query, by=dimension))
    start = report.start_step or 1
    values = [part.value for part in report.breakdown if part.steps[start - 1].people]
    if len(values) < 2:
        return None
    lang = language()
    options = {UNKNOWN if value is None else value: value_name(dimension, value).of(lang) for value in values}
    codes = list(options)
    left, right = st.columns(2)
    with left:
        a = bound.choice(say("这一边", "This one"), options, FUNNEL_SIDE_A, codes[0], look="list")
    with right:
        others = {code: label for code, label in options.items() if code != a}
        b = bound.choice(say("和这一边比", "Against"), others, FUNNEL_SIDE_B, next(iter(others)), look="list")
    return None if a == UNKNOWN else a, None if b == UNKNOWN else b


def _show(found: ComparisonView) -> None:
    lang, of = language(), found.compared
    st.subheader(plain(found.told.line.of(lang)), anchor=False)
    st.text("\n".join([found.told.todo.of(lang), *(note.of(lang) for note in found.told.notes), *_chosen(found)]))
    if of.pieces and of.enough:
        st.text(_sum(found))
        echarts.draw(chart.chart(of), "funnel_change_parts")
    widgets.small_table(comparison_listing.steps(found), wide=comparison_listing.WIDE)
    widgets.downloads(comparison_listing.exact_steps(found), "funnel_comparison")
    if found.found.dimension is not None and of.pieces and of.enough:
        with widgets.details(Text("每个渠道各占多少", "By channel")):
            widgets.table(comparison_listing.parts(found), "funnel_change_by_channel")


def _sum(found: ComparisonView) -> str:
    """What the bars add up to."""
    of = found.compared
    return say(
        "{step.zh}人数相差 {n} 人（{a.zh} 对 {b.zh}），正好是下面各条相加：",
        "Difference in people {step.en}: {n} ({a.en} against {b.en}), exactly the sum of these:",
        step=arrival(of.step),
        a=found.sides[0],
        b=found.sides[1],
        n=signed(of.change),
    )


def _chosen(found: ComparisonView) -> list[str]:
    """Which periods were taken where no first day was asked for."""
    if found.chosen is None:
        return []
    now, base = (period(days) for days in found.chosen)
    return [
        say(
            "没有选开始日期，比的是最近走完转化窗口的 {n} 周（{a.zh}）和再前 {n} 周（{b.zh}）。",
            "No first day is chosen: the last complete weeks ({n}, {a.en}) against as many before ({b.en}).",
            n=(found.chosen[0][1] - found.chosen[0][0]).days // 7,
            a=now,
            b=base,
        )
    ]


def _no_period() -> str:
    return say(
        "还没有两个走完转化窗口的整周，没法和上一期比。选一个开始日期就和它前面同样长的一段比。",
        "There are no two complete weeks to compare yet. Choose a first day to compare with as many days before it.",
    )


def _no_segment(name: str) -> str:
    return say("当前筛选下「{d}」只有一个值，没有两边可比。", "In this scope “{d}” has one value only.", d=name)
