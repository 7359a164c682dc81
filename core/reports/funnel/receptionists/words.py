"""Which receptionist is below the others beyond noise, in words: at most one is named, few people are not ranked."""

from __future__ import annotations

from datetime import date

from core.i18n import Text
from core.reports.due import by_due_day
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.receptionists.model import Receptionists
from core.reports.verdict import Contract, Missing, Verdict
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.weak_cells import Weak
from core.wording import scale_of


def verdict(found: Receptionists, today: date) -> Verdict:
    """Who is below the others, or why nobody is named."""
    return finding(found.weakest, found.ranked, found.most, today)


def finding(weakest: Weak[str | None] | None, ranked: int, most: int, today: date) -> Verdict:
    """`weakest`: who is below the others and misses most; `ranked`: receptionists with at least 30 people; `most`:
    people of the largest."""
    if weakest is not None:
        return Verdict(_line(weakest), _todo(weakest, today))
    if not most:
        return Verdict(
            Text("还没有人的窗口走完，先看不出谁高谁低", "Nobody's window has closed yet: too early to compare"),
            Text("等转化窗口走完再看。", "Look again when windows have closed."),
        )
    if not ranked:
        line = Text(
            "每位接待人都不到 {few} 人，最多只有 {n} 人，不排名",
            "No receptionist has {few} people (most: {n}): no ranking",
        )
        return Verdict(line.fill(few=MIN_SAMPLE, n=most), Text("把日期放长再看。", "Look at a longer period."))
    if ranked == 1:
        line = Text(
            "满 {few} 人的接待人只有 1 位，没有别人可比", "Only 1 receptionist has {few} people: nobody to compare with"
        )
        todo = Text("不到 {few} 人的只列人数，不排名。", "Fewer than {few} people: counts only, no ranking.")
        return Verdict(line.fill(few=MIN_SAMPLE), todo.fill(few=MIN_SAMPLE))
    line = Text("{n} 位接待人之间的差别都在正常波动内", "{n} receptionists: no difference beyond normal variation")
    todo = Text("这周不用动它，也不用排名次。", "Leave it alone this week; there is nothing to rank.")
    return Verdict(line.fill(n=ranked), todo)


def _line(one: Weak[str | None]) -> Text:
    scale = scale_of(min(one.rate, one.rest))
    text = Text(
        "「{who}」在{step}明显低于别人：{scale:,} 人里走到 {now} 人，别人 {rest} 人，超出正常波动",
        "“{who}” is below the others at {step}: {now} of {scale:,} get through, {rest} with the others, "
        "beyond normal variation",
    )
    now, rest = round(one.rate * scale), round(one.rest * scale)
    return text.fill(who=one.channel, step=step_name(one.step), scale=scale, now=now, rest=rest)


def _todo(one: Weak[str | None], today: date) -> Text:
    text = Text(
        "请「{who}」和主管一起看没走到的人卡在哪。"
        "按别人的比例，这 {n:,} 人里会多走到约 {missed:,} 人。"
        "各人接的客户可能不同，先看是不是一样。",
        "“{who}” and the team lead to look at where people got stuck. At the others' share "
        "about {missed:,} more of these {n:,} would have got through. Their customers may differ: check that first.",
    )
    return by_due_day(today) + text.fill(who=one.channel, n=one.n, missed=max(1, round(one.missed)))


def notes(found: Receptionists, more: int, times: Text | None) -> tuple[Text, ...]:
    """What the table leaves out and rests on. `more`: receptionists in the download only; `times`: how long the steps
    take all of them together."""
    lines = []
    if more:
        lines.append(Text("其余 {n:,} 位在下载里。", "{n:,} more are in the download.").fill(n=more))
    few = [n for n in found.closed if n < MIN_SAMPLE]
    if few and found.most:
        text = Text(
            "{k} 位窗口已走完的不到 {few} 人（最少的只有 {n} 人），不算比例，不排名。",
            "{k} with fewer than {few} people whose window has closed (the fewest: {n}): no share, no ranking.",
        )
        lines.append(text.fill(k=len(few), few=MIN_SAMPLE, n=min(few)))
    if found.window_days is not None:
        text = Text(
            "人数算所有人；比例只看进来已满 {d} 天的人。",
            "Counts are of everybody; shares of those who entered at least {d} days ago.",
        )
        lines.append(text.fill(d=found.window_days))
    if times is not None:
        text = Text(
            "用时（一半的人不超过 / 九成的人不超过），所有人合计：{times}。",
            "Time (half of the people within / 90% within), everybody together: {times}.",
        )
        lines.append(text.fill(times=times))
    return tuple(lines)


def contract(_: Receptionists) -> Contract:
    """How a share is counted."""
    return Contract(
        Text(
            "占上一步 = 走到这一步的人 ÷ 走到上一步的人；和其他接待人合起来比",
            "reached this step / reached the one before; compared with all others together",
        ),
        Text("人，不是人次；接待人取走过的各步里最早写明的", "people; the receptionist named first on their way"),
        "funnel_events, identities",
        excluded=Text("还在路上的不算进比例", "people on the way are not in the shares"),
    )


MISSING = Missing(
    ("funnel_events",),
    Text(
        "导流事件里没有写接待人，或者还没有接待之后的步骤，看不出谁卡住了人",
        "The onboarding events name no receptionist, or no step after them is known",
    ),
    Text("上传时把「接待人」一列带上。", "Upload them with the receptionist column."),
)
