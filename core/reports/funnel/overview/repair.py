"""The note under the verdict: what repairing the step to the company's own earlier level brings per week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from core.i18n import Text
from core.reports.funnel.engine import gain_words
from core.reports.funnel.engine.steps import StepCount
from core.reports.funnel.overview.repair_gain import Passage, repair_gain
from core.reports.funnel.overview.rules import Finding


def note(weeks: Iterable[tuple[date, Sequence[StepCount]]], finding: Finding, last_step: int) -> Text | None:
    """The sentence, from the closed entry weeks (Monday, steps), oldest first; None where there is nothing to repair.

    The people before a step are those who reached it, were lost or were turned away at it: nobody of a closed week is
    on the way.
    """
    if finding.now is None:
        return None
    passages, last = [], last_step
    for monday, steps in weeks:
        last = max(step.step for step in steps[:last_step] if not step.optional)
        step = steps[finding.now.step - 1]
        reached, lost = step.people or 0, step.lost or 0
        before = reached + lost + (step.refused or 0)
        passages.append(Passage(monday, before, lost, reached, steps[last - 1].people or 0))
    found = repair_gain(passages, finding, last)
    return None if found is None else gain_words.repair(found, finding.period)
