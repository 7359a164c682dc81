"""Horizontal bars with their whiskers and diamonds; names and notes stand over them."""

from __future__ import annotations

from typing import Any

from core.charts.chart import Axis, Chart, Point, Series
from core.charts.palette import COLOURS, INK, MUTED, NEUTRAL, ink_on
from core.i18n import Lang
from core.ui.charts.parts import (
    GRID_LINES,
    STILL,
    Options,
    fill,
    legend,
    literal,
    mark_line,
    number,
    rows,
    title,
    tooltip,
    words,
)

_LABELLED = 0.13
"""A bar shorter than this share of the axis, which a phone draws 350 pixels long, has no text on it."""
_LEGEND, _FOOT = 44, 84
"""Pixels below the bars: the legend, and with the axis."""
_WITHOUT = {"left": 2, "right": 2, "top": 0, "bottom": _LEGEND}
_WITH_AXIS = {"left": 6, "right": 18, "top": 4, "bottom": _FOOT}


def height(chart: Chart) -> int:
    """Pixels of the rows, the legend, and the axis where it is shown."""
    return chart.row_height * len(chart.categories) + (_FOOT if chart.axis.shown else _LEGEND)


def options(chart: Chart, lang: Lang) -> Options:
    """A row per category; all bars of a row in one stack."""
    axis = chart.axis
    heads = words(chart.categories, lang)
    if chart.notes:
        heads = [f"{head}  {note}" for head, note in zip(heads, words(chart.notes, lang), strict=True)]
    stacked = sum(not one.diamonds for one in chart.series) > 1
    values: Options = {"show": False}
    if axis.shown:
        values = {**title(axis, 26, INK, 13, lang), "axisLabel": {"color": INK, "hideOverlap": True}, **GRID_LINES}
    return {
        "grid": _WITH_AXIS if axis.shown else _WITHOUT,
        "legend": legend(chart, 13, lang) | {"itemWidth": 14, "itemHeight": 12} | ({"icon": "rect"} if stacked else {}),
        "xAxis": {"type": "value", "min": axis.low, "max": axis.high, **values},
        "yAxis": {
            **rows(heads),
            "axisLine": {"show": axis.shown, "lineStyle": {"color": MUTED}},
            "z": 3,
            "axisLabel": {  # over the bar, where a phone has room for it
                "inside": True,
                "margin": 2 if axis.shown else 0,
                "verticalAlign": "bottom",
                "padding": [0, 0, 6 + round(chart.bar_height / 3), 0],
                "fontSize": 13,
                "color": INK,
            },
        },
        "series": [_diamonds(one, lang) if one.diamonds else _bar_series(chart, one, lang) for one in chart.series],
    }


def _bar_series(chart: Chart, series: Series, lang: Lang) -> Options:
    lines: list[Any] = [
        [{"coord": [number(end), at], "symbol": "rect", "symbolSize": [12, 2]} for end in (point.low, point.high)]
        for at, point in enumerate(series.points)
        if point is not None and point.low is not None
    ]
    if chart.axis.low < 0 and series is chart.series[0]:
        lines.append({"xAxis": 0, "lineStyle": {"color": NEUTRAL, "width": 1}})
    return {
        **({"id": series.select, "selectedMode": "single"} if series.select else {}),
        "name": series.name.of(lang),
        "type": "bar",
        "stack": "bars",
        "barWidth": chart.bar_height,
        "data": [point and _bar(chart.axis, series, point, lang) for point in series.points],
        "itemStyle": fill(series.role, series.dashed),
        "label": {"show": False, "color": ink_on(series.role), "fontSize": 12, "fontWeight": "bold"},
        "markLine": mark_line(lines, lineStyle={"color": INK, "type": "solid", "width": 2}, label={"show": False}),
        **STILL,
    }


def _bar(axis: Axis, series: Series, point: Point, lang: Lang) -> Options:
    item = {"value": number(point.value), **tooltip(point, lang)}
    if point.role is not None:
        item["itemStyle"] = fill(point.role, series.dashed)
    if point.text is not None and abs(point.value or 0) >= _LABELLED * ((axis.high or 0) - axis.low):
        item["label"] = {"show": True, "formatter": literal(point.text, lang)}
    return item


def _diamonds(series: Series, lang: Lang) -> Options:
    return {
        "name": series.name.of(lang),
        "type": "scatter",
        "symbol": "diamond",
        "symbolSize": 14,
        "itemStyle": {"color": COLOURS[series.role], "borderColor": INK, "borderWidth": 1},
        "data": [
            {"value": [number(point.value), at], **tooltip(point, lang)}
            for at, point in enumerate(series.points)
            if point is not None
        ],
        "z": 5,
        **STILL,
    }
