"""Coverage: which days and groups have data, what is about to be lost, and who is recognised."""

from __future__ import annotations

import streamlit as st

from core.i18n import Text
from core.reports.coverage.report import REPORT, CoverageQuery
from core.reports.coverage.words import calendar_sentence
from core.reports.verdict import Missing
from core.ui import cache, section, widgets
from core.ui.state import language

view = cache.view(REPORT, CoverageQuery())
if isinstance(view, Missing):
    widgets.no_data(view)
else:
    widgets.page_verdict(REPORT.verdict(view, cache.now().date()))
    st.subheader(Text("哪几周有数据", "Weeks with data").of(language()), anchor=False)
    section.charts(REPORT, view)
    undrawn = calendar_sentence(view.calendar)
    if undrawn is not None:
        st.text(undrawn.of(language()))
    section.tables(REPORT, view)
