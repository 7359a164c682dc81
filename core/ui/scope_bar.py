"""The scope bar above a page: days and owner visible, the other filters one click away, all in the URL."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from core.domain.choices import LABELS
from core.i18n import Text
from core.reports.inputs import Inputs
from core.reports.scope_values import ScopeValues, scope_values
from core.scope import FILTERS, Scope
from core.ui import bound
from core.ui.state import FILTER_KEYS, FROM, SCOPE, TO, UNKNOWN, language
from core.ui.words import say

_EARLIEST = date(2000, 1, 1)
"""Streamlit's own limit, ten years ago, would refuse data that end before it."""
NAMES: dict[str, Text] = {
    "positioning": Text("定位", "Positioning"),
    "identity_class": Text("身份", "Identity"),
    "channel": Text("渠道", "Channel"),
    "region": Text("区域", "Region"),
    "owner": Text("群主", "Owner"),
}


def draw(inputs: Inputs) -> Scope:
    """Draw the bar and return the scope it sets; the page below reads it with `state.scope()`."""
    offered = scope_values(inputs)
    with st.container(horizontal=True, vertical_alignment="bottom", key="scope_bar"):
        since = _day(say("从", "From"), FROM, offered)
        until = _day(say("到（含）", "To (included)"), TO, offered)
        with st.container(width=220):
            chosen = {"owner": _filter("owner", offered)}
        active = sum(bool(st.session_state.get(FILTER_KEYS[name])) for name in FILTERS if name != "owner")
        more = say("更多筛选（{n}）", "More filters ({n})", n=active) if active else say("更多筛选", "More filters")
        with st.popover(more):
            for name in FILTERS:
                if name != "owner":
                    chosen[name] = _filter(name, offered)
            st.button(say("清除全部筛选", "Clear all filters"), on_click=clear, key="scope_clear")
    scope = Scope(since=since, until=until + timedelta(days=1) if until else None, **chosen)
    st.session_state[SCOPE] = scope
    return scope


def described(scope: Scope) -> list[str]:
    """The set filters in words, one each, as plain text."""
    lines = []
    if scope.since or scope.until:
        last = scope.until - timedelta(days=1) if scope.until else None
        lines.append(say("日期：{a} 至 {b}", "Days: {a} to {b}", a=scope.since or "…", b=last or "…"))
    for name, values in scope.filters():
        joined = say("、", ", ").join(label(name, value) for value in values)
        lines.append(say("{name}：{values}", "{name}: {values}", name=NAMES[name].of(language()), values=joined))
    return lines


def label(dimension: str, value: str | None) -> str:
    """A value of a dimension as pages show it: choices in the page's language, other values as they are in the data."""
    if value is None:
        return UNKNOWN
    known = LABELS.get(dimension, {}).get(value)
    return known.of(language()) if known else value


def clear() -> None:
    """Clear every filter and both days."""
    for key in FILTER_KEYS.values():
        bound.reset(key)
    st.session_state[FROM] = st.session_state[TO] = None


def _day(title: str, key: str, offered: ScopeValues) -> date | None:
    return st.date_input(
        title,
        value=None,
        key=key,
        bind="query-params",
        format="YYYY-MM-DD",
        width=166,
        min_value=_EARLIEST,
        max_value=offered.cutoff,
    )


def _filter(name: str, offered: ScopeValues) -> tuple[str | None, ...]:
    options = {UNKNOWN if value is None else value: label(name, value) for value in offered.values[name]}
    title = NAMES[name].of(language())
    codes = bound.several(title, options, FILTER_KEYS[name], placeholder=say("全部", "All"))
    return tuple(None if code == UNKNOWN else code for code in codes)
