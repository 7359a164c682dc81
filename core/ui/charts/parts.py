"""What the kinds share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.charts.chart import Axis, Chart, Point
from core.charts.palette import COLOURS, INK, MUTED, NEUTRAL, PENDING, Role
from core.i18n import Lang, Text

Options = dict[str, Any]
STILL = {"emphasis": {"disabled": True}}
GRID_LINES = {"splitLine": {"lineStyle": {"color": NEUTRAL}}}


def legend(chart: Chart, size: int, lang: Lang) -> Options:
    """Below the chart, to read only."""
    names = words([series.name for series in chart.series], lang)
    return {"bottom": 0, "textStyle": {"color": INK, "fontSize": size}, "selectedMode": False, "data": names}


def rows(names: list[str]) -> Options:
    """An axis of names from the top."""
    return {"type": "category", "inverse": True, "data": names, "axisTick": {"show": False}}


def title(axis: Axis, gap: int, colour: str, size: int, lang: Lang) -> Options:
    """What an axis measures, with its unit; `gap` in pixels from the axis."""
    name = Text("{label}（{unit}）", "{label} ({unit})").fill(label=axis.label, unit=axis.unit).of(lang)
    style = {"color": colour, "fontSize": size}
    return {"name": name, "nameLocation": "middle", "nameGap": gap, "nameTextStyle": style}


def mark_line(data: list[Any], **others: Options) -> Options:
    """Lines that belong to a series: marks, whiskers."""
    return {"symbol": "none", "silent": True, "animation": False, "data": data, **others}


def tooltip(point: Point, lang: Lang) -> Options:
    """Nothing where the point has no tooltip."""
    lines = "\n".join(literal(line, lang) for line in point.tooltip)
    return {"tooltip": {"formatter": lines}} if lines else {}


def words(texts: Sequence[Text], lang: Lang) -> list[str]:
    """The texts in one language."""
    return [text.of(lang) for text in texts]


def literal(text: Text, lang: Lang) -> str:
    """A text where ECharts reads templates ({b}) and styles ({b|…}): a word joiner, which does not show, stops both."""
    return text.of(lang).replace("{", "{\u2060")


def number(value: float | None) -> float | None:
    """Four decimals are more than a screen shows."""
    return None if value is None else round(value, 4)


def _decal(
    colour: str, down: list[int], turn: float = 0, symbol: str = "rect", along: Sequence[Any] = (1, 0)
) -> Options:
    return {"symbol": symbol, "color": colour, "dashArrayX": [*along], "dashArrayY": down, "rotation": turn}


_DECALS = {
    Role.LOST: _decal("rgba(255,255,255,.22)", [2, 6], 0.8),
    Role.REFUSED: _decal("rgba(255,255,255,.3)", [2, 4]),
    Role.PENDING: _decal("rgba(255,255,255,.5)", [6, 0], 0, "circle", [[6, 6], [0, 6, 6, 0]]),
    Role.OPEN: _decal(PENDING, [1, 6], 0.8),
}
"""Slanted lines, level lines, dots; slanted on light."""


def fill(role: Role, dashed: bool) -> Options:
    """The look of an area: colour and pattern; grey ones have an outline."""
    style: Options = {"color": COLOURS[role], **({"decal": _DECALS[role]} if role in _DECALS else {})}
    if role == Role.NEUTRAL:
        style |= {"borderColor": MUTED, **({"borderType": "dashed"} if dashed else {"borderWidth": 1})}
    return style
