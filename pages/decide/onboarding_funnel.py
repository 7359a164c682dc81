"""Onboarding funnel: at which step people are lost, whether it got worse, and what to do about it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.reports.funnel.overview.report import REPORT
from core.reports.verdict import Missing
from core.ui import cache, section, widgets
from core.ui.funnel import breakdown, controls, overview, trend
from core.ui.state import FUNNEL_DETAILS, scope
from core.ui.words import say

inputs = cache.inputs()
if inputs is None or not REPORT.answers(inputs.tables):
    widgets.no_data(REPORT.missing)
    st.stop()

top, splitting, trending, folds = st.container(), st.container(), st.container(), st.container()
fold = st.expander(say("详细", "Details"), key=FUNNEL_DETAILS, bind="query-params")
with fold:
    default, usual = REPORT.ask(inputs, scope()), inputs.assumptions.onboarding_path
    query, path = controls.counting(bool(fold.open), default, usual)
with splitting:
    st.subheader(say("拆开看", "Breakdown"), anchor=False)
    by = controls.breakdown()

view = cache.view(REPORT, replace(query, by=by))
if isinstance(view, Missing) or view.empty:
    with top:
        overview.nobody(inputs, query, scope())
    st.stop()
with top:
    overview.draw(view, path, scope())
if view.parts is not None:
    with splitting:
        breakdown.draw(view.parts, view)
if view.weeks and view.last_step > (view.whole.start_step or 1):
    with trending:
        trend.draw(query, view)
with folds:
    section.folds(REPORT, query)
if fold.open:
    with fold:
        exact = cache.view(REPORT, replace(query, times=True))
        overview.details(exact)
