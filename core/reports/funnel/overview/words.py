"""The onboarding funnel in words: line 1 the finding, line 2 what to do, notes on who is not lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.i18n import Text
from core.reports.due import by_due_day
from core.reports.funnel.engine.changes import Change
from core.reports.funnel.engine.names import LEAVE_ALONE, goal, step_name
from core.reports.funnel.overview.model import FunnelView
from core.reports.funnel.overview.recovery import RecoveryEstimate
from core.reports.funnel.overview.rules import Finding, Flow
from core.reports.verdict import Contract, Verdict
from core.wording import estimated_people, of_hundred, period, scale_of


def verdict(view: FunnelView, today: date) -> Verdict:
    """The finding and what follows from it; of daily counts alone, that persons are not known."""
    if view.entered is None:
        return Verdict(_COUNTS_ONLY, _UPLOAD_EVENTS, _remarks(view))
    if not view.entered:
        return Verdict(Text("当前筛选下没有人进入漏斗", "Nobody enters the funnel in this scope"), None, _remarks(view))
    lines = notes(view.pending, view.refused, view.whole.window_days)
    if view.recovery is not None:
        lines += (recovery_note(view.recovery, view.finding.period),)
    found = finding_words(view.finding, view.place, view.suspects, today)
    return Verdict(found.line, found.todo, lines + _remarks(view))


def finding_words(finding: Finding, place: str | None, suspects: Sequence[Change], today: date) -> Verdict:
    """The finding and what to do about it. `place`: where it sits; `suspects`: changes around its beginning."""
    return Verdict(_line(finding, place), _todo(finding, place, suspects, today))


def contract(view: FunnelView) -> Contract:
    """How the steps are counted."""
    days = view.whole.window_days
    window = (
        Text("不限天数", "no limit")
        if days is None
        else Text(f"进入后 {days} 天内（含最后一刻）", f"within {days} days of entry, its end included")
    )
    return Contract(
        Text(
            "占上一步 = 走到这一步的人 ÷ 走到上一步的人，只看转化窗口已走完的人",
            "of previous = reached this step / reached the one before, of people whose window has closed",
        ),
        Text("人，不是人次；在所选日期进入的人，一人只算一次", "people, once each, who entered on the chosen days"),
        "funnel_events, funnel_daily, identities",
        window=window,
        excluded=Text("审核未通过和还在路上的不算流失", "turned away and on the way do not count as lost"),
    )


def recovery_note(estimate: RecoveryEstimate, now: tuple[date, date] | None) -> Text:
    """What going back to the company's own earlier level brings a week. `now`: the days the finding is about."""
    days, level = period((estimate.since, estimate.until)), Text("", "")
    days = Text(f"{days.zh} ", days.en)
    if estimate.month:
        other_year = now is not None and estimate.since.year != now[0].year
        zh, en = f"{estimate.since.month} 月", f"{estimate.since:%B}"
        days = Text(f"{estimate.since.year} 年 {zh}", f"{en} {estimate.since.year}") if other_year else Text(zh, en)
        level = Text("（100 人里 {n} 人没过去）", " ({n} of 100 lost)").fill(n=of_hundred(estimate.level))
    return Text(
        "修回到你们 {days}自己的水平{level}，每周约多{goal} {n} 人（20 次里约 19 次在 {low}–{high} 之间）。",
        "Back at your own level of {days}{level}, about {n} more people a week would {goal} "
        "({low}–{high} in about 19 of 20 cases).",
    ).fill(
        days=days,
        level=level,
        goal=goal(estimate.last_step),
        n=estimated_people(estimate.members),
        low=estimated_people(estimate.low, like=estimate.members),
        high=estimated_people(estimate.high, like=estimate.members),
    )


_COUNTS_ONLY = Text(
    "只有每日人数，还看不出同一个人走到了哪一步", "Daily counts only: how far each person got cannot be seen"
)
_UPLOAD_EVENTS = Text(
    "上传「导流事件」（用户ID、步骤、时间），就能看出人在哪一步丢了。",
    "Upload onboarding events (user id, step, time) to see at which step people are lost.",
)


def _remarks(view: FunnelView) -> tuple[Text, ...]:
    """What the funnel leaves out."""
    found = []
    if view.last_step < len(view.whole.steps):
        text = Text(
            "{name}还没有一条事件，所以只看到上一步为止；补传后自动接上。",
            "There are no events for {name} yet, so the funnel stops before it; upload some and it continues.",
        )
        found.append(text.fill(name=step_name(view.last_step + 1)))
    if view.whole.excluded_future:
        text = Text(
            "{n:,} 条事件的时间晚于导入时间，没有计入。", "{n:,} events are dated after their import and left out."
        )
        found.append(text.fill(n=view.whole.excluded_future))
    return tuple(found)


