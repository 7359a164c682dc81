"""The onboarding funnel: per step one bar of those who reached the step before, split by what became of them.

Every bar is as long as 100 of its people, so that a loss shows at the last step as well as at the first; its parts
are counts of everybody, while the share written over it is of those whose window has closed (core/adr/0005). Steps
known as daily counts only have a neutral bar, long as their count.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.charts.chart import Axis, Chart, Kind, Point, Series
from core.charts.numbers import PERCENT, people, sentence, short
from core.charts.palette import Role
from core.i18n import Text
from core.reports.funnel.engine.funnel import StepCount
from core.reports.funnel.engine.names import step_label
from core.reports.funnel.engine.steps import before, judged
from core.wording import percent, same

ROW = 54
_PARTS: tuple[tuple[str, Text, Role], ...] = (
    ("people", Text("走到", "reached"), Role.CONVERTED),
    ("lost", Text("流失", "lost"), Role.LOST),
    ("refused", Text("未通过", "turned away"), Role.REFUSED),
    ("pending", Text("还在路上", "on the way"), Role.PENDING),
)
"""Field of StepCount, its name and colour."""
_COUNTED = Text("每日人次（不认人）", "daily counts (no persons)")


def chart(steps: Sequence[StepCount]) -> Chart:
    """The parts of a bar sum to 100 % of the step before."""
    shown = [step for step in steps if step.people is not None or step.count is not None]
    series = [_part(shown, *part) for part in _PARTS]
    if any(step.people is None for step in shown):
        series.append(_counts(shown))
    return Chart(
        name="steps",
        kind=Kind.BARS,
        alt=Text("导流漏斗：", "Onboarding funnel: ") + sentence(_in_words(step) for step in shown),
        axis=Axis(Text("占走到上一步的人", "of those who reached the step before"), PERCENT, 0, 100, shown=False),
        categories=tuple(step_label(step.step) for step in shown),
        notes=tuple(_note(step, shown) for step in shown),
        series=tuple(series),
        row_height=ROW,
        bar_height=20,
    )


def _in_words(step: StepCount) -> Text:
    name = step_label(step.step) + same(" ")
    if step.people is None:
        return name + _COUNTED + same(f" {step.count or 0:,}")
    return name + Text("，", ", ").join(label + same(f" {getattr(step, field) or 0:,}") for field, label, _ in _PARTS)


def _part(shown: Sequence[StepCount], field: str, label: Text, role: Role) -> Series:
    """One colour: its share of every bar."""
    points = []
    for step in shown:
        n, whole = getattr(step, field) or 0, _before(shown, step)
        length = 100 * n / whole if step.people is not None and whole else 0.0
        tooltip = (step_label(step.step), label + same(" ") + people(n, exact=True))
        points.append(Point(length, tooltip, short(n)))
    return Series(label, tuple(points), role, select=field)


def _counts(shown: Sequence[StepCount]) -> Series:
    counts = [(step.count or 0) if step.people is None else 0 for step in shown]
    most = max(counts, default=0)
    points = [
        Point(100 * n / most if most else 0.0, (step_label(step.step), _COUNTED + same(f" {n:,}")))
        for step, n in zip(shown, counts, strict=True)
    ]
    return Series(_COUNTED, tuple(points), dashed=True)


def _before(shown: Sequence[StepCount], step: StepCount) -> int:
    """People the bar stands for: those at the step before; at the start step those who entered."""
    return (before(shown, step.step) or step).people or 0


def _note(step: StepCount, shown: Sequence[StepCount]) -> Text:
    """How many, and the share of the step before."""
    if step.people is None:
        number = people(step.count or 0)
        return Text(number.zh.replace("人", "人次"), number.en)
    found = judged(shown, step.step)
    if found is None or found.matured_previous is None:
        return people(step.people)
    share = Text(" · 上一步的 {p}", " · {p} of previous").fill(p=percent(found.matured_previous))
    return people(step.people) + share
