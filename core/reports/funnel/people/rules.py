"""Which lists of people a funnel offers, and which one is shown unless another is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from core.reports.funnel.engine.steps import StepCount, before
from core.reports.funnel.overview.model import FunnelView

Outcome = Literal["converted", "lost", "pending", "refused"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
BARS: dict[Outcome, str] = {"converted": "people", "lost": "lost", "pending": "pending", "refused": "refused"}
"""Outcome → the field of StepCount, which is the id of its series in the chart."""
Part = tuple[int, Outcome]
"""(step, outcome)."""


def listed_steps(view: FunnelView) -> dict[int, StepCount]:
    """The steps known person by person."""
    return {step.step: step for step in view.whole.steps[: view.last_step] if step.people is not None}


def outcomes_at(step: StepCount, view: FunnelView) -> tuple[Outcome, ...]:
    """Nobody is lost where people enter, nor at a step that may be skipped."""
    return ("converted",) if step.optional or step.step == view.whole.start_step else OUTCOMES


def default_part(view: FunnelView) -> Part | None:
    """The losses of the step of the finding, else of the step that loses most; None if no persons are known."""
    steps = listed_steps(view)
    if view.finding.now is not None and view.finding.now.step in steps:
        return view.finding.now.step, "lost"
    if not steps:
        return None
    worst = max(steps.values(), key=lambda step: step.lost or 0)
    return worst.step, "lost" if worst.lost else "converted"


def last_step(steps: Sequence[StepCount], step: int, outcome: Outcome) -> int:
    """The counted step at which the people of a list are; the step itself of those who reached it."""
    earlier = before(steps, step)
    return step if outcome == "converted" or earlier is None else earlier.step
