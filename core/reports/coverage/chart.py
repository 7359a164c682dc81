"""The coverage calendar: a row per table, a cell per week, coloured by how many of its days have data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from core.charts.frame import frame
from core.charts.palette import CONVERTED, INK, LOST, MUTED, NEUTRAL, PENDING
from core.i18n import Lang, Text
from core.reports.coverage.model import Calendar, State, Week

_LIGHT = "#8fc3b1"
_STATES: dict[State, tuple[str, Text]] = {
    "full": (CONVERTED, Text("每天有", "every day")),
    "part": (PENDING, Text("缺几天", "gaps")),
    "gap": (LOST, Text("整周缺", "missing")),
    "some": (_LIGHT, Text("有记录", "some")),
    "quiet": (NEUTRAL, Text("无记录", "none")),
}
_WEEKS = 26
"""The fewest weeks drawn: half a year."""
_ROW = 26
_AROUND = 96


def height(calendar: Calendar) -> int:
    """In pixels, so that every row has room for its name."""
    return _ROW * len(calendar.rows) + _AROUND


def spec(calendar: Calendar, lang: Lang) -> dict[str, Any]:
    """ECharts options. Weeks before a table's first and after its last day stay blank."""
    mondays = _at_least(calendar.mondays)
    places = {monday: at for at, monday in enumerate(mondays)}
    labels = [row.label.of(lang) for row in calendar.rows]
    states = list(_STATES)
    data = [
        {"value": [places[week.monday], line, states.index(week.state)], "name": _told(labels[line], week, lang)}
        for line, row in enumerate(calendar.rows)
        for week in row.weeks
    ]
    return {
        **frame(),
        "tooltip": {"formatter": "{b}", "confine": True},
        "grid": {"left": 8, "right": 36, "top": 8, "bottom": 40, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [monday.isoformat() for monday in mondays],
            "axisLabel": {"color": MUTED, "hideOverlap": True},
            "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "category",
            "data": labels,
            "inverse": True,
            "axisLabel": {"color": INK, "interval": 0},
            "axisTick": {"show": False},
        },
        "visualMap": {
            "type": "piecewise",
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemGap": 8,
            "itemWidth": 12,
            "itemHeight": 12,
            "textStyle": {"color": INK, "fontSize": 11},
            "pieces": [
                {"value": at, "color": colour, "label": label.of(lang)}
                for at, (colour, label) in enumerate(_STATES.values())
            ],
        },
        "series": [{"type": "heatmap", "data": data, "itemStyle": {"borderColor": "#ffffff", "borderWidth": 0.5}}],
    }


def _at_least(mondays: Sequence[date]) -> list[date]:
    """The weeks with blank ones before, so that the cells of a young workspace stay small."""
    blank = max(_WEEKS - len(mondays), 0) if mondays else 0
    return [*(mondays[0] - timedelta(weeks=n) for n in range(blank, 0, -1)), *mondays]


def alt(calendar: Calendar, lang: Lang) -> str:
    """The picture in words: per table, how many weeks are whole, partly there, missing."""
    lines = []
    for row in calendar.rows:
        counts = {state: sum(week.state == state for week in row.weeks) for state in _STATES}
        told = ", ".join(f"{_STATES[state][1].of(lang)} {n}" for state, n in counts.items() if n)
        lines.append(f"{row.label.of(lang)}: {told}")
    head = Text("各表每周有没有数据（周数）", "Weeks with data by table").of(lang)
    return f"{head}. " + "; ".join(lines)


def _told(label: str, week: Week, lang: Lang) -> str:
    text = Text(
        "{label}，{monday} 起的一周：{days}/{of} 天有数据", "{label}, week of {monday}: data on {days} of {of} days"
    )
    return text.fill(label=label, monday=week.monday, days=week.days, of=week.of).of(lang)
