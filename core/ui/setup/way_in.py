"""By which way customers come into the groups: what the funnel page takes as usual."""

from __future__ import annotations

import streamlit as st

from core.domain import onboarding_path
from core.domain.assumptions import SETTING, Assumptions
from core.ui import cache
from core.ui.setup import settings_form
from core.ui.state import WAY_IN, language
from core.ui.words import say


def draw() -> None:
    """The choice; a change is saved at once."""
    st.subheader(say("客户怎么进群", "How customers come into a group"), anchor=False)
    st.session_state.setdefault(WAY_IN, settings_form.load(Assumptions, SETTING).onboarding_path)
    st.radio(
        say("漏斗按哪种方式算", "How the funnel counts"),
        onboarding_path.PATHS,
        format_func={path: words.of(language()) for path, words in onboarding_path.LABELS.items()}.__getitem__,
        key=WAY_IN,
        on_change=_changed,
        help=onboarding_path.MEANING.of(language()),
    )


def _changed() -> None:
    with cache.store().writing():
        kept = settings_form.load(Assumptions, SETTING)
        settings_form.save(SETTING, kept.with_path(st.session_state[WAY_IN]))
