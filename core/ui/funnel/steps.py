"""How many reach each step: the funnel as a picture and as a table."""

from __future__ import annotations

import streamlit as st

from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.overview import funnel_chart
from core.reports.funnel.overview import step_tables as lists
from core.reports.funnel.overview.view import FunnelView
from core.ui import echarts, widgets
from core.ui.funnel import people
from core.ui.words import count, say

_TABLES = "funnel_events, funnel_daily, identities"
_WIDE = ("range", "matured_first", "refused", "target")
"""Columns of the step table for which a phone has no room; the picture and the download hold them."""


def draw(view: FunnelView, targets: Targets) -> None:
    """Whom the numbers are about, the picture, the table and its download."""
    st.subheader(say("每一步走到多少人", "How many reach each step"), anchor=False, help=_contract(view.whole))
    st.text(_entered(view))
    picked = echarts.draw(funnel_chart.chart(view.steps), people.CHART, on_select=people.on_click(view.steps))
    if view.entered:
        people.remember(picked)
    told = view.finding.now.step if view.finding.now is not None and view.finding.kind != "few" else None
    marked = [row for row, step in enumerate(view.steps) if step.step == told]
    widgets.small_table(lists.steps(view, targets), marked=marked, wide=_WIDE)
    widgets.downloads(lists.exact_steps(view.steps, targets), "funnel_steps")


def _entered(view: FunnelView) -> str:
    """Whom the picture is about, and whom its shares are."""
    if view.entered is None or not view.weeks:
        return say("所选日期里每天的人次相加。", "Counts by day, added over the chosen days.")
    window = view.whole.window_days
    days = say("，不限天数", ", no time limit") if window is None else ""
    if window is not None:
        days = say("，看各人进来后 {d} 天内走到哪一步", ", each followed for {d} days", d=window)
    first, last = view.weeks[0].monday, view.weeks[-1].monday
    weeks = say("{a} 那周", "in the week of {a}", a=first)
    if first != last:
        weeks = say("{a} 那周到 {b} 那周", "from the week of {a} to the week of {b}", a=first, b=last)
    line = say(
        "{weeks}进来的 {n} 人{days}。",
        "{n} people who entered {weeks}{days}.",
        weeks=weeks,
        n=count(view.entered),
        days=days,
    )
    return line + _judged(view, view.entered)


def _judged(view: FunnelView, entered: int) -> str:
    """Whom the shares are of, where that is not everybody."""
    closed = view.whole.steps[(view.whole.start_step or 1) - 1].matured or 0
    if closed == entered:
        return ""
    days = view.whole.window_days
    if not closed:
        return say(
            "还没有人进来满 {d} 天，先不算比例。",
            " Nobody entered {d} days ago or more: no shares yet.",
            d=days,
        )
    return say(
        "人数算所有人；比例只看进来已满 {d} 天的 {n} 人。",
        " Counts are of everybody; shares only of the {n} who entered at least {d} days ago.",
        d=days,
        n=count(closed),
    )


def _contract(report: FunnelReport) -> str:
    days = report.window_days
    window = (
        Text("不限天数", "no limit")
        if days is None
        else Text(f"进入后 {days} 天内（含最后一刻）", f"within {days} days of entry, its end included")
    )
    return widgets.contract(
        Text(
            "占上一步 = 走到这一步的人 ÷ 走到上一步的人，只看转化窗口已走完的人",
            "of previous = reached this step / reached the one before, of people whose window has closed",
        ),
        Text("人，不是人次；在所选日期进入的人，一人只算一次", "people, once each, who entered on the chosen days"),
        window=window,
        without=Text("审核未通过和还在路上的不算流失", "turned away and on the way do not count as lost"),
        tables=_TABLES,
    )