def notes(pending: int, refused: int, window_days: int | None) -> tuple[Text, ...]:
    """Who is not lost: still on the way, or turned away at the audit."""
    found = []
    if pending:
        text = Text(
            "还在路上 {n:,} 人（进来不足 {d} 天，先不算丢）。",
            "{n:,} still on the way (entered less than {d} days ago, not counted as lost yet).",
        )
        found.append(text.fill(n=pending, d=window_days))
    if refused:
        text = Text(
            "审核未通过 {n:,} 人（非目标客户），这是守门，不是流失。",
            "{n:,} turned away at the audit (not target customers): that is gatekeeping, not loss.",
        )
        found.append(text.fill(n=refused))
    return tuple(found)


def _line(found: Finding, place: str | None) -> Text:
    now = found.now
    if found.kind == "none" or now is None or found.period is None:
        return Text(
            "还没有一个完整的进入周能下结论。先看下面的人数",
            "No full entry week can be judged yet. See the counts below",
        )
    days = period(found.period)
    if found.kind == "few":
        text = Text(
            "{zh} 这一周走到过漏斗的只有 {n} 人，太少，不下结论",
            "Only {n} people in the week {en}: too few to say",
        )
        return text.fill(zh=days.zh, en=days.en, n=now.before)
    name, share = step_name(now.step), _of_hundred(now)
    if found.kind == "worse_since":
        base = found.base or now
        text = Text(
            "{name_zh}从 {d.month}/{d.day} 那周起变差：{share_zh}没过去，之前 {before} 人，超出正常波动",
            "{name_en} has been worse since the week of {d:%-d %b}: {share_en} lost, up from {before}, "
            "beyond normal variation",
        )
        line = text.fill(
            name_zh=name.zh,
            name_en=name.en[:1].upper() + name.en[1:],
            share_zh=share.zh,
            share_en=share.en,
            d=found.period[0],
            before=round(base.share * scale_of(now.share)),
        )
    else:
        text = Text(
            "{zh} 进来的人丢得最多的是{name_zh}：{share_zh}没过去",
            "Of those who entered {en}, most are lost at {name_en}: {share_en}",
        )
        line = text.fill(
            zh=days.zh, en=days.en, name_zh=name.zh, name_en=name.en, share_zh=share.zh, share_en=share.en
        ) + _compared(found, now)
    if place is not None:
        line = line + Text(f"；主要在「{place}」", f"; mainly at “{place}”")
    return line


def _compared(found: Finding, now: Flow) -> Text:
    more = round(abs(found.change or 0) * scale_of(now.share), 1)
    size = f"{more:.0f}" if more >= 1 else f"{more:.1f}"
    if found.kind == "worse":
        return Text(
            f"，比前一周多 {size} 人，超出正常波动", f", {size} more than the week before, beyond normal variation"
        )
    if found.kind == "better":
        return Text(
            f"，比前一周少 {size} 人，超出正常波动，变好了",
            f", {size} fewer than the week before, beyond normal variation: better",
        )
    if found.kind == "quiet":
        return Text("，和前一周的差别在正常波动内", ", no different from the week before beyond normal variation")
    return Text("；前一周人太少，不比较", "; too few people the week before to compare")


def _todo(found: Finding, place: str | None, changes: Sequence[Change], today: date) -> Text:
    by = by_due_day(today)
    where_zh, where_en = (f"「{place}」", f"“{place}”") if place else ("这一步", "this step")
    if found.kind in ("worse", "worse_since"):
        if changes:
            change = changes[-1]
            who_zh, who_en = (f"请{change.who}", change.who) if change.who else ("请负责的人", "the person in charge")
            told = f"{change.day.month}/{change.day.day}「{change.scene}」{change.what}"
            told_en = f"{change.day:%-d %b} “{change.scene}” {change.what}"
            return Text(
                f"{by.zh}{who_zh}看这次改动：{told}。先改回去一周，再比。",
                f"{by.en}{who_en} to review this change: {told_en}. Roll it back for a week, then compare.",
            )
        return Text(
            f"{by.zh}请负责的人查{where_zh}这段时间改了什么，记进「改动记录」再上传；改动记录里现在没有。",
            f"{by.en}the person in charge to find out what changed at {where_en} and upload it as a change record; "
            "none is on record for that time.",
        )
    if found.kind == "better":
        return Text(
            f"{by.zh}请负责的人说清{where_zh}做对了什么，别处照做。",
            f"{by.en}the person in charge to say what went right at {where_en}, so that others can copy it.",
        )
    if found.kind == "quiet":
        return LEAVE_ALONE
    if found.kind == "few":
        return Text("这周不用动它；把日期放长再看。", "Nothing to do this week; look at a longer period.")
    if found.kind == "alone":
        return Text("下周再看：多一周才能比较。", "Look again next week: another week is needed to compare.")
    return Text("等一周的转化窗口走完再看。", "Look again when the window of a full week has closed.")


def _of_hundred(flow: Flow) -> Text:
    scale = scale_of(flow.share)
    n = round(flow.share * scale)
    return Text(f"{scale:,} 人里 {n} 人", f"{n} of {scale:,} people")
