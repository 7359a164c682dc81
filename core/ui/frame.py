"""The frame around every page: menu, language, how far the data reach, what the next file unlocks, the scope bar."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.ui import cache, data_line, demo_progress, language_switch, scope_bar, style
from core.ui.menu import PAGES
from core.ui.state import language

ICON = Path(__file__).with_name("favicon.png")
LOGO = Path(__file__).with_name("logo.svg")

language_switch.settle()
lang = language()
sections: dict[str, list[st.Page]] = {}
for number, entry in enumerate(PAGES):
    found = st.Page(entry.path, title=entry.title.of(lang), url_path=entry.url_path, default=number == 0)
    sections.setdefault(entry.section.of(lang), []).append(found)
menu = st.navigation(sections)
st.set_page_config(page_title=f"{menu.title} · 群策 Qunce", page_icon=str(ICON), layout="wide")
st.logo(str(LOGO), size="large")
style.apply()
with st.sidebar:
    language_switch.draw()
head = cache.store().head()
current = next((entry for entry in PAGES if entry.title.of(lang) == menu.title), PAGES[0])
if head is not None and head.files:
    data_line.draw(head)
    if current.scoped:
        scope_bar.draw(cache.scope_values(head))
if not demo_progress.show():
    menu.run()
