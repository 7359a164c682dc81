"""Every session-state and URL key of the pages, and what they hold."""

from __future__ import annotations

from contextvars import ContextVar
from typing import cast

import streamlit as st

from core.i18n import Lang
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.options import url_keys
from core.scope import Scope

LANG = "lang"
FROM = "from"
TO = "to"
FILTER_KEYS = {
    "positioning": "positioning",
    "identity_class": "identity",
    "channel": "channel",
    "region": "region",
    "owner": "owner",
}
"""Dimension of the scope → its key in session state and URL."""
SCOPE = "scope"
"""The scope the frame read from its bar, for the page that runs below it."""
UNKNOWN = "—"
"""How a missing value stands in lists and in the URL; imports read a lone dash as empty, so no value can be one."""

SETTING_FIELD = "{setting}_{name}"
"""One input of the page of assumptions and targets."""
CONFLICT_RULE = "conflict_rule"
CONFLICT_PAIRS = "conflict_pairs"
ONBOARDING_PATH = "onboarding_path"
IMPORT = "import"
"""The token of the import this page works on; in the URL, so that a reload keeps it."""
UPLOAD_ROUND = "upload_round"
"""Counts uploads: a new key for the uploader drops what it held."""
UPLOAD_NOTICE = "upload_notice"
"""What the last click on the Data page did, said once above the versions."""
TEMPLATE_TABLE = "template"
FUNNEL_BY_TOO, FUNNEL_TREND, FUNNEL_TREND_OF = "by2", "trend", "of"
FUNNEL_AHEAD = "ahead"
"""Whether weeks on the way are estimated where that takes long; in the URL."""
FUNNEL_COMPARE, FUNNEL_SIDE_A, FUNNEL_SIDE_B = "compare", "a", "b"
_URL = url_keys(FunnelQuery)
FUNNEL_BY, FUNNEL_WINDOW, FUNNEL_ORDER, FUNNEL_START = (_URL[n] for n in ("by", "window_days", "order", "from_step"))
FUNNEL_OPTIONAL, FUNNEL_STEP_WINDOWS, FUNNEL_RE_ENTRY = (_URL[n] for n in ("optional", "step_windows", "re_entry"))
FUNNEL_PATH = "path"
FUNNEL_DETAILS = "more"
"""The controls of the funnel page, and which of its folds are open; in the URL."""
FUNNEL_LIST, FUNNEL_PEOPLE = "people_list", "people"
"""Whether the list of people is open, and whose it is: step and outcome, 4-lost; in the URL."""
FUNNEL_PICKED = "funnel_picked"
"""What was selected in the funnel chart when it was last drawn."""
LABEL_WAY = "way"
"""How labels are given: by name, by keyword or by hand; in the URL."""
LABEL_RULES_SETTING = "label_rules"
"""The store's setting with the rules applied last."""

HEALTH_LIST = "list"
"""The light of the health check whose list is open; in the URL."""
DRAWN = "drawn"
"""What each control offered when it was drawn last."""
BOUND = (
    *(LANG, *FILTER_KEYS.values(), HEALTH_LIST, LABEL_WAY),
    *(FUNNEL_BY, FUNNEL_BY_TOO, FUNNEL_TREND, FUNNEL_TREND_OF, FUNNEL_WINDOW, FUNNEL_ORDER, FUNNEL_START),
    *(FUNNEL_PATH, FUNNEL_OPTIONAL, FUNNEL_STEP_WINDOWS, FUNNEL_RE_ENTRY, FUNNEL_PEOPLE),
    *(FUNNEL_COMPARE, FUNNEL_SIDE_A, FUNNEL_SIDE_B),
)
"""The keys of hidden fields that keep a code in the URL (core/ui/bound.py); the style sheet hides them by name."""


_LANGUAGE: ContextVar[Lang | None] = ContextVar("language", default=None)
"""The language of this run: a page asks for it 200 times, and session state is slow to answer."""


def set_language() -> Lang:
    """Fix the language of this run, before anything is drawn."""
    chosen = _asked()
    _LANGUAGE.set(chosen)
    return chosen


def language() -> Lang:
    """The language of this run. Callbacks run before it begins: in the language of the page that was clicked."""
    return _LANGUAGE.get() or _asked()


def _asked() -> Lang:
    """The chosen language: the URL's `lang`, else the browser's, else Chinese."""
    chosen = st.session_state.get(LANG) or st.query_params.get(LANG)
    if chosen not in ("zh", "en"):
        chosen = "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"
    return cast("Lang", chosen)


def scope() -> Scope:
    """What the scope bar of this run says."""
    return cast("Scope", st.session_state.get(SCOPE, Scope()))
