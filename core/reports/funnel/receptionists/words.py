"""Which receptionist is below the others beyond noise, in words: at most one is named, few people are not ranked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.i18n import Text
from core.reports.due import by_due_day
from core.reports.funnel.engine.names import step_name
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.weak_cells import Weak
from core.wording import scale_of

_NO_ORDER = Text("不到 {few} 人的只列人数，不排名。", "Fewer than {few} people: counts only, no ranking.")


def finding(weak: Sequence[Weak[str | None]], judged: int, most: int, today: date) -> tuple[Text, Text]:
    """The finding and what to do. `weak`: those below the others, most missed first; `judged`: receptionists with at
    least 30 people; `most`: people of the largest."""
    named = next((one for one in weak if one.channel is not None), None)
    if named is not None:
        return _line(named), _todo(named, today)
    if not most:
        return (
            Text("还没有人的窗口走完，先看不出谁高谁低", "Nobody's window has closed yet: too early to compare"),
            Text("等转化窗口走完再看。", "Look again when windows have closed."),
        )
    if not judged:
        line = Text(
            "每位接待人都不到 {few} 人，最多只有 {n} 人，不排名",
            "No receptionist has {few} people (most: {n}): no ranking",
        )
        return line.fill(few=MIN_SAMPLE, n=most), Text("把日期放长再看。", "Look at a longer period.")
    if judged == 1:
        line = Text(
            "满 {few} 人的接待人只有 1 位，没有别人可比", "Only 1 receptionist has {few} people: nobody to compare with"
        )
        return line.fill(few=MIN_SAMPLE), _NO_ORDER.fill(few=MIN_SAMPLE)
    line = Text("{n} 位接待人之间的差别都在正常波动内", "{n} receptionists: no difference beyond normal variation")
    todo = Text("这周不用动它，也不用排名次。", "Leave it alone this week; there is nothing to rank.")
    return line.fill(n=judged), todo


def _line(one: Weak[str | None]) -> Text:
    name, scale = step_name(one.step), scale_of(min(one.rate, one.rest))
    text = Text(
        "「{who}」在{zh}明显低于别人：{scale:,} 人里走到 {now} 人，别人 {rest} 人，超出正常波动",
        "“{who}” is below the others at {en}: {now} of {scale:,} get through, {rest} with the others, "
        "beyond normal variation",
    )
    now, rest = round(one.rate * scale), round(one.rest * scale)
    return text.fill(who=one.channel, zh=name.zh, en=name.en, scale=scale, now=now, rest=rest)


def _todo(one: Weak[str | None], today: date) -> Text:
    missed = max(1, round(one.missed))
    text = Text(
        "请「{who}」和主管一起看没走到的人卡在哪。"
        "按别人的比例，这 {n:,} 人里会多走到约 {missed:,} 人。"
        "各人接的客户可能不同，先看是不是一样。",
        "“{who}” and the team lead to look at where people got stuck. At the others' share "
        "about {missed:,} more of these {n:,} would have got through. Their customers may differ: check that first.",
    )
    return by_due_day(today) + text.fill(who=one.channel, n=one.n, missed=missed)
