"""Lines over weeks, with whiskers and marks."""

from __future__ import annotations

from typing import Any

from core.charts.chart import Chart, Mark, Series
from core.charts.palette import COLOURS, INK, MUTED
from core.i18n import Lang
from core.ui.charts.parts import GRID_LINES, STILL, Options, legend, literal, mark_line, number, tooltip, words

_CROWD = 30
"""More weeks than this have smaller points, half as many marks smaller labels: a phone has seven pixels a week."""


def height(_: Chart) -> int:
    """Pixels, whatever the number of weeks."""
    return 280


def options(chart: Chart, lang: Lang) -> Options:
    """A line per series, a whisker per point with an interval; the marks hang on the first line."""
    series = [part for one in chart.series for part in (_line(one, lang), _whiskers(one, lang)) if part]
    size = 12 if sum(mark.category is not None for mark in chart.marks) <= _CROWD // 2 else 9
    series[0]["markLine"] = mark_line([_mark(mark, size, lang) for mark in chart.marks])
    return {
        "grid": {"left": 44, "right": 14, "top": 26, "bottom": 52},
        "legend": legend(chart, 12, lang),
        "xAxis": {
            "type": "category",
            "data": words(chart.categories, lang),
            "axisLabel": {"color": INK, "hideOverlap": True},
            "axisLine": {"lineStyle": {"color": MUTED}},
        },
        "yAxis": {
            "type": "value",
            "min": chart.axis.low,
            "max": chart.axis.high,
            "axisLabel": {"formatter": "{value}" + literal(chart.axis.unit, lang), "color": INK},
            **GRID_LINES,
        },
        "series": series,
    }


def _line(series: Series, lang: Lang) -> Options:
    return {
        "name": series.name.of(lang),
        "type": "line",
        "data": [
            point
            and {"value": number(point.value), **tooltip(point, lang), **({} if point.dot else {"symbol": "none"})}
            for point in series.points
        ],
        "symbol": "emptyCircle" if series.dashed else "circle",
        "symbolSize": 7 if len(series.points) <= _CROWD else 4,
        "showAllSymbol": True,  # a week between two gaps is nothing but its point
        "lineStyle": {"color": COLOURS[series.role], "type": "dashed" if series.dashed else "solid", "width": 2},
        "itemStyle": {"color": COLOURS[series.role]},
        **STILL,
    }


def _whiskers(series: Series, lang: Lang) -> Options | None:
    """Boxes without a body: only their whiskers show. Without a name, so that the legend leaves them out."""
    boxes: list[Any] = [[] for _ in series.points]
    for at, point in enumerate(series.points):
        if point is not None and point.low is not None:
            five = map(number, (point.low, point.value, point.value, point.value, point.high))
            boxes[at] = {"value": [*five], **tooltip(point, lang)}
    style = {"color": COLOURS[series.role], "borderColor": COLOURS[series.role], "borderWidth": 2}
    return {"type": "boxplot", "data": boxes, "boxWidth": [8, 14], "itemStyle": style, **STILL} if any(boxes) else None


def _mark(mark: Mark, size: int, lang: Lang) -> Options:
    """A dotted line at a category, a dashed one at a value."""
    label = {"formatter": literal(mark.label, lang), "color": COLOURS[mark.role], "fontSize": 12}
    if mark.value is not None:
        style = {"color": COLOURS[mark.role], "type": "dashed"}
        return {"yAxis": number(mark.value), "lineStyle": style, "label": {**label, "position": "insideStartTop"}}
    style = {"color": COLOURS[mark.role], "type": "dotted"}
    return {"xAxis": mark.category, "lineStyle": style, "label": {**label, "position": "end", "fontSize": size}}
