"""Every session-state and URL key of the pages."""

from __future__ import annotations

from typing import cast

import streamlit as st

from core.i18n import Lang


def language() -> Lang:
    """The chosen language: the URL's `lang`, else the browser's, else Chinese."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    if chosen not in ("zh", "en"):
        chosen = "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"
    return cast("Lang", chosen)
