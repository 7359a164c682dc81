"""Entry weeks × steps: a row per week, a column per step, the share of the step before as number and as shade.

A shade compares within its column only: steps differ far more than weeks do. The middle is the step's usual share, the
ends are its furthest week, or four standard errors of a usual week where that is further, so that chance stays in the
middle. The scale runs from light yellow to dark blue in steps of falling lightness, which every eye orders alike.
"""

from __future__ import annotations

import math
from datetime import date
from statistics import median
from typing import Any

from core.charts.frame import frame
from core.charts.numbers import mondays, people, percent, sentence
from core.charts.palette import INK, MUTED, PENDING
from core.domain.steps import STEPS
from core.i18n import Lang, Text
from core.reports.funnel.week_map.rules import WeekStep, WeekSteps

_ROW, _AROUND = 26, 82
_SHADES = ("#fdf6c9", "#dcebc3", "#b2dcc3", "#83c6c4", "#58aac2", "#2f76a5", "#2c659f", "#274683")
_DARK = 5
"""From this shade on, white numbers have the contrast."""
_CHANCE = 4.0
"""Standard errors within which a scale never ends."""
_FEW = "#eceeed"
_OPEN = "#fbf3e0"


def height(found: WeekSteps) -> int:
    """Pixels the chart needs."""
    return _ROW * len(found.weeks) + _AROUND


def spec(found: WeekSteps, lang: Lang) -> dict[str, Any]:
    """ECharts options; the newest week on top."""
    weeks = list(reversed(found.weeks))
    spans = {step: _span(found, step) for step in found.steps}
    data = [_cell(cell, found, weeks, spans, lang) for cell in found.cells]
    return {
        **frame(),
        "grid": {"left": 4, "right": 4, "top": 46, "bottom": 32, "containLabel": True},
        "xAxis": {
            "type": "category",
            "position": "top",
            "data": [STEPS[step - 1].mark for step in found.steps],
            "name": Text("走到这一步的人占上一步（%）", "reached the step, of the step before (%)").of(lang),
            "nameLocation": "middle",
            "nameGap": 27,
            "nameTextStyle": {"color": MUTED, "fontSize": 12},
            "axisLabel": {"color": INK, "fontSize": 13, "margin": 6},
            "axisTick": {"show": False},
            "axisLine": {"show": False},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": mondays(weeks),
            "axisLabel": {"color": INK, "interval": 0, "fontSize": 12},
            "axisTick": {"show": False},
            "axisLine": {"show": False},
        },
        "visualMap": {  # a heat map must have one; the cells bring their own colours
            "min": 0,
            "max": 1,
            "calculable": False,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemWidth": 12,
            "itemHeight": 120,
            "text": [Text("比平时高", "above its usual").of(lang), Text("比平时低", "below its usual").of(lang)],
            "textStyle": {"color": INK, "fontSize": 12},
            "inRange": {"color": list(_SHADES)},
            "hoverLink": False,
        },
        "series": [
            {
                "type": "heatmap",
                "data": data,
                "itemStyle": {"borderColor": "#ffffff", "borderWidth": 1},
                "emphasis": {"disabled": True},
            }
        ],
    }


def alt(found: WeekSteps, lang: Lang) -> str:
    """The map in words: every week with its numbers."""
    told = []
    for monday in reversed(found.weeks):
        row = [cell for cell in found.cells if cell.monday == monday]
        parts = [f"{STEPS[cell.step - 1].mark} {'—' if cell.share is None else percent(cell.share)}" for cell in row]
        waiting = "" if all(cell.closed for cell in row) else Text("（还在路上）", " (on the way)").of(lang)
        told.append(f"{monday.isoformat()}{waiting} {' '.join(parts)}")
    head = Text("各进入周走到各步的人占上一步：", "Share of the step before by entry week: ")
    return head.of(lang) + sentence(told, lang)


def _cell(cell: WeekStep, found: WeekSteps, weeks: list[date], spans: dict[int, float], lang: Lang) -> dict[str, Any]:
    place = [found.steps.index(cell.step), weeks.index(cell.monday)]
    tip = {"formatter": _tip(cell, lang)}
    if cell.share is None:
        style = {"color": _FEW} if cell.closed else {"color": _OPEN, "decal": _HATCH}
        return {"value": [*place, 0], "itemStyle": style, "tooltip": tip, "label": {"show": False}}
    away = (cell.share - found.usual[cell.step]) / spans[cell.step] if spans[cell.step] else 0.0
    at = min(max(0.5 + away / 2, 0.0), 1.0)
    shade = min(int(at * len(_SHADES)), len(_SHADES) - 1)
    return {
        "value": [*place, round(at, 4)],
        "itemStyle": {"color": _SHADES[shade]},
        "label": {
            "show": True,
            "formatter": f"{cell.share * 100:.1f}",
            "fontSize": 12,
            "color": "#ffffff" if shade >= _DARK else INK,
        },
        "tooltip": tip,
    }


_HATCH = {"symbol": "rect", "color": PENDING, "dashArrayX": [1, 0], "dashArrayY": [1, 6], "rotation": 0.8}


def _span(found: WeekSteps, step: int) -> float:
    """How far from the usual share the scale of a step reaches, as a share."""
    shown = [cell for cell in found.cells if cell.step == step and cell.share is not None]
    if not shown:
        return 0.0
    usual = found.usual[step]
    furthest = max(abs((cell.share or 0.0) - usual) for cell in shown)
    return max(furthest, _CHANCE * math.sqrt(usual * (1 - usual) / median(cell.people for cell in shown)))


def _tip(cell: WeekStep, lang: Lang) -> str:
    step, n = STEPS[cell.step - 1], people(cell.people, lang, exact=True)
    head = Text("{d} 那周进入 · {mark} {name}", "Entered in the week of {d} · {mark} {name}")
    line = head.fill(d=cell.monday.isoformat(), mark=step.mark, name=step.label.of(lang)).of(lang)
    if cell.share is not None and cell.low is not None and cell.high is not None:
        told = f"{percent(cell.share)} ({percent(cell.low)}–{percent(cell.high)})"
    elif not cell.closed:
        told = Text("窗口还没走完", "window still open").of(lang)
    else:
        told = Text("人太少，不算比例", "too few people for a share").of(lang)
    return f"{line}\n{told}\n" + Text("上一步 {n}", "{n} at the step before").fill(n=n).of(lang)
