"""The trend of one step by entry week, with what was changed and what the weeks on the way will come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.i18n import Text
from core.reports.funnel.engine.changes import Change
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.estimate import outlook, words
from core.reports.funnel.estimate.model import Estimate
from core.reports.funnel.estimate.report import REPORT
from core.reports.funnel.overview import trend_chart
from core.reports.funnel.overview.model import FunnelView
from core.reports.verdict import Missing
from core.statistics.min_sample import MIN_SAMPLE
from core.ui import cache, echarts, widgets
from core.ui.funnel import controls
from core.ui.state import FUNNEL_AHEAD, language
from core.ui.words import say

_NEAR = timedelta(days=14)
"""A change this close to where the finding begins is shown, the others are folded."""


def draw(query: FunnelQuery, view: FunnelView) -> None:
    """The share passing one step, week by week; weeks on the way are asked for only if there are any."""
    st.subheader(say("按进入周看走势", "Trend by entry week"), anchor=False)
    worst = view.finding.now.step if view.finding.now else None
    left, right = st.columns(2)
    with left:
        step = controls.trend_step(view.whole.start_step or 1, view.last_step, worst)
    with right:
        of = controls.trend_of()
    points = outlook.points(view.weeks, step, of, _estimate(query) if _wanted(query, view) else None)
    changes = [change for change in view.changes if change.day >= points[0].monday]
    title = trend_chart.title(view.weeks, step, of)
    st.text(title.of(language()))
    if not any(one.share is not None or one.ahead for one in points):
        st.text(say("每周都不到 {n} 人，或窗口还没走完，先不画比例。", _EMPTY, n=MIN_SAMPLE))
    else:
        goal = view.targets.step_rate(step) if of == "previous" else None
        echarts.draw(trend_chart.chart(points, title, changes, goal), "funnel_trend")
        on_the_way = words.on_the_way(points)
        if on_the_way is not None:
            st.text(on_the_way.of(language()))
    _changes(list(enumerate(changes, 1)), view.finding.period)


def _estimate(query: FunnelQuery) -> Estimate | None:
    found = cache.view(REPORT, query)
    return None if isinstance(found, Missing) else found


def _wanted(query: FunnelQuery, view: FunnelView) -> bool:
    """Whether to estimate the weeks on the way: where that means going through all people, only if asked for."""
    if all(week.closed for week in view.weeks) or query.window_days is None:
        return False
    if view.whole.rates_from != view.whole.start_step:  # there is none (core/reports/funnel/estimate/model.py)
        return False
    if outlook.cheap(query):
        return True
    return st.checkbox(
        say(
            "预计还在路上的周（人多时要等几秒）",
            "Estimate the weeks on the way (takes seconds if there are many people)",
        ),
        key=FUNNEL_AHEAD,
        bind="query-params",
    )


_EMPTY = "Fewer than {n} people in every week, or the window still open: no shares yet."


def _changes(numbered: Sequence[tuple[int, Change]], period: tuple[date, date] | None) -> None:
    """The changes as numbered in the chart: those around the beginning of the finding in sight, the rest folded."""
    near = [(n, c) for n, c in numbered if period is not None and abs(c.day - period[0]) <= _NEAR]
    rest = [entry for entry in numbered if entry not in near]
    if near:
        st.text(
            "\n".join([say("前后两周的改动（编号见图上的红线）：", "Changes around then (red lines):"), *_told(near)])
        )
    if rest:
        title = Text("其他改动 {n} 条（编号见图上的红线）", "Other changes: {n} (numbered at the red lines)")
        with widgets.details(title.fill(n=len(rest))):
            st.text("\n".join(_told(rest)))


def _told(numbered: Sequence[tuple[int, Change]]) -> list[str]:
    return [
        say("{n}. {d}「{scene}」{what}", "{n}. {d} “{scene}” {what}", n=n, d=c.day, scene=c.scene, what=c.what)
        for n, c in numbered
    ]
