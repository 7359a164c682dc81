"""Choices whose address holds the code, not the label: a link copied in one language opens in the other.

Streamlit's `bind` writes the label into the address. So the code lives in a hidden text field that is bound, and the
visible control, named `<key>_choice`, only follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st

from core.ui.state import BOUND

_BETWEEN = "~"
"""Between several codes in the address; no code holds it."""


def choice(
    label: str,
    options: Mapping[str, str],
    key: str,
    default: str,
    *,
    look: Literal["buttons", "list"] = "buttons",
    help: str | None = None,
    show_label: bool = True,
) -> str:
    """One of `options` (code → label in the page's language); an address with another code gives the default."""
    code = code_of(key)
    if code not in options:
        code = default
    name = f"{key}_choice"
    st.session_state[name] = code

    def follow() -> None:
        picked = st.session_state[name]
        st.session_state[key] = "" if picked == default else picked

    seen: Literal["visible", "collapsed"] = "visible" if show_label else "collapsed"
    codes, named = list(options), options.__getitem__
    if look == "list":
        st.selectbox(label, codes, format_func=named, key=name, on_change=follow, help=help, label_visibility=seen)
    else:
        st.segmented_control(
            label, codes, format_func=named, key=name, on_change=follow, help=help, required=True, label_visibility=seen
        )
    return code


def several(label: str, options: Mapping[str, str], key: str, *, placeholder: str) -> tuple[str, ...]:
    """Any of `options` (code → label); codes that are not offered are dropped."""
    codes = tuple(code for code in code_of(key).split(_BETWEEN) if code in options)
    name = f"{key}_choice"
    st.session_state[name] = list(codes)

    def follow() -> None:
        st.session_state[key] = _BETWEEN.join(st.session_state[name])

    named: Callable[[str], str] = options.__getitem__
    st.multiselect(
        label,
        list(options),
        format_func=named,
        key=name,
        on_change=follow,
        placeholder=placeholder,
        select_all=False,  # its words are English in every language
    )
    return codes


def reset(key: str) -> None:
    """Back to the default, from a callback."""
    st.session_state[key] = ""


def code_of(key: str) -> str:
    """The code in the address, drawing the hidden field that keeps it there. For controls of another look."""
    if key not in BOUND:
        raise AssertionError(f"{key} is not in state.BOUND: its field would be seen")
    return st.text_input(key, key=key, bind="query-params", label_visibility="collapsed")
