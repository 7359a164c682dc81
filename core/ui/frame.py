"""The frame around every page: menu, language, how far the data reach, what the next file unlocks, the scope bar."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.ui import cache, data_line, demo_progress, language_switch, scope_bar, style
from core.ui.menu import PAGES, page
from core.ui.state import language

ICON = Path(__file__).with_name("favicon.png")
LOGO = Path(__file__).with_name("logo.svg")

language_switch.set_language()
lang = language()
sections: dict[str, list[st.Page]] = {}
for number, entry in enumerate(PAGES):
    offered = st.Page(entry.path, title=entry.title.of(lang), url_path=entry.url_path, default=number == 0)
    sections.setdefault(entry.section.of(lang), []).append(offered)
current = st.navigation(sections)
st.set_page_config(page_title=f"{current.title} · 群策 Qunce", page_icon=str(ICON), layout="wide")
st.logo(str(LOGO), size="large")
style.apply()
with st.sidebar:
    language_switch.draw()
inputs = cache.start_run()
if inputs is not None:
    data_line.draw(inputs)
    if page(current.url_path).scoped:
        scope_bar.draw(inputs)
if not demo_progress.show():
    current.run()
