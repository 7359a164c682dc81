"""What mending each step is worth: a bar of people a week, its interval as a whisker, and one point more as a diamond.

The bar is what reaching the level of the own best channel brings, grey where that is within chance; where no channel is
an example, there is the diamond only. Where no step has an example, one point more is the bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from core.charts.frame import frame, legend, names_over_bars
from core.charts.numbers import sentence
from core.charts.palette import CONVERTED, INK, MUTED, NEUTRAL, PENDING
from core.i18n import Lang, Text
from core.reports.funnel.engine.names import step_label
from core.reports.funnel.fixes.words import sure
from core.statistics.step_uplift import Gain, StepUplift
from core.wording import estimated_people, people_range

ROW, FOOT = 58, 84
"""Pixels of one step and of axis and legend."""
_CAP = [12, 2]
"""Of a whisker: ECharts turns it with the line, so the first is the height."""
_BEST = Text("提到最好渠道的水平", "at the best channel's level")
_POINT = Text("每提高 1 个百分点", "one point more")
_AXIS = Text("多得的人（人/周）", "people gained (people/week)")
_RANGE = Text("20 次里约 19 次的范围", "range in about 19 of 20 cases")


def spec(gains: Sequence[StepUplift[str | None]], lang: Lang) -> dict[str, Any]:
    """ECharts options; the steps in the order given, from the top."""
    exemplary = any(gain.to_best for gain in gains)
    bars = [gain.to_best if exemplary else gain.point for gain in gains]
    series = [_bars(gains, bars, _BEST if exemplary else _POINT, lang)]
    if exemplary:
        series.append(_points(gains, lang))
    return {
        **frame(),
        "grid": {"left": 6, "right": 18, "top": 4, "bottom": FOOT},
        "legend": legend(),
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": _end([gain for gain in (*bars, *(g.point for g in gains)) if gain is not None]),
            "name": _AXIS.of(lang),
            "nameLocation": "middle",
            "nameGap": 26,
            "nameTextStyle": {"color": INK, "fontSize": 13},
            "axisLabel": {"color": INK, "hideOverlap": True},
            "splitLine": {"lineStyle": {"color": NEUTRAL}},
        },
        "yAxis": {
            **names_over_bars([_head(gain, bar, lang) for gain, bar in zip(gains, bars, strict=True)], 12, margin=2),
            "axisLine": {"lineStyle": {"color": MUTED}},
        },
        "series": series,
    }


def height(gains: Sequence[StepUplift[str | None]]) -> int:
    """Pixels the chart needs."""
    return ROW * len(gains) + FOOT


def alt(gains: Sequence[StepUplift[str | None]], lang: Lang) -> str:
    """The chart in words, with its numbers."""
    told = []
    for gain in gains:
        parts = [f"{_POINT.of(lang)} {estimated_people(gain.point.members).of(lang)}"]
        if gain.to_best is not None:
            best = f"{_BEST.of(lang)} {estimated_people(gain.to_best.members).of(lang)}"
            parts.insert(0, f"{best} ({people_range(gain.to_best).of(lang)})")
        told.append(f"{step_label(gain.step).of(lang)} " + Text("，", ", ").of(lang).join(parts))
    return _AXIS.of(lang) + Text("：", ": ").of(lang) + sentence(told, lang)


def _bars(
    gains: Sequence[StepUplift[str | None]], bars: Sequence[Gain | None], name: Text, lang: Lang
) -> dict[str, Any]:
    whiskers = [
        [
            {"coord": [round(bar.low, 4), at], "symbol": "rect", "symbolSize": _CAP},
            {"coord": [round(bar.high, 4), at], "symbol": "rect", "symbolSize": _CAP},
        ]
        for at, bar in enumerate(bars)
        if bar is not None
    ]
    return {
        "name": name.of(lang),
        "type": "bar",
        "barWidth": 18,
        "itemStyle": {"color": CONVERTED},  # the legend's
        "data": [_bar(gain, bar, name, lang) for gain, bar in zip(gains, bars, strict=True)],
        "markLine": {
            "silent": True,
            "animation": False,
            "lineStyle": {"color": INK, "type": "solid", "width": 2},
            "label": {"show": False},
            "data": whiskers,
        },
        "emphasis": {"disabled": True},
    }


def _bar(gain: StepUplift[str | None], bar: Gain | None, name: Text, lang: Lang) -> dict[str, Any]:
    if bar is None:
        return {"value": None}
    style = {"color": NEUTRAL, "borderColor": MUTED, "borderWidth": 1} if not sure(bar) else {"color": CONVERTED}
    lines = [
        step_label(gain.step).of(lang),
        f"{name.of(lang)} {estimated_people(bar.members).of(lang)}",
        f"{_RANGE.of(lang)} {people_range(bar).of(lang)}",
    ]
    return {"value": round(bar.members, 4), "itemStyle": style, "tooltip": {"formatter": "\n".join(lines)}}


def _points(gains: Sequence[StepUplift[str | None]], lang: Lang) -> dict[str, Any]:
    data = []
    for at, gain in enumerate(gains):
        n = estimated_people(gain.point.members).of(lang)
        tip = f"{step_label(gain.step).of(lang)}\n{_POINT.of(lang)} {n}"
        data.append({"value": [round(gain.point.members, 4), at], "tooltip": {"formatter": tip}})
    return {
        "name": _POINT.of(lang),
        "type": "scatter",
        "symbol": "diamond",
        "symbolSize": 14,
        "itemStyle": {"color": PENDING, "borderColor": INK, "borderWidth": 1},
        "data": data,
        "z": 5,
        "emphasis": {"disabled": True},
    }


def _end(bars: Sequence[Gain]) -> float:
    """The end of the axis: behind the longest whisker, at a round number."""
    most = max((gain.high for gain in bars), default=0.0) or 1.0
    size = 10.0 ** math.floor(math.log10(most))
    return float(next(size * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if size * step >= most))


def _head(gain: StepUplift[str | None], bar: Gain | None, lang: Lang) -> str:
    """What is written over a bar: never a name from the data, which may be long."""
    name = step_label(gain.step).of(lang)
    if bar is None:
        return name + Text("  没有更好的渠道可学", "  no better channel to learn from").of(lang)
    if not sure(bar):
        return name + Text(f"  差别在波动内（{people_range(bar).zh}）", f"  within chance ({people_range(bar).en})").of(
            lang
        )
    n = estimated_people(bar.members)
    return name + Text(f"  {n.zh} 人/周（{people_range(bar).zh}）", f"  {n.en} a week ({people_range(bar).en})").of(
        lang
    )
