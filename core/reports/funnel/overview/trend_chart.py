"""The share that passes one step, by entry week: closed weeks as a line; what open ones will come to, with its bounds.

The estimate is dashed and in the colour of those on the way, with a whisker over its 95 % interval. What is reached so
far, which is too low for a week on the way, is told in the tooltip only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.charts.frame import frame
from core.charts.numbers import mondays, people, percent, sentence
from core.charts.palette import CONVERTED, INK, LOST, MUTED, NEUTRAL, PENDING
from core.domain.steps import STEPS
from core.i18n import Lang, Text
from core.reports.funnel.engine.changes import Change
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.engine.steps import before
from core.reports.funnel.estimate.outlook import Of, Point
from core.reports.funnel.overview.view import EntryWeek
from core.statistics.rate_of_rates import Bounded

HEIGHT = 280
_CLOSED = Text("窗口已走完的周", "closed weeks")
_OPEN = Text("还在路上的周：预计", "on the way: estimate")
_BOUNDS = Text("预计的上下限", "bounds of the estimate")
_TARGET = Text("目标", "target")
_CROWD = 30
"""More weeks than this have smaller points, half as many changes smaller numbers: a phone has seven pixels a week."""


def spec(
    points: Sequence[Point], lang: Lang, changes: Sequence[Change] = (), target: float | None = None
) -> dict[str, Any]:
    """ECharts options; `target` is a share 0..1. Weeks with fewer than 30 people to judge by have a gap."""
    first = _line(_CLOSED.of(lang), CONVERTED, "solid", len(points))
    first["data"] = [
        None if one.share is None else _item(_percents(one.share), _closed_tip(one, one.share, lang)) for one in points
    ]
    goal = [] if target is None else [_goal(target, lang)]
    marks = _changes(points, changes) + goal
    first["markLine"] = {"symbol": "none", "silent": True, "animation": False, "data": marks}
    series = [first, *(_estimated(points, lang) if any(one.ahead for one in points) else [])]
    return {
        **frame(),
        "grid": {"left": 44, "right": 14, "top": 26, "bottom": 52},
        "legend": {
            "bottom": 0,
            "textStyle": {"color": INK, "fontSize": 12},
            "selectedMode": False,
            "data": [one["name"] for one in series if one["name"] != _BOUNDS.of(lang)],
        },
        "xAxis": {
            "type": "category",
            "data": mondays([one.monday for one in points]),
            "axisLabel": {"color": INK, "hideOverlap": True},
            "axisLine": {"lineStyle": {"color": MUTED}},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "axisLabel": {"formatter": "{value}%", "color": INK},
            "splitLine": {"lineStyle": {"color": NEUTRAL}},
        },
        "series": series,
    }


def alt(points: Sequence[Point], title: Text, lang: Lang) -> str:
    """The chart in words, with its numbers."""
    told = []
    for one in points:
        if one.share is not None:
            told.append(f"{one.monday.isoformat()} {percent(one.share)}")
        elif one.ahead is not None:
            text = Text("{d} 预计 {p}（还在路上）", "{d} {p} estimated (on the way)")
            told.append(text.fill(d=one.monday.isoformat(), p=_bounds(one.ahead).of(lang)).of(lang))
    return title.of(lang) + Text("：", ": ").of(lang) + sentence(told, lang)


def title(weeks: Sequence[EntryWeek], step: int, of: Of) -> Text:
    """What the chart shows, to stand over it."""
    name = step_name(step)
    if of == "first":
        return Text(
            f"走到{name.zh}的比例（占进入的人，按进入周）",
            f"Share reaching {name.en}, of those who entered, by entry week",
        )
    earlier = before(weeks[0].steps, step)
    label = STEPS[earlier.step - 1 if earlier else step - 2].label
    return Text(
        f"走到{name.zh}的比例（占「{label.zh}」的人，按进入周）",
        f"Share reaching {name.en}, of “{label.en}”, by entry week",
    )


def _estimated(points: Sequence[Point], lang: Lang) -> list[dict[str, Any]]:
    """The dashed line from the last closed week on, and a whisker over each estimate."""
    start = next(i for i, one in enumerate(points) if one.ahead is not None)
    line, whiskers = _line(_OPEN.of(lang), PENDING, "dashed", len(points)), _whiskers(lang)
    for i, one in enumerate(points):
        if one.ahead is None:
            joined = one.share if i == start - 1 else None
            line["data"].append(None if joined is None else {"value": _percents(joined), "symbol": "none"})
            whiskers["data"].append([])
            continue
        tip = _open_tip(one, one.ahead, lang)
        low, middle, high = (_percents(value) for value in (one.ahead.low, one.ahead.share, one.ahead.high))
        line["data"].append(_item(middle, tip))
        whiskers["data"].append(_item([low, middle, middle, middle, high], tip))
    return [line, whiskers]


def _closed_tip(one: Point, share: float, lang: Lang) -> str:
    text = Text("{d} 那周进入\n{p}，共 {n}", "Entered in the week of {d}\n{p} of {n}")
    return text.fill(d=one.monday.isoformat(), p=percent(share), n=people(one.people, lang)).of(lang)


def _open_tip(one: Point, ahead: Bounded, lang: Lang) -> str:
    text = Text(
        "{d} 那周进入，还在路上\n预计 {p}",
        "Entered in the week of {d}, on the way\n{p} estimated",
    ).fill(d=one.monday.isoformat(), p=_bounds(ahead).of(lang))
    if one.so_far is not None:
        so_far = Text("\n到现在 {p}，共 {n}", "\n{p} of {n} so far")
        text += so_far.fill(p=percent(one.so_far), n=people(one.people, lang))
    return text.of(lang)


def _bounds(one: Bounded) -> Text:
    text = Text("{p}（{low}–{high}）", "{p} ({low}–{high})")
    return text.fill(p=percent(one.share), low=percent(one.low), high=percent(one.high))


def _percents(share: float) -> float:
    return round(100 * share, 4)


def _item(value: float | list[float], tip: str) -> dict[str, Any]:
    """A point, or the five numbers of a whisker, with its tooltip."""
    return {"value": value, "tooltip": {"formatter": tip}}


def _line(name: str, colour: str, style: str, weeks: int) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "data": [],
        "symbol": "circle" if style == "solid" else "emptyCircle",
        "symbolSize": 7 if weeks <= _CROWD else 4,
        "showAllSymbol": True,  # a week between two gaps is nothing but its point
        "lineStyle": {"color": colour, "type": style, "width": 2},
        "itemStyle": {"color": colour},
        "emphasis": {"disabled": True},
    }


def _whiskers(lang: Lang) -> dict[str, Any]:
    """A box without a body: only its whiskers show, also where a single week is open."""
    return {
        "name": _BOUNDS.of(lang),
        "type": "boxplot",
        "data": [],
        "boxWidth": [8, 14],
        "itemStyle": {"color": PENDING, "borderColor": PENDING, "borderWidth": 2},
        "emphasis": {"disabled": True},
    }


def _goal(target: float, lang: Lang) -> dict[str, Any]:
    return {
        "yAxis": _percents(target),
        "lineStyle": {"color": MUTED, "type": "dashed"},
        "label": {
            "formatter": f"{_TARGET.of(lang)} {percent(target, 0)}",
            "position": "insideStartTop",
            "color": MUTED,
            "fontSize": 12,
        },
    }


def _changes(points: Sequence[Point], changes: Sequence[Change]) -> list[dict[str, Any]]:
    """A mark at every week in which something was changed, with the numbers of the changes as they are listed."""
    named: dict[int, list[str]] = {}
    for number, change in enumerate(changes, 1):
        at = next((i for i, one in enumerate(points) if 0 <= (change.day - one.monday).days < 7), None)
        if at is not None:
            named.setdefault(at, []).append(str(number))
    size = 12 if len(named) <= _CROWD // 2 else 9
    return [
        {
            "xAxis": at,
            "lineStyle": {"color": LOST, "type": "dotted"},
            "label": {"formatter": "·".join(numbers), "color": LOST, "fontSize": size, "position": "end"},
        }
        for at, numbers in sorted(named.items())
    ]
