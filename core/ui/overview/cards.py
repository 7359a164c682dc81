"""本周要拍板: one card per page that decides something, its verdict and its next step in that page's own words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import streamlit as st

from core.errors import UserError
from core.reports import registry
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Decision, Missing
from core.scope import Scope
from core.ui import cache
from core.ui.errors import show_error
from core.ui.menu import page
from core.ui.state import language
from core.ui.words import say

_MOST = 3


def draw(inputs: Inputs, scope: Scope) -> None:
    """The cards of the first pages that have something to decide; one that cannot answer says so in its place."""
    for decision in islice(_decisions(inputs, scope), _MOST):
        title = page(decision.page).title.of(language())
        st.header(title, anchor=False)
        with st.container(border=True):
            st.text(decision.verdict.line.of(language()))
            if decision.verdict.todo is not None:
                st.text(decision.verdict.todo.of(language()))
            st.page_link(page(decision.page).path, label=say("看{page}", "Go to {page}", page=title))


def _decisions(inputs: Inputs, scope: Scope) -> Iterator[Decision]:
    for report in registry.reports():
        if report.decision is not None and report.answers(inputs.tables):
            try:
                decision = _decision(report, inputs, scope)
            except UserError as error:
                show_error(error)
                continue
            if decision is not None:
                yield decision


def _decision(report: Report[Any, Any], inputs: Inputs, scope: Scope) -> Decision | None:
    """As the report's page counts when nobody changed anything there."""
    view = cache.view(report, report.ask(inputs, scope))
    if isinstance(view, Missing) or report.decision is None:
        return None
    return report.decision(view, cache.now().date())
