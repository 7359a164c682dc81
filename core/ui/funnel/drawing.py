"""The parts of the onboarding funnel page, each drawn from the one view model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.charts import entry_week_trend, funnel_chart
from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel import listings as lists
from core.reports.funnel.view import FunnelView
from core.reports.onboarding_funnel import FunnelReport
from core.rules.funnel_words import Change, step_name
from core.scope import Scope
from core.ui import scope_bar, widgets
from core.ui.state import language
from core.ui.words import count, say

_TABLES = "funnel_events, funnel_daily, identities"
_WIDE = ("range", "of_first", "refused", "target")
"""Columns of the step table for which a phone has no room; the picture and the download hold them."""
_NEAR = timedelta(days=14)
"""A change this close to where the finding begins is shown, the others are folded."""


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


def steps(view: FunnelView, targets: Targets) -> None:
    """The funnel as a picture and as a table."""
    st.subheader(say("每一步走到多少人", "How many reach each step"), anchor=False, help=_step_contract(view.whole))
    found = view.steps
    st.text(_entered(view))
    st.echarts_chart(
        funnel_chart.spec(found, language()),
        height=funnel_chart.height(found),
        theme=None,
        key="funnel_chart",
        alt=funnel_chart.alt(found, language()),
    )
    marked = [] if view.finding.now is None or view.finding.kind == "few" else [view.finding.now.step - 1]
    widgets.small_table(lists.steps(view, targets), marked=marked, wide=_WIDE)
    widgets.downloads(lists.exact_steps(view.steps, targets), "funnel_steps")


def parts(report: FunnelReport, by: str, view: FunnelView) -> None:
    """The breakdown chosen; of its shares a phone has room for that of the step of the finding only."""
    listing = lists.breakdown(report, by, view.last_step)
    told = view.finding.now.step if view.finding.now else view.last_step
    shares = [field.name for field in listing.fields if field.name.startswith("share_")]
    widgets.small_table(listing, wide=[name for name in shares if name != f"share_{told}"])
    st.text(
        say(
            "不到 {n} 人的不算比例（—）。人数都是在所选日期进入的人。",
            "No share is shown for fewer than {n} people (—). Everybody here entered on the chosen days.",
            n=lists.FEW,
        )
    )
    if by == "owner":
        st.text(
            say(
                "加了好友才有接待人，所以只比加好友之后的步骤；之前就停下的人都在（未知）里。",
                "People have a receptionist once added as a friend: compare the later steps only. "
                "Those who stopped before are under (unknown).",
            )
        )
    widgets.downloads(lists.exact_breakdown(report.breakdown, by), "funnel_parts")


def trend(view: FunnelView, step: int, targets: Targets) -> None:
    """The share passing one step, week by week, with what was changed."""
    shown = view.weeks
    first = shown[0].monday
    changes = [change for change in view.changes if change.day >= first]
    st.text(entry_week_trend.title(step).of(language()))
    st.echarts_chart(
        entry_week_trend.spec(shown, step, language(), changes, targets.step_rate(step)),
        height=entry_week_trend.HEIGHT,
        theme=None,
        key="funnel_trend",
        alt=entry_week_trend.alt(shown, step, language()),
    )
    _changes(list(enumerate(changes, 1)), view.finding.period)


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


def exact(report: FunnelReport, view: FunnelView, targets: Targets) -> None:
    """Every figure with its interval and the times, the weeks, and the definitions."""
    widgets.table(lists.exact_steps(report.steps[: view.last_step], targets), "funnel_exact")
    if view.weeks:
        widgets.table(lists.weeks(view), "funnel_weeks")
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


def _entered(view: FunnelView) -> str:
    """Whom the picture is about."""
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
    return say(
        "{weeks}进来的 {n} 人{days}。",
        "{n} people who entered {weeks}{days}.",
        weeks=weeks,
        n=count(view.entered),
        days=days,
    )


def _step_contract(report: FunnelReport) -> str:
    days = report.window_days
    window = (
        Text("不限天数", "no limit")
        if days is None
        else Text(f"进入后 {days} 天内（含最后一刻）", f"within {days} days of entry, its end included")
    )
    return widgets.contract(
        Text("占上一步 = 走到这一步的人 ÷ 走到上一步的人", "of previous = reached this step / reached the one before"),
        Text("人，不是人次；在所选日期进入的人，一人只算一次", "people, once each, who entered on the chosen days"),
        window=window,
        without=Text("审核未通过和还在路上的不算流失", "turned away and on the way do not count as lost"),
        tables=_TABLES,
    )


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
