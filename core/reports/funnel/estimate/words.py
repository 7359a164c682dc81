"""What weeks on the way are expected to come to, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.i18n import Text
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.estimate.model import Estimate
from core.reports.funnel.estimate.outlook import Point, outlooks
from core.reports.verdict import Verdict
from core.statistics.rate_of_rates import Bounded
from core.wording import percent


def verdict(estimate: Estimate, _: date) -> Verdict:
    """What the newest week on the way is expected to come to, at the last step that anybody reached."""
    ahead = outlooks(estimate)
    if not ahead:
        if estimate.says_ahead:
            return Verdict(
                Text("没有满 30 人、还在路上的周要预计", "No week on the way has 30 people: nothing to estimate")
            )
        return Verdict(
            Text("这样筛选时，没法预计还在路上的周", "With these filters weeks on the way cannot be estimated"),
            Text("去掉进入以后才写明的筛选再看。", "Clear the filters that are named only after entry."),
        )
    week = ahead[-1].week
    steps = [one for one in ahead if one.week == week]
    last = next((one for one in reversed(steps) if one.first.share > 0), steps[-1])
    line = Text(
        "{d} 那周进来的人，窗口走完时预计 {share}走到{step}",
        "Of those who entered in the week of {d}, {share} are expected to get to {step} in their window",
    )
    return Verdict(line.fill(d=week, share=_with_bounds(last.first), step=step_name(last.step)), None, (_BASIS,))


def on_the_way(points: Sequence[Point]) -> Text | None:
    """What the dashed part of the trend means, with one number; None if no week is on the way."""
    ahead = [(one.monday, one.ahead) for one in points if one.ahead is not None]
    if not ahead:
        waiting = sum(one.so_far is not None for one in points)
        text = Text("还在路上的 {n} 周先不画。", "Weeks on the way, not drawn yet: {n}.")
        return text.fill(n=waiting) if waiting else None
    monday, last = ahead[-1]
    return Text(
        "虚线是预计：还在路上的周，照之前各周的快慢走完会到多少；20 次里至少 19 次落在竖线内。{d} 那周预计 {share}。",
        "Dashed is an estimate: what weeks on the way come to if they go on like those before; at least 19 times of 20 "
        "within the whisker. Week of {d}: {share}.",
    ).fill(d=monday, share=_with_bounds(last))


_BASIS = Text(
    "照之前各周的快慢走完；20 次里至少 19 次落在括号里的范围内。",
    "If they go on like the weeks before; at least 19 times of 20 within the range in brackets.",
)


def _with_bounds(share: Bounded) -> Text:
    low, high = f"{100 * share.low:.1f}", percent(share.high)
    return Text("{share}（{low}–{high}）", "{share} ({low}–{high})").fill(
        share=percent(share.share), low=low, high=high
    )
