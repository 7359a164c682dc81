"""The share that passes one step, by entry week: closed weeks as a line, weeks still on the way dashed and lighter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.charts.numbers import percent, sentence
from core.charts.palette import CONVERTED, FONT, INK, LOST, MUTED, NEUTRAL, PENDING
from core.domain.steps import STEPS
from core.i18n import Lang, Text
from core.reports.funnel.view import EntryWeek
from core.rules.funnel_words import Change, step_name

HEIGHT = 280
_CLOSED = Text("已走完转化窗口", "complete weeks")
_OPEN = Text("还在路上，还会涨", "still incomplete, will rise")
_TARGET = Text("目标", "target")


def spec(
    weeks: Sequence[EntryWeek], step: int, lang: Lang, changes: Sequence[Change] = (), target: float | None = None
) -> dict[str, Any]:
    """ECharts options; `target` is a share 0..1. Weeks nobody reached the step before in have a gap."""
    shares = _shares(weeks, step)
    first_open = next((i for i, week in enumerate(weeks) if not week.closed), len(weeks))
    closed = [share if i < first_open else None for i, share in enumerate(shares)]
    still_open = [share if i >= first_open - 1 else None for i, share in enumerate(shares)]
    lines = [_line(_CLOSED.of(lang), closed, CONVERTED, "solid")]
    if first_open < len(weeks):
        lines.append(_line(_OPEN.of(lang), still_open, PENDING, "dashed"))
    marks = _changes(weeks, changes)
    if target is not None:
        text = f"{_TARGET.of(lang)} {percent(target, 0)}"
        marks.append(
            {
                "yAxis": round(100 * target, 4),
                "lineStyle": {"color": MUTED, "type": "dashed"},
                "label": {"formatter": text, "position": "insideStartTop", "color": MUTED, "fontSize": 12},
            }
        )
    lines[0]["markLine"] = {"symbol": "none", "silent": True, "animation": False, "data": marks}
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 44, "right": 14, "top": 26, "bottom": 52},
        "legend": {"bottom": 0, "textStyle": {"color": INK, "fontSize": 12}, "selectedMode": False},
        "tooltip": {"trigger": "item", "renderMode": "richText", "confine": True},
        "xAxis": {
            "type": "category",
            "data": _mondays(weeks),
            "axisLabel": {"color": INK, "hideOverlap": True},
            "axisLine": {"lineStyle": {"color": MUTED}},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "axisLabel": {"formatter": "{value}%", "color": INK},
            "splitLine": {"lineStyle": {"color": NEUTRAL}},
        },
        "series": lines,
    }


def alt(weeks: Sequence[EntryWeek], step: int, lang: Lang) -> str:
    """The chart in words, with its numbers."""
    told = []
    for week, share in zip(weeks, _shares(weeks, step), strict=True):
        if share is not None:
            waiting = "" if week.closed else Text("（还在路上）", " (on the way)").of(lang)
            told.append(f"{week.monday.isoformat()} {share:.1f}%{waiting}")
    return title(step).of(lang) + Text("：", ": ").of(lang) + sentence(told, lang)


def title(step: int) -> Text:
    """What the chart shows, to stand over it."""
    before, name = STEPS[step - 2].label, step_name(step)
    return Text(
        f"走到{name.zh}的比例（占「{before.zh}」的人，按进入周）",
        f"Share reaching {name.en}, of “{before.en}”, by entry week",
    )


def _mondays(weeks: Sequence[EntryWeek]) -> list[str]:
    """Month and day; with the year where the weeks span several."""
    mondays = [week.monday for week in weeks]
    if len({monday.year for monday in mondays}) > 1:
        return [monday.isoformat() for monday in mondays]
    return [f"{monday.month}/{monday.day}" for monday in mondays]


def _shares(weeks: Sequence[EntryWeek], step: int) -> list[float | None]:
    """Per cent of those at the step before."""
    found = [week.steps[step - 1].of_previous for week in weeks]
    return [None if share is None else round(100 * share, 4) for share in found]


def _line(name: str, shares: Sequence[float | None], colour: str, style: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "data": list(shares),
        "symbol": "circle" if style == "solid" else "emptyCircle",
        "symbolSize": 7,
        "lineStyle": {"color": colour, "type": style, "width": 2},
        "itemStyle": {"color": colour},
        "tooltip": {"valueFormatter": "%.1f%%"},
        "emphasis": {"disabled": True},
    }


def _changes(weeks: Sequence[EntryWeek], changes: Sequence[Change]) -> list[dict[str, Any]]:
    """A mark at every week in which something was changed, with the numbers of the changes as they are listed."""
    named: dict[int, list[str]] = {}
    for number, change in enumerate(changes, 1):
        at = next((i for i, week in enumerate(weeks) if 0 <= (change.day - week.monday).days < 7), None)
        if at is not None:
            named.setdefault(at, []).append(str(number))
    return [
        {
            "xAxis": at,
            "lineStyle": {"color": LOST, "type": "dotted"},
            "label": {"formatter": "·".join(numbers), "color": LOST, "fontSize": 12, "position": "end"},
        }
        for at, numbers in sorted(named.items())
    ]
