"""What the charts share: font, legend, tooltip, names written over bars, and the hatching of what was lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.charts.palette import FONT, INK

HATCHING: dict[str, Any] = {
    "symbol": "rect",
    "color": "rgba(255,255,255,.22)",
    "dashArrayX": [1, 0],
    "dashArrayY": [2, 6],
    "rotation": 0.8,
}
"""The pattern of what was lost: fine slanted lines, so that colour is never the only sign."""


def frame() -> dict[str, Any]:
    """The options every chart begins with: nothing moves, and tooltips are text that stays inside."""
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "tooltip": {"trigger": "item", "renderMode": "richText", "confine": True},
    }


def legend(**others: Any) -> dict[str, Any]:
    """Below the chart, to read only: a click on it would take a part away from a sum."""
    return {
        "bottom": 0,
        "itemWidth": 14,
        "itemHeight": 12,
        "textStyle": {"color": INK, "fontSize": 13},
        "selectedMode": False,
        **others,
    }


def names_over_bars(names: Sequence[str], lift: int, margin: int = 0) -> dict[str, Any]:
    """The axis of lying bars, from the top: each name stands `lift` pixels over the middle of its bar, where a phone
    has room for it."""
    return {
        "type": "category",
        "inverse": True,
        "data": list(names),
        "axisLine": {"show": False, "onZero": False},
        "axisTick": {"show": False},
        "z": 3,
        "axisLabel": {
            "inside": True,
            "margin": margin,
            "verticalAlign": "bottom",
            "padding": [0, 0, lift, 0],
            "fontSize": 13,
            "color": INK,
        },
    }
