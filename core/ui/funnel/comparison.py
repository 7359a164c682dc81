"""What the comparison is with: the period before, or one value of a dimension against another."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.reports.funnel.comparison import words
from core.reports.funnel.comparison.report import ComparisonQuery, between
from core.reports.funnel.comparison.rules import ComparisonView
from core.reports.funnel.engine.names import DIMENSION_NAMES
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.overview.report import REPORT as FUNNEL
from core.reports.options import as_query
from core.reports.report import Report
from core.reports.verdict import Missing
from core.ui import bound, cache, section
from core.ui.state import FUNNEL_COMPARE, FUNNEL_SIDE_A, FUNNEL_SIDE_B, UNKNOWN, language
from core.ui.words import say

_PREVIOUS = "previous"


def draw(report: Report[ComparisonQuery, ComparisonView], query: FunnelQuery) -> None:
    """The controls, and the comparison they ask for."""
    lang = language()
    names = {_PREVIOUS: say("上一期", "Period before")}
    names |= {name: label.of(lang) for name, label in DIMENSION_NAMES.items() if name != "entry_week"}
    against = bound.choice(say("和什么比", "Compare"), names, FUNNEL_COMPARE, _PREVIOUS)
    asked = as_query(ComparisonQuery, query)
    if against != _PREVIOUS:
        segments = _segments(query, against)
        if segments is None:
            st.text(words.one_value(against).of(lang))
            return
        asked = between(query, against, *segments)
    section.draw(report, asked)


def _segments(query: FunnelQuery, dimension: str) -> tuple[str | None, str | None] | None:
    """The two values chosen, out of those that anybody in scope has; None where there are no two."""
    view = cache.view(FUNNEL, replace(query, by=dimension))
    if isinstance(view, Missing):
        return None
    start = view.report.start_step or 1
    values = [part.value for part in view.report.breakdown if part.steps[start - 1].people]
    if len(values) < 2:
        return None
    lang = language()
    options = {UNKNOWN if value is None else value: words.value_name(dimension, value).of(lang) for value in values}
    codes = list(options)
    left, right = st.columns(2)
    with left:
        a = bound.choice(say("这一边", "This one"), options, FUNNEL_SIDE_A, codes[0], look="list")
    with right:
        others = {code: label for code, label in options.items() if code != a}
        b = bound.choice(say("和这一边比", "Against"), others, FUNNEL_SIDE_B, next(iter(others)), look="list")
    return None if a == UNKNOWN else a, None if b == UNKNOWN else b
