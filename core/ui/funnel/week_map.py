"""Entry weeks × steps as a heat map: which week went wrong at which step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.i18n import Text
from core.reports.funnel.overview import breakdown_tables as breakdown_listing
from core.reports.funnel.week_map import chart
from core.reports.funnel.week_map import rules as week_steps
from core.reports.funnel.week_map import words as week_words
from core.reports.funnel.week_map.rules import WeekSteps
from core.statistics.min_sample import FEW
from core.ui import echarts, widgets
from core.ui.state import FUNNEL_WEEK_MAP, language
from core.ui.words import plain, say

if TYPE_CHECKING:
    from core.ui.funnel.sections import Page

TITLE = Text("各进入周 × 各步", "Entry weeks × steps")
KEY = FUNNEL_WEEK_MAP


def draw(page: Page) -> None:
    """The finding, what to do, the map and its table to download."""
    found = week_steps.build(page.view)
    if not found.steps:
        st.text(say("没有逐人、逐步的比例可看。", "There are no shares of persons to show."))
        return
    line, todo = week_words.finding(found.weak, found.judged)
    st.subheader(plain(line.of(language())), anchor=False)
    st.text(todo.of(language()))
    if found.judged:
        _map(found, len(page.view.weeks) - len(found.weeks))
    widgets.downloads(breakdown_listing.exact_weeks(page.view), "funnel_week_map_table")


def _map(found: WeekSteps, more: int) -> None:
    echarts.draw(chart.chart(found), "funnel_week_map")
    lines = [
        say(
            "颜色只在同一步里比：越深，比这一步平时越高。灰格：上一步不到 {n} 人；斜纹：窗口还没走完，先不算比例。",
            "Colour compares within a step: the darker, the further above its usual share. Grey: fewer than {n} people "
            "at the step before; hatched: window still open, no share yet.",
            n=FEW,
        )
    ]
    if more:
        lines.append(say("更早的 {n} 周在下载里。", "{n} earlier weeks are in the download.", n=more))
    st.text("\n".join(lines))
