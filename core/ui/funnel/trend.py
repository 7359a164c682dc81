"""The trend of one step by entry week, with what was changed and what the weeks on the way will come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.estimate import outlook
from core.reports.funnel.estimate.outlook import Point
from core.reports.funnel.overview import trend_chart
from core.reports.funnel.overview.view import FunnelView
from core.reports.funnel.overview.words import Change
from core.statistics.min_sample import FEW
from core.store import Version
from core.ui import cache, echarts, widgets
from core.ui.funnel import controls
from core.ui.state import FUNNEL_AHEAD, language
from core.ui.words import say

_NEAR = timedelta(days=14)
"""A change this close to where the finding begins is shown, the others are folded."""


def draw(head: Version, query: FunnelQuery, view: FunnelView, targets: Targets) -> None:
    """The share passing one step, week by week; weeks on the way are asked for only if there are any."""
    st.subheader(say("按进入周看走势", "Trend by entry week"), anchor=False)
    worst = view.finding.now.step if view.finding.now else None
    left, right = st.columns(2)
    with left:
        step = controls.trend_step(view.whole.start_step or 1, view.last_step, worst)
    with right:
        of = controls.trend_of()
    expected = cache.funnel_part(head, outlook.build, query) if _wanted(query, view) else ()
    points = outlook.points(view.weeks, step, of, expected)
    changes = [change for change in view.changes if change.day >= points[0].monday]
    title = trend_chart.title(view.weeks, step, of)
    st.text(title.of(language()))
    if not any(one.share is not None or one.ahead for one in points):
        st.text(say("每周都不到 {n} 人，或窗口还没走完，先不画比例。", _EMPTY, n=FEW))
    else:
        goal = targets.step_rate(step) if of == "previous" else None
        echarts.draw(trend_chart.chart(points, title, changes, goal), "funnel_trend")
        told = _on_the_way(points)
        if told:
            st.text(told)
    _changes(list(enumerate(changes, 1)), view.finding.period)


def _wanted(query: FunnelQuery, view: FunnelView) -> bool:
    """Whether to estimate the weeks on the way: where that means going through all people, only if asked for."""
    if all(week.closed for week in view.weeks) or query.window_days is None:
        return False
    if view.whole.rates_from != view.whole.start_step:  # there is none (core.reports.funnel.outlook)
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


def _on_the_way(points: Sequence[Point]) -> str:
    """What the dashed part means, in words and with one number."""
    ahead = [(one.monday, one.ahead) for one in points if one.ahead is not None]
    if not ahead:
        waiting = sum(one.so_far is not None for one in points)
        if not waiting:
            return ""
        return say("还在路上的 {n} 周先不画。", "Weeks on the way, not drawn yet: {n}.", n=waiting)
    monday, last = ahead[-1]
    return say(
        "虚线是预计：还在路上的周，照之前各周的快慢走完会到多少；20 次里至少 19 次落在竖线内。"
        "{d} 那周预计 {p:.1f}%（{low:.1f}–{high:.1f}%）。",
        "Dashed is an estimate: what weeks on the way come to if they go on like those before; at least 19 times of 20 "
        "within the whisker. Week of {d}: {p:.1f}% ({low:.1f}–{high:.1f}%).",
        d=monday,
        p=100 * last.share,
        low=100 * last.low,
        high=100 * last.high,
    )


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
