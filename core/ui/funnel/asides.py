"""What stands below the step table where the funnel does not count as usual; by default nothing."""

from __future__ import annotations

import streamlit as st

from core.domain import onboarding_path
from core.i18n import Text
from core.reports.funnel.engine.steps import before
from core.reports.funnel.overview import aside_words
from core.reports.funnel.overview.view import FunnelView
from core.ui.funnel.controls import Chosen
from core.ui.state import language


def draw(view: FunnelView, chosen: Chosen) -> None:
    """The path, windows of single steps, entries, and each optional step with its own take-up."""
    lines = [aside_words.path(chosen.path)]
    report = view.whole
    if report.query.step_windows:
        lines.append(aside_words.step_windows(report.query.step_windows))
    if report.entries is not None and report.entrants is not None:
        lines.append(aside_words.entries(report.entrants, report.entries))
    lines += _optional(view, chosen)
    told = [line.of(language()) for line in lines if line is not None]
    if told:
        st.text("\n".join(told))


def _optional(view: FunnelView, chosen: Chosen) -> list[Text]:
    """Steps that are no part of the path at all say nothing, unless they were chosen as optional."""
    unused = set(onboarding_path.unused_steps(chosen.path)) - set(chosen.optional)
    found = []
    for step in view.asides:
        since = before(view.whole.steps, step.step)
        if since is not None and step.step not in unused:
            of, took = since.matured or 0, step.matured or 0
            found.append(aside_words.take_up(step.step, since.step, took, of, step.matured_previous))
    if view.asides and view.steps[-1].step > view.asides[0].step:
        found.append(aside_words.audit(next(s.step for s in view.steps if s.step > view.asides[0].step)))
    return found
