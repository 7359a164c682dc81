"""Draws a chart (core/charts/chart.py) with ECharts.

Nothing moves, tooltips are text and stay inside the chart, and a click on a legend takes no part away from a sum.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.charts.chart import Chart, Kind
from core.charts.palette import FONT, INK
from core.i18n import Lang
from core.ui.charts import bars, cells, lines
from core.ui.charts.parts import Options
from core.ui.state import language

_KINDS = {
    Kind.BARS: (bars.options, bars.height),
    Kind.LINES: (lines.options, lines.height),
    Kind.CELLS: (cells.options, cells.height),
}


def draw(chart: Chart, key: str, on_select: Callable[[], None] | None = None) -> Any:
    """The chart on the page. With `on_select`, a click calls it and the selection is returned."""
    spec, alt = options(chart, language()), chart.alt.of(language())
    return st.echarts_chart(spec, height=height(chart), theme=None, key=key, on_select=on_select or "ignore", alt=alt)


def options(chart: Chart, lang: Lang) -> Options:
    """The option object of ECharts: nothing but JSON."""
    layout, _ = _KINDS[chart.kind]
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "tooltip": {"trigger": "item", "renderMode": "richText", "confine": True},
        **layout(chart, lang),
    }


def height(chart: Chart) -> int:
    """Pixels the chart needs: its rows, and what stands around them."""
    _, pixels = _KINDS[chart.kind]
    return pixels(chart)
