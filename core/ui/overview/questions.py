"""The two questions of day one, asked where the answer is used."""

from __future__ import annotations

import streamlit as st

from core.domain.assumptions import SETTING, Assumptions
from core.ui.setup import settings_form
from core.ui.words import say

_ASKED = ("staff_count", "monthly_cost")


def draw(given: Assumptions) -> None:
    """The questions, while one is open."""
    if any(getattr(given, name) is None for name in _ASKED):
        with st.container(border=True):
            st.text(
                say(
                    "答两个数，就能看到沉默群每月占掉多少钱和多少工时：",
                    "Answer two numbers to see what silent groups take a month in money and hours:",
                )
            )
            settings_form.ask(Assumptions, SETTING, _ASKED)
