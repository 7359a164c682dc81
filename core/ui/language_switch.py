"""The language switch. A chosen language stands in the address as `lang=zh|en`, so a copied link opens in it."""

from __future__ import annotations

import streamlit as st

from core.ui import bound, state
from core.ui.state import LANG

_NAMES = {"zh": "中文", "en": "English"}


def set_language() -> None:
    """Set the language of this run before anything is drawn: the address, else the browser."""
    lang = state.set_language()
    if st.session_state.get(LANG) != lang:
        st.session_state[LANG] = lang


def draw() -> None:
    """The switch. Neither language is a default: whichever is chosen stands in the address."""
    bound.choice("语言 Language", _NAMES, LANG, "", show_label=False)
