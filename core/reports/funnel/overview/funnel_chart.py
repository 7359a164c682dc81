"""The onboarding funnel: per step one bar of those who reached the step before, split by what became of them.

Every bar is as long as 100 of its people, so that a loss shows at the last step as well as at the first; its parts
are counts of everybody, while the share written over it is of those whose window has closed (core/adr/0005). Steps
known as daily counts only have a neutral bar, long as their count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.charts.frame import HATCHING, frame, legend, names_over_bars
from core.charts.numbers import people, percent, sentence, short
from core.charts.palette import CONVERTED, INK, LOST, MUTED, NEUTRAL, PENDING, REFUSED
from core.i18n import Lang, Text
from core.reports.funnel.engine.funnel import StepCount
from core.reports.funnel.engine.names import step_label
from core.reports.funnel.engine.steps import before, judged

ROW, FOOT = 54, 44
"""Pixels of one step and of the legend."""
_LABELLED = 0.13
"""A part narrower than this share of the bar, which a phone draws 350 pixels long, has no number on it."""
PARTS: tuple[tuple[str, Text, str, str, dict[str, Any] | None], ...] = (
    ("people", Text("走到", "reached"), CONVERTED, "#ffffff", None),
    ("lost", Text("流失", "lost"), LOST, "#ffffff", HATCHING),
    (
        "refused",
        Text("未通过", "turned away"),
        REFUSED,
        "#ffffff",
        {"symbol": "rect", "color": "rgba(255,255,255,.3)", "dashArrayX": [1, 0], "dashArrayY": [2, 4], "rotation": 0},
    ),
    (
        "pending",
        Text("还在路上", "on the way"),
        PENDING,
        INK,
        {
            "symbol": "circle",
            "color": "rgba(255,255,255,.5)",
            "dashArrayX": [[6, 6], [0, 6, 6, 0]],
            "dashArrayY": [6, 0],
        },
    ),
)
"""Field of StepCount, its name, colour, colour of the number on it, pattern (colour is never the only sign)."""
_COUNTED = Text("每日人次（不认人）", "daily counts (no persons)")


def spec(steps: Sequence[StepCount], lang: Lang) -> dict[str, Any]:
    """ECharts options. The parts of a bar sum to 100 % of the step before."""
    shown = [step for step in steps if step.people is not None or step.count is not None]
    series = [_part(shown, *part, lang) for part in PARTS]
    if any(step.people is None for step in shown):
        series.append(_counts(shown, lang))
    return {
        **frame(),
        "grid": {"left": 2, "right": 2, "top": 0, "bottom": FOOT},
        "legend": legend(icon="rect", data=[s["name"] for s in series]),
        "xAxis": {"type": "value", "min": 0, "max": 100, "show": False},
        "yAxis": names_over_bars([_head(step, shown, lang) for step in shown], 13),
        "series": series,
    }


def height(steps: Sequence[StepCount]) -> int:
    """Pixels the chart needs."""
    return ROW * sum(step.people is not None or step.count is not None for step in steps) + FOOT


def alt(steps: Sequence[StepCount], lang: Lang) -> str:
    """The chart in words, with its numbers."""
    told = []
    for step in steps:
        name = step_label(step.step).of(lang)
        if step.people is not None:
            parts = [f"{label.of(lang)} {getattr(step, field) or 0:,}" for field, label, *_ in PARTS]
            told.append(f"{name} {Text('，', ', ').of(lang).join(parts)}")
        elif step.count is not None:
            told.append(f"{name} {_COUNTED.of(lang)} {step.count:,}")
    return Text("导流漏斗：", "Onboarding funnel: ").of(lang) + sentence(told, lang)


def _part(
    shown: Sequence[StepCount], field: str, label: Text, colour: str, ink: str, decal: dict[str, Any] | None, lang: Lang
) -> dict[str, Any]:
    """One colour: its share of every bar."""
    data = []
    for i, step in enumerate(shown):
        n, whole = getattr(step, field) or 0, _before(shown, i)
        length = n / whole if step.people is not None and whole else 0.0
        tip = f"{step_label(step.step).of(lang)}\n{label.of(lang)} {people(n, lang, exact=True)}"
        item: dict[str, Any] = {"value": round(100 * length, 4), "tooltip": {"formatter": tip}}
        if length >= _LABELLED:
            item["label"] = {"show": True, "formatter": short(n, lang)}
        data.append(item)
    return {
        "id": field,
        "name": label.of(lang),
        "type": "bar",
        "stack": "people",
        "barWidth": 20,
        "selectedMode": "single",
        "data": data,
        "itemStyle": {"color": colour, **({"decal": decal} if decal else {})},
        "label": {"show": False, "color": ink, "fontSize": 12, "fontWeight": "bold"},
        "emphasis": {"disabled": True},
    }


def _counts(shown: Sequence[StepCount], lang: Lang) -> dict[str, Any]:
    most = max((step.count or 0 for step in shown if step.people is None), default=0)
    data: list[Any] = []
    for step in shown:
        n = step.count if step.people is None else None
        tip = f"{step_label(step.step).of(lang)}\n{_COUNTED.of(lang)} {n or 0:,}"
        data.append({"value": round(100 * n / most, 4) if n and most else 0, "tooltip": {"formatter": tip}})
    return {
        "name": _COUNTED.of(lang),
        "type": "bar",
        "stack": "people",
        "barWidth": 20,
        "data": data,
        "itemStyle": {"color": NEUTRAL, "borderColor": MUTED, "borderType": "dashed"},
        "emphasis": {"disabled": True},
    }


def _before(shown: Sequence[StepCount], i: int) -> int:
    """People the bar stands for: those at the step before; at the start step those who entered."""
    earlier = before(shown, shown[i].step)
    return (earlier.people if earlier else shown[i].people) or 0


def _head(step: StepCount, shown: Sequence[StepCount], lang: Lang) -> str:
    """What is written over a bar."""
    name = step_label(step.step).of(lang)
    if step.people is None:
        return f"{name}  {people(step.count or 0, lang).replace('人', '人次')}"
    found = judged(shown, step.step)
    if found is None or found.matured_previous is None:
        return f"{name}  {people(step.people, lang)}"
    share = Text("上一步的 {p}", "{p} of previous").fill(p=percent(found.matured_previous)).of(lang)
    return f"{name}  {people(step.people, lang)} · {share}"
