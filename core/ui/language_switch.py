"""The language switch. A chosen language stands in the address as `lang=zh|en`, so a copied link opens in it."""

from __future__ import annotations

import streamlit as st

from core.ui import bound
from core.ui.state import LANG, set_language

_NAMES = {"zh": "中文", "en": "English"}


def settle() -> None:
    """Fix the language of this run before anything is drawn: the address, else the browser."""
    lang = set_language()
    if st.session_state.get(LANG) != lang:
        st.session_state[LANG] = lang


def draw() -> None:
    """The switch. No language is the default: whichever is chosen stands in the address."""
    bound.choice("语言 Language", _NAMES, LANG, "", show_label=False)
