"""What the onboarding funnel page says at its top and its bottom: the verdict, an empty scope, the exact figures."""

from __future__ import annotations

import streamlit as st

from core.domain.targets import Targets
from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.overview import step_tables as lists
from core.reports.funnel.overview.breakdown_tables import weeks
from core.reports.funnel.overview.view import FunnelView
from core.reports.funnel.overview.words import step_name
from core.scope import Scope
from core.ui import scope_bar, widgets
from core.ui.state import language
from core.ui.words import say


def opening(view: FunnelView, scope: Scope) -> None:
    """The verdict, what to do, and who is not lost."""
    if view.entered is None:
        widgets.verdict(
            say(
                "只有每日人数，还看不出同一个人走到了哪一步",
                "Daily counts only: how far each person got cannot be seen",
            ),
            say(
                "上传「导流事件」（用户ID、步骤、时间），就能看出人在哪一步丢了。",
                "Upload onboarding events (user id, step, time) to see at which step people are lost.",
            ),
        )
    else:
        widgets.verdict(view.verdict.line.of(language()), view.verdict.todo.of(language()))
    lines = [note.of(language()) for note in view.verdict.notes] + _remarks(view, scope)
    if lines:
        st.text("\n".join(lines))


def exact(report: FunnelReport, view: FunnelView, targets: Targets) -> None:
    """Every figure with its interval and the times, the weeks, and the definitions."""
    widgets.table(lists.exact_steps(report.steps[: view.last_step], targets), "funnel_exact")
    if view.weeks:
        widgets.table(weeks(view), "funnel_weeks")
    st.text(_definitions(report))


def nobody(scope: Scope, emptied: tuple[tuple[str, int], ...]) -> None:
    """Nobody in this scope: which filter empties it."""
    widgets.empty_scope(scope, say("当前筛选下没有人进入漏斗", "Nobody enters the funnel in this scope"))
    for name, people in emptied:
        label = say("日期", "Days") if name == "days" else scope_bar.NAMES[name].of(language())
        st.text(say("去掉「{name}」就有 {n:,} 人。", "Without “{name}” there are {n:,}.", name=label, n=people))


def _remarks(view: FunnelView, scope: Scope) -> list[str]:
    lines = []
    if scope.positioning:
        lines.append(
            say(
                "「定位」筛选在这页不起作用：进群之前，人还不属于任何群。",
                "The positioning filter does not apply here: before they are in a group, people belong to none.",
            )
        )
    if view.last_step < len(view.whole.steps):
        name = step_name(view.last_step + 1)
        lines.append(
            say(
                "{name}还没有一条事件，所以只看到上一步为止；补传后自动接上。",
                "There are no events for {name} yet, so the funnel stops before it; upload some and it continues.",
                name=name.of(language()),
            )
        )
    if view.whole.excluded_future:
        lines.append(
            say(
                "{n:,} 条事件的时间晚于导入时间，没有计入。",
                "{n:,} events are dated after their import and left out.",
                n=view.whole.excluded_future,
            )
        )
    return lines


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
