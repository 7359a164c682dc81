"""Choices whose address holds the code, not the label: a link copied in one language opens in the other.

Streamlit's `bind` writes the label into the address. So the code lives in a hidden text field that is bound, and the
visible control, named `<key>_choice`, only follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal

import streamlit as st

from core.ui.state import BOUND, DRAWN

_SEPARATOR = "~"
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
    code = chosen(options, key, default)
    name = f"{key}_choice"
    set_control(name, code, options)

    def keep() -> None:
        picked = st.session_state[name]
        set_code(key, "" if picked == default else picked)

    visibility: Literal["visible", "collapsed"] = "visible" if show_label else "collapsed"
    codes, label_of = list(options), options.__getitem__
    if look == "list":
        st.selectbox(
            label, codes, format_func=label_of, key=name, on_change=keep, help=help, label_visibility=visibility
        )
    else:
        st.segmented_control(
            label,
            codes,
            format_func=label_of,
            key=name,
            on_change=keep,
            help=help,
            required=True,
            label_visibility=visibility,
        )
    return code


def several(label: str, options: Mapping[str, str], key: str, *, placeholder: str) -> tuple[str, ...]:
    """Any of `options` (code → label); codes that are not offered are dropped."""
    codes = chosen_several(options, key)
    name = f"{key}_choice"
    set_control(name, list(codes), options)

    def keep() -> None:
        set_code(key, _SEPARATOR.join(st.session_state[name]))

    label_of: Callable[[str], str] = options.__getitem__
    st.multiselect(
        label,
        list(options),
        format_func=label_of,
        key=name,
        on_change=keep,
        placeholder=placeholder,
        select_all=False,  # its words are English in every language
    )
    return codes


def chosen(options: Collection[str], key: str, default: str) -> str:
    """The code in the address, where the control is not drawn: in a fold that is closed."""
    code = code_of(key)
    return code if code in options else default


def chosen_several(options: Collection[str], key: str) -> tuple[str, ...]:
    """As `chosen`, of a control for several."""
    return tuple(code for code in code_of(key).split(_SEPARATOR) if code in options)


def set_code(key: str, code: str) -> None:
    """Set a code, from a callback; "" is the default."""
    if code and key not in st.session_state:
        st.query_params[key] = code  # a field drawn for the first time does not write its address itself
    st.session_state[key] = code


def reset(key: str) -> None:
    """Back to the default, from a callback."""
    set_code(key, "")


def set_control(control: str, value: object, options: Mapping[Any, str]) -> None:
    """Set the value of a control that is drawn next, if the value or the options differ from what it showed last.

    The browser draws a control whose value is set a second time, and a click just made on it would be lost.
    """
    drawn = st.session_state.setdefault(DRAWN, {})
    if drawn.get(control) != options or st.session_state.get(control) != value:
        st.session_state[control] = value
    drawn[control] = dict(options)


def code_of(key: str) -> str:
    """The code in the address, drawing the hidden field that keeps it there. For controls of another kind."""
    if key not in BOUND:
        raise AssertionError(f"{key} is not in state.BOUND: its field would be seen")
    if key not in st.session_state and key not in st.query_params:
        return ""  # nothing to keep: a page draws faster without a field per control
    return st.text_input(key, key=key, bind="query-params", label_visibility="collapsed")
