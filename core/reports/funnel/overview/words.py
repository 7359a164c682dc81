"""The onboarding funnel's finding in words: line 1 the verdict, line 2 what to do, notes on who is not lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.steps import STEPS
from core.i18n import Text
from core.reports.funnel.overview.rules import Finding, Flow

LEAVE_ALONE = Text(
    "变化在正常波动内，这周不用动它。", "The change is within normal variation: leave it alone this week."
)
DIMENSION_NAMES: dict[str, Text] = {
    "ad_slot": Text("广告位", "Ad slot"),
    "channel": Text("渠道", "Channel"),
    "identity_class": Text("身份", "Identity"),
    "region": Text("区域", "Region"),
    "owner": Text("接待人", "Receptionist"),
    "entry_week": Text("进入周", "Entry week"),
}
"""How controls and lists name what a funnel can be split and filtered by, in the order in which they are offered."""
UNKNOWN = Text("（未知）", "(unknown)")
"""How lists and sentences name people of whom a dimension is not known."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the table of changes."""

    day: date
    scene: str
    what: str
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page says first."""

    line: Text
    todo: Text
    notes: tuple[Text, ...]


def step_name(step: int) -> Text:
    """④跳转微信, step 4 (Jumped to WeChat)."""
    found = STEPS[step - 1]
    return Text(f"{found.mark}{found.label.zh}", f"step {step} ({found.label.en})")


def step_label(step: int) -> Text:
    """④ 跳转微信, ④ Jumped to WeChat: as tables and charts name a step."""
    found = STEPS[step - 1]
    return Text(f"{found.mark} {found.label.zh}", f"{found.mark} {found.label.en}")


def verdict(
    found: Finding,
    place: str | None,
    changes: Sequence[Change],
    pending: int,
    refused: int,
    window_days: int | None,
    today: date,
    mend: Text | None = None,
) -> Verdict:
    """Put the finding into words. `place` names where it sits, `changes` what was changed around the break, `mend`
    what repairing the step brings."""
    told = notes(pending, refused, window_days) + ((mend,) if mend else ())
    return Verdict(_line(found, place), _todo(found, place, changes, today), told)


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


def by_friday(today: date) -> Text:
    """11/20（周五）前：, the start of what is to be done: by the next Friday, today if it is one."""
    due = today + timedelta(days=(4 - today.weekday()) % 7)
    return Text(f"{due.month}/{due.day}（周五）前：", f"By Friday {due:%-d %b}: ")


def whole_of(share: float) -> int:
    """The people a share is told of: a hundred; a thousand where it would be less than two of a hundred."""
    return 100 if share >= 0.02 else 1000


def period(days: tuple[date, date]) -> Text:
    """11/9–11/15, from the first day to the last."""
    first, last = days[0], days[1] - timedelta(days=1)
    return Text(f"{first.month}/{first.day}–{last.month}/{last.day}", f"{first:%-d %b} – {last:%-d %b}")


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
            before=round(base.share * whole_of(now.share)),
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
    more = round(abs(found.change or 0) * whole_of(now.share), 1)
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
    by = by_friday(today)
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
    scale = whole_of(flow.share)
    n = round(flow.share * scale)
    return Text(f"{scale:,} 人里 {n} 人", f"{n} of {scale:,} people")
