"""Which entry week was truly below the others at one step, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.i18n import Text
from core.reports.funnel.engine.names import step_name
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.weak_cells import Weak
from core.wording import scale_of


def finding(weak: Sequence[Weak[date]], judged: int) -> tuple[Text, Text]:
    """The finding and what to do. `weak`: weeks below the others at a step, most missed first; `judged`: closed weeks
    with at least 30 people who entered."""
    if judged < 2:
        return (
            Text(
                "窗口已走完、满 {few} 人的进入周只有 {n} 个，没法互比",
                "Entry weeks with closed windows and {few} people: {n}, too few to compare",
            ).fill(few=MIN_SAMPLE, n=judged),
            Text("多积累几周再看。", "Look again in a few weeks."),
        )
    if not weak:
        line = Text(
            "{n} 个进入周里，没有哪一周在哪一步明显低于其他周",
            "In {n} entry weeks no week is below the others at any step",
        )
        todo = Text("起伏都在正常波动内，不用动它。", "All within normal variation: leave it alone.")
        return line.fill(n=judged), todo
    return _line(weak[0]), _todo(weak)


def _line(one: Weak[date]) -> Text:
    name, scale = step_name(one.step), scale_of(min(one.rate, one.rest))
    text = Text(
        "{d.month}/{d.day} 那周进来的人在{zh}最弱：{scale:,} 人里走到 {now} 人，其他周 {rest} 人",
        "Those who entered in the week of {d:%-d %b} did worst at {en}: {now} of {scale:,} got through, "
        "{rest} in other weeks",
    )
    now, rest = round(one.rate * scale), round(one.rest * scale)
    return text.fill(d=one.channel, zh=name.zh, en=name.en, scale=scale, now=now, rest=rest)


def _todo(weak: Sequence[Weak[date]]) -> Text:
    """Look at what happened then; where several weeks in a row are low, at when it began."""
    worst = weak[0]
    same = sorted(one.channel for one in weak if one.step == worst.step)
    first = same[0]
    if len(same) > 1:
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
    return text.fill(n=len(same), d=first)
