"""Why the people at the last step changed: a bar per cause, to the right what added, to the left what took away.

The bars sum to the change. Grey is what normal variation alone can bring about.
"""

from __future__ import annotations

from typing import Any

from core.charts.frame import HATCHING, frame, legend, names_over_bars
from core.charts.numbers import sentence
from core.charts.palette import CONVERTED, LOST, MUTED, NEUTRAL
from core.i18n import Lang, Text
from core.reports.funnel.comparison.rules import Compared, Piece, matters
from core.reports.funnel.comparison.words import cause_name, signed

ROW, FOOT = 50, 44
"""Pixels of one bar with its name, and of the legend."""
_LOOKS: tuple[tuple[Text, dict[str, Any]], ...] = (
    (Text("多了人", "more people"), {"color": CONVERTED}),
    (Text("少了人", "fewer people"), {"color": LOST, "decal": HATCHING}),
    (
        Text("在正常波动内", "within normal variation"),
        {"color": NEUTRAL, "borderColor": MUTED, "borderType": "dashed"},
    ),
)
"""Name and look of each colour; the direction of a bar says the same as its colour."""


def spec(of: Compared, lang: Lang) -> dict[str, Any]:
    """ECharts options; the axis is people."""
    looked = [(piece, _look(piece, of)) for piece in of.pieces]
    longest = max((abs(piece.people) for piece in of.pieces), default=0) or 1
    series = [
        {
            "name": name.of(lang),
            "type": "bar",
            "stack": "people",
            "barWidth": 14,
            "data": [_bar(piece, of, lang) if look == at else None for piece, look in looked],
            "itemStyle": style,
            "emphasis": {"disabled": True},
        }
        for at, (name, style) in enumerate(_LOOKS)
    ]
    series[0]["markLine"] = {
        "symbol": "none",
        "silent": True,
        "animation": False,
        "label": {"show": False},
        "lineStyle": {"color": NEUTRAL, "type": "solid"},
        "data": [{"xAxis": 0}],
    }
    return {
        **frame(),
        "grid": {"left": 2, "right": 2, "top": 4, "bottom": FOOT},
        "legend": legend(icon="rect"),
        "xAxis": {"type": "value", "min": -longest, "max": longest, "show": False},
        "yAxis": names_over_bars([_head(piece, of, lang) for piece in of.pieces], 11),
        "series": series,
    }


def height(of: Compared) -> int:
    """Pixels the chart needs."""
    return ROW * len(of.pieces) + FOOT


def alt(of: Compared, lang: Lang) -> str:
    """The chart in words, with its numbers."""
    names = [name for name, _ in _LOOKS]
    told = [f"{_head(piece, of, lang)} {names[_look(piece, of)].of(lang)}" for piece in of.pieces]
    return Text("变化从哪来：", "Parts of the change: ").of(lang) + sentence(told, lang)


def _look(piece: Piece, of: Compared) -> int:
    if not matters(piece, of):
        return 2
    return 0 if piece.people > 0 else 1


def _bar(piece: Piece, of: Compared, lang: Lang) -> dict[str, Any]:
    return {"value": piece.people, "tooltip": {"formatter": _head(piece, of, lang)}}


def _head(piece: Piece, of: Compared, lang: Lang) -> str:
    """What is written over a bar."""
    size = Text("{n} 人", "{n} people").fill(n=signed(piece.people)).of(lang)
    return f"{cause_name(piece.cause, piece.step, of).of(lang)}  {size}"
