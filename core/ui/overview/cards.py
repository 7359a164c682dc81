"""本周要拍板: one card per page that decides something, its verdict and its next step in that page's own words."""

from __future__ import annotations

import streamlit as st

from core.i18n import Text
from core.scope import Scope
from core.store import Version
from core.ui import cache, data_line
from core.ui.funnel.controls import Chosen
from core.ui.menu import page
from core.ui.state import language
from core.ui.words import say

_AS_THE_PAGE = Chosen()
"""As the funnel page counts when nobody changed anything there."""


def draw(head: Version, wanted: Scope) -> None:
    """The cards of pages whose data are there."""
    if not {"funnel_events", "funnel_daily"} & head.files.keys():
        return
    view = cache.funnel(head, _AS_THE_PAGE.query(wanted), data_line.now().date())
    if view.entered == 0 or (view.entered is None and not view.counted):
        return
    _card(view.verdict.line, view.verdict.todo, "funnel")


def _card(line: Text, todo: Text, url_path: str) -> None:
    title = page(url_path).title.of(language())
    st.header(title, anchor=False)
    with st.container(border=True):
        st.text(line.of(language()))
        st.text(todo.of(language()))
        st.page_link(page(url_path).path, label=say("看{page}", "Go to {page}", page=title))
