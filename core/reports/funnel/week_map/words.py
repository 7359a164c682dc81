"""Which entry week was truly below the others at one step, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.i18n import Text
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.week_map.rules import WeekMap
from core.reports.verdict import Verdict
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.weak_cells import Weak
from core.wording import scale_of


def verdict(view: WeekMap, _: date) -> Verdict:
    """The week furthest below the others at a step and what to do, or that none is."""
    weak, judged = view.shown.weak, view.shown.judged
    if judged < 2:
        line = Text(
            "窗口已走完、满 {few} 人的进入周只有 {n} 个，没法互比",
            "Entry weeks with closed windows and {few} people: {n}, too few to compare",
        )
        return Verdict(line.fill(few=MIN_SAMPLE, n=judged), Text("多积累几周再看。", "Look again in a few weeks."))
    if not weak:
        line = Text(
            "{n} 个进入周里，没有哪一周在哪一步明显低于其他周",
            "In {n} entry weeks no week is below the others at any step",
        )
        todo = Text("起伏都在正常波动内，不用动它。", "All within normal variation: leave it alone.")
        return Verdict(line.fill(n=judged), todo)
    return Verdict(_line(weak[0]), _todo(weak))


def notes(view: WeekMap) -> tuple[Text, ...]:
    """How to read the map, and where earlier weeks are."""
    colours = Text(
        "颜色只在同一步里比：越深，比这一步平时越高。灰格：上一步不到 {n} 人；斜纹：窗口还没走完，先不算比例。",
        "Colour compares within a step: the darker, the further above its usual share. Grey: fewer than {n} people "
        "at the step before; hatched: window still open, no share yet.",
    ).fill(n=MIN_SAMPLE)
    earlier = Text("更早的 {n} 周在下载里。", "{n} earlier weeks are in the download.").fill(n=view.earlier)
    return (colours, earlier) if view.earlier else (colours,)


def _line(worst: Weak[date]) -> Text:
    scale = scale_of(min(worst.rate, worst.rest))
    text = Text(
        "{d.month}/{d.day} 那周进来的人在{step}最弱：{scale:,} 人里走到 {now} 人，其他周 {rest} 人",
        "Those who entered in the week of {d:%-d %b} did worst at {step}: {now} of {scale:,} got through, "
        "{rest} in other weeks",
    )
    now, rest = round(worst.rate * scale), round(worst.rest * scale)
    return text.fill(d=worst.channel, step=step_name(worst.step), scale=scale, now=now, rest=rest)


def _todo(weak: Sequence[Weak[date]]) -> Text:
    """Look at what happened in that week; where several weeks are low, in the first of them."""
    weeks = sorted(one.channel for one in weak if one.step == weak[0].step)
    if len(weeks) > 1:
        text = Text(
            "这一步有 {n} 周低于其他周，最早是 {d.month}/{d.day} 那周：查那时改了什么，对照上面走势图里的改动。",
            "{n} weeks are below the others at this step, the earliest that of {d:%-d %b}: find out what changed then, "
            "with the changes in the trend above.",
        )
    else:
        text = Text(
            "只有这一周低：查 {d.month}/{d.day} 那周改了什么、投了什么，对照上面走势图里的改动。",
            "Only this week is low: find out what was changed or advertised in the week of {d:%-d %b}, "
            "with the changes in the trend above.",
        )
    return text.fill(n=len(weeks), d=weeks[0])
