"""Overview: what is wrong with the groups, who should look at what, and the numbers of the week."""

from __future__ import annotations

import streamlit as st

from core.reports.headlines.report import REPORT as HEADLINES
from core.reports.health import words
from core.reports.health.report import REPORT as HEALTH
from core.reports.health.tables import owner_table
from core.reports.verdict import Missing
from core.ui import cache, widgets
from core.ui.overview import cards, lights, numbers, questions
from core.ui.state import language, scope
from core.ui.words import say

inputs, lang, today = cache.inputs(), language(), cache.now().date()
if inputs is None:
    widgets.no_data(HEALTH.missing)
    st.stop()
check = cache.view(HEALTH, HEALTH.ask(inputs, scope()))
if isinstance(check, Missing):
    widgets.no_data(check)
    cards.draw(inputs, scope())
    st.stop()
if not check.groups:
    widgets.empty_scope(scope())
    st.stop()

widgets.page_verdict(HEALTH.verdict(check, today), HEALTH.contract(check))
lights.draw(check)
questions.draw(inputs.assumptions)
cards.draw(inputs, scope())
headlines = cache.view(HEADLINES, HEADLINES.ask(inputs, scope()))
if not isinstance(headlines, Missing):
    numbers.draw(headlines, today)
recognised = words.recognition(check)
if recognised is not None:
    st.text(recognised.of(lang), help=words.RECOGNITION_HELP.of(lang))
owners = owner_table(check)
st.header(check.owners.title.of(lang), anchor=False, help=words.OWNERS_HELP.of(lang))
widgets.show_table(owners, "owners")
if len(owners.short.rows) < len(check.owners.rows):
    fold = say("全部 {n} 行", "All {n} rows", n=len(check.owners.rows))
    with st.expander(fold):
        widgets.grid(check.owners, "owners_all")
