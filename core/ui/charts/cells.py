"""Heat maps: coloured on a scale or by role."""

from __future__ import annotations

from core.charts.chart import Chart, Point
from core.charts.palette import COLOURS, INK, MUTED, NEUTRAL, SHADES, Role, shade
from core.i18n import Lang
from core.ui.charts.parts import Options, fill, literal, rows, title, tooltip, words


def height(chart: Chart) -> int:
    """Pixels of the rows, the names of the columns and the legend."""
    return chart.row_height * len(chart.series) + (82 if chart.axis.shown else 96)


def options(chart: Chart, lang: Lang) -> Options:
    """Coloured on a scale, with the column names and what the numbers are above; or by role, with the weeks below."""
    cells = [
        {"value": [x, y, _level(chart, point)], **tooltip(point, lang), **(_look(point, lang) if chart.scale else {})}
        for y, series in enumerate(chart.series)
        for x, point in enumerate(series.points)
        if point is not None
    ]
    line = {"axisTick": {"show": False}, "axisLine": {"show": not chart.axis.shown, "lineStyle": {"color": NEUTRAL}}}
    if chart.axis.shown:
        grid = {"left": 4, "right": 4, "top": 46, "bottom": 32}
        label = {"axisLabel": {"color": INK, "fontSize": 13, "margin": 6}, "position": "top"}
        label |= title(chart.axis, 27, MUTED, 12, lang)
    else:
        grid = {"left": 8, "right": 36, "top": 8, "bottom": 40}
        label = {"axisLabel": {"color": MUTED, "hideOverlap": True}}
    return {
        "grid": {"containLabel": True, **grid},
        "xAxis": {"type": "category", "data": words(chart.categories, lang), **label, **line},
        "yAxis": {
            **rows(words([series.name for series in chart.series], lang)),
            "axisLabel": {"color": INK, "interval": 0, "fontSize": 12},
            **line,
        },
        "visualMap": _key_of_cells(chart, lang),
        "series": [
            {
                "type": "heatmap",
                "data": cells,
                "itemStyle": {"borderColor": "#ffffff", "borderWidth": 1 if chart.scale else 0.5},
                "emphasis": {"disabled": chart.scale is not None},
            }
        ],
    }


def _level(chart: Chart, point: Point) -> float:
    """What ECharts colours a cell by: its place on the scale, or the number of its key."""
    if chart.scale is not None:
        return round(point.shade or 0, 4)
    return [key.role for key in chart.keys].index(point.role or Role.NEUTRAL)


def _look(point: Point, lang: Lang) -> Options:
    if point.shade is None:
        return {"itemStyle": fill(point.role or Role.TOO_FEW, False), "label": {"show": False}}
    colour, ink = shade(point.shade)
    label = {"show": True, "formatter": literal(point.text, lang), "fontSize": 12, "color": ink} if point.text else {}
    return {"itemStyle": {"color": colour}, "label": label}


def _key_of_cells(chart: Chart, lang: Lang) -> Options:
    """A heat map of ECharts must have one, though cells on a scale bring their own colours."""
    place = {"orient": "horizontal", "left": "center", "bottom": 0, "itemWidth": 12}
    if chart.scale is not None:
        ends = words([chart.scale.high, chart.scale.low], lang)
        size = {"itemHeight": 120, "textStyle": {"color": INK, "fontSize": 12}}
        colours = {"min": 0, "max": 1, "inRange": {"color": [*SHADES]}}
        return {**place, **size, **colours, "text": ends, "calculable": False, "hoverLink": False}
    pieces = [
        {"value": at, "color": COLOURS[key.role], "label": key.name.of(lang)} for at, key in enumerate(chart.keys)
    ]
    size = {"itemHeight": 12, "itemGap": 8, "textStyle": {"color": INK, "fontSize": 11}}
    return {**place, **size, "type": "piecewise", "pieces": pieces}
