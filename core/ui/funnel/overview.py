"""The top and the bottom of the onboarding funnel page: verdict, steps, an empty scope, the exact figures."""

from __future__ import annotations

import streamlit as st

from core.domain import onboarding_path
from core.domain.onboarding_path import OnboardingPath
from core.i18n import Text
from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.steps import before
from core.reports.funnel.overview import aside_words, funnel_chart
from core.reports.funnel.overview.breakdown_tables import weeks
from core.reports.funnel.overview.model import FunnelView
from core.reports.funnel.overview.report import REPORT, emptied_by
from core.reports.funnel.overview.step_tables import exact_steps
from core.reports.inputs import Inputs
from core.reports.verdict import Missing
from core.scope import Scope
from core.ui import cache, echarts, scope_bar, widgets
from core.ui.funnel import people
from core.ui.state import language
from core.ui.words import count, say


def draw(view: FunnelView, path: OnboardingPath, scope: Scope) -> None:
    """The verdict, whom the numbers are about, the chart, the table, and where the funnel does not count as usual."""
    widgets.page_verdict(REPORT.verdict(view, cache.now().date()))
    if scope.positioning:
        st.text(
            say(
                "「定位」筛选在这页不起作用：进群之前，人还不属于任何群。",
                "The positioning filter does not apply here: before they are in a group, people belong to none.",
            )
        )
    contract = REPORT.contract(view)
    help_ = widgets.contract(contract) if contract else None
    st.subheader(say("每一步走到多少人", "How many reach each step"), anchor=False, help=help_)
    st.text(_entered(view))
    picked = echarts.draw(funnel_chart.chart(view.steps), people.CHART, on_select=people.on_click(view.steps))
    if view.entered:
        people.remember(picked)
    widgets.show_table(REPORT.tables(view)[0], "funnel_steps")
    told = [line.of(language()) for line in _asides(view, path)]
    if told:
        st.text("\n".join(told))


def nobody(inputs: Inputs, query: FunnelQuery, scope: Scope) -> None:
    """Nobody in this scope: which filter empties it."""
    widgets.empty_scope(scope, say("当前筛选下没有人进入漏斗", "Nobody enters the funnel in this scope"))
    for name, people_without in emptied_by(inputs, query):
        label = say("日期", "Days") if name == "days" else scope_bar.NAMES[name].of(language())
        st.text(say("去掉「{name}」就有 {n:,} 人。", "Without “{name}” there are {n:,}.", name=label, n=people_without))


def details(view: FunnelView | Missing) -> None:
    """Every figure with its interval and the times, the weeks, and the definitions."""
    if isinstance(view, Missing):
        return
    exact = exact_steps(view.whole.steps[: view.last_step], view.targets)
    widgets.grid(exact, "funnel_exact")
    widgets.downloads(lambda: exact, exact, "funnel_exact_down")
    if view.weeks:
        by_week = weeks(view)
        widgets.grid(by_week, "funnel_weeks")
        widgets.downloads(lambda: by_week, by_week, "funnel_weeks_down")
    st.text(_definitions(view.whole))


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


def _asides(view: FunnelView, path: OnboardingPath) -> list[Text]:
    """The path, windows of single steps, entries, and each optional step with its own take-up; by default nothing."""
    lines = [aside_words.path(path)]
    report = view.whole
    if report.query.step_windows:
        lines.append(aside_words.step_windows(report.query.step_windows))
    if report.entries is not None and report.entrants is not None:
        lines.append(aside_words.entries(report.entrants, report.entries))
    return [line for line in lines if line is not None] + _optional(view, path)


def _optional(view: FunnelView, path: OnboardingPath) -> list[Text]:
    """Steps that are no part of the path at all say nothing, unless they were chosen as optional."""
    unused = set(onboarding_path.unused_steps(path))
    found = []
    for step in view.asides:
        since = before(view.whole.steps, step.step)
        if since is not None and step.step not in unused:
            of, took = since.matured or 0, step.matured or 0
            found.append(aside_words.take_up(step.step, since.step, took, of, step.matured_previous))
    if view.asides and view.steps[-1].step > view.asides[0].step:
        found.append(aside_words.audit(next(s.step for s in view.steps if s.step > view.asides[0].step)))
    return found


def _definitions(report: FunnelReport) -> str:
    cutoff = report.cutoff
    until = None if cutoff is None else cutoff.date() if report.cutoff_is_day else cutoff
    lines = [
        say(
            "进入：一个人第一次走到起始步骤；之后再走到，不重新计时。",
            "Entry: a person's first time at the first step; later times do not restart the clock.",
        ),
        say(
            "按顺序：每一步要在上一步之后；不限顺序：进入以后、窗口之内，前面各步都有就算。",
            "In order: each step at or after the one before. Any order: all steps so far within the window.",
        ),
        say(
            "每一步都对得上：走到 + 未通过 + 流失 + 还在路上 = 走到上一步的人。",
            "Every step adds up: reached + turned away + lost + on the way = those at the step before.",
        ),
        say(
            "比例只看转化窗口已走完的人，人数算所有人；下载里两种比例都有。",
            "Shares are of people whose window has closed, counts of everybody; downloads hold both kinds of shares.",
        ),
        say(
            "按广告位、渠道等拆：每人只有一个值，取他走过的各步里最早写明的那个。",
            "Split by ad slot, channel and so on: one value per person, the earliest one named on his way.",
        ),
        say(
            "上下限：同样的情况重复 20 次，约 19 次落在中间。",
            "Low and high: of 20 repetitions about 19 lie between them.",
        ),
        say("数据到 {t}，版本 {v}。", "Data to {t}, version {v}.", t=until, v=report.version),
    ]
    return "\n".join(lines)
