"""Entry weeks × steps: a row per week, a column per step, the share of the step before as number and as shade.

A shade compares within its column only: steps differ far more than weeks do. The middle is the step's usual share, the
ends are its furthest week, or four standard errors of a usual week where that is further, so that chance stays in the
middle.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from core.charts.chart import Axis, Chart, Kind, Point, Scale, Series
from core.charts.numbers import PERCENT, mondays, people, sentence
from core.charts.palette import Role
from core.domain.steps import STEPS
from core.i18n import Text
from core.reports.funnel.week_map.rules import WeekStep, WeekSteps
from core.wording import percent, same

_CHANCE = 4.0
"""Standard errors within which a scale never ends."""


def chart(found: WeekSteps) -> Chart:
    """The newest week on top."""
    weeks = list(reversed(found.weeks))
    spans = {step: _span(found, step) for step in found.steps}
    cells = {(cell.monday, cell.step): _cell(cell, found, spans[cell.step]) for cell in found.cells}
    head = Text("各进入周走到各步的人占上一步：", "Share of the step before by entry week: ")
    return Chart(
        name="weeks",
        kind=Kind.CELLS,
        alt=head + sentence(_in_words(found)),
        axis=Axis(Text("走到这一步的人占上一步", "reached the step, of the step before"), PERCENT),
        categories=tuple(same(STEPS[step - 1].mark) for step in found.steps),
        series=tuple(
            Series(name, tuple(cells.get((monday, step)) for step in found.steps))
            for name, monday in zip(mondays(weeks), weeks, strict=True)
        ),
        scale=Scale(low=Text("比平时低", "below its usual"), high=Text("比平时高", "above its usual")),
    )


def _in_words(found: WeekSteps) -> Iterator[Text]:
    """Every week with its numbers."""
    for monday in reversed(found.weeks):
        row = [cell for cell in found.cells if cell.monday == monday]
        shares = [f"{STEPS[cell.step - 1].mark} {'—' if cell.share is None else percent(cell.share)}" for cell in row]
        waiting = same("") if all(cell.closed for cell in row) else Text("（还在路上）", " (on the way)")
        yield same(monday) + waiting + same(f" {' '.join(shares)}")


def _cell(cell: WeekStep, found: WeekSteps, span: float) -> Point:
    tooltip = tuple(_tooltip(cell))
    if cell.share is None:
        return Point(None, tooltip, role=Role.TOO_FEW if cell.closed else Role.OPEN)
    away = (cell.share - found.usual[cell.step]) / span if span else 0.0
    return Point(
        value=100 * cell.share,
        tooltip=tooltip,
        text=same(f"{100 * cell.share:.1f}"),
        low=None if cell.low is None else 100 * cell.low,
        high=None if cell.high is None else 100 * cell.high,
        shade=min(max(0.5 + away / 2, 0.0), 1.0),
    )


def _span(found: WeekSteps, step: int) -> float:
    """How far from the usual share the scale of a step reaches, as a share."""
    shown = [cell for cell in found.cells if cell.step == step and cell.share is not None]
    if not shown:
        return 0.0
    usual = found.usual[step]
    furthest = max(abs((cell.share or 0.0) - usual) for cell in shown)
    return max(furthest, _CHANCE * math.sqrt(usual * (1 - usual) / median(cell.people for cell in shown)))


def _tooltip(cell: WeekStep) -> Iterator[Text]:
    step = STEPS[cell.step - 1]
    entered = Text("{d} 那周进入 · {mark} {name}", "Entered in the week of {d} · {mark} {name}")
    yield entered.fill(d=cell.monday, mark=step.mark, name=step.label)
    if cell.share is not None and cell.low is not None and cell.high is not None:
        yield same(f"{percent(cell.share)} ({percent(cell.low)}–{percent(cell.high)})")
    elif not cell.closed:
        yield Text("窗口还没走完", "window still open")
    else:
        yield Text("人太少，不算比例", "too few people for a share")
    yield Text("上一步 {n}", "{n} at the step before").fill(n=people(cell.people, exact=True))
