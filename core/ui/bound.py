"""Choices whose address holds the code, not the label: a link copied in one language opens in the other.

Streamlit's `bind` writes the label into the address. So the code lives in a hidden text field that is bound, and the
visible control, named `<key>_choice`, only follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal

import streamlit as st

from core.ui.state import BOUND, DRAWN

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
    code = kept(options, key, default)
    name = f"{key}_choice"
    show(name, code, options)

    def follow() -> None:
        picked = st.session_state[name]
        put(key, "" if picked == default else picked)

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
    codes = kept_several(options, key)
    name = f"{key}_choice"
    show(name, list(codes), options)

    def follow() -> None:
        put(key, _BETWEEN.join(st.session_state[name]))

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


def kept(options: Collection[str], key: str, default: str) -> str:
    """What the address says, without the control: of a fold that is closed."""
    code = code_of(key)
    return code if code in options else default


def kept_several(options: Collection[str], key: str) -> tuple[str, ...]:
    """As `kept`, of a control for several."""
    return tuple(code for code in code_of(key).split(_BETWEEN) if code in options)


def put(key: str, code: str) -> None:
    """Set a code, from a callback; "" is the default."""
    if code and key not in st.session_state:
        st.query_params[key] = code  # a field drawn for the first time does not write its address itself
    st.session_state[key] = code


def reset(key: str) -> None:
    """Back to the default, from a callback."""
    put(key, "")


def show(control: str, value: object, options: Mapping[Any, str]) -> None:
    """Have a control, drawn next, show a value, if it or what is offered differs from what it showed last.

    The browser draws a control whose value is set a second time, and a click just made on it would be lost.
    """
    drawn = st.session_state.setdefault(DRAWN, {})
    if drawn.get(control) != options or st.session_state.get(control) != value:
        st.session_state[control] = value
    drawn[control] = dict(options)


def code_of(key: str) -> str:
    """The code in the address, drawing the hidden field that keeps it there. For controls of another look."""
    if key not in BOUND:
        raise AssertionError(f"{key} is not in state.BOUND: its field would be seen")
    if key not in st.session_state and key not in st.query_params:
        return ""  # nothing to keep: a page draws faster without a field per control
    return st.text_input(key, key=key, bind="query-params", label_visibility="collapsed")
