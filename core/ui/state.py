"""Every session-state and URL key of the pages, and what they hold."""

from __future__ import annotations

from typing import cast

import streamlit as st

from core.i18n import Lang
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
IMPORT = "import"
"""The token of the import this page works on; in the URL, so that a reload keeps it."""
UPLOAD_ROUND = "upload_round"
"""Counts uploads: a new key for the uploader drops what it held."""
UPLOAD_NOTICE = "upload_notice"
"""What the last click on the Data page did, said once above the versions."""
TEMPLATE_TABLE = "template"
FUNNEL_BY, FUNNEL_TREND = "by", "trend"
FUNNEL_WINDOW, FUNNEL_ORDER, FUNNEL_START = "window", "order", "start"
FUNNEL_DETAILS = "more"
"""The controls of the funnel page, and whether its details are open; in the URL."""
LABEL_WAY = "way"
"""How labels are given: by name, by keyword or by hand; in the URL."""
LABEL_RULES_SETTING = "label_rules"
"""The store's setting with the rules applied last."""

HEALTH_LIST = "list"
"""The light of the health check whose list is open; in the URL."""
BOUND = (
    *(LANG, *FILTER_KEYS.values(), HEALTH_LIST, LABEL_WAY),
    *(FUNNEL_BY, FUNNEL_TREND, FUNNEL_WINDOW, FUNNEL_ORDER, FUNNEL_START),
)
"""The keys of hidden fields that keep a code in the URL (core/ui/bound.py); the style sheet hides them by name."""


def language() -> Lang:
    """The chosen language: the URL's `lang`, else the browser's, else Chinese."""
    chosen = st.session_state.get(LANG) or st.query_params.get(LANG)
    if chosen not in ("zh", "en"):
        chosen = "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"
    return cast("Lang", chosen)


def scope() -> Scope:
    """What the scope bar of this run says."""
    return cast("Scope", st.session_state.get(SCOPE, Scope()))
