"""What a page shows when something goes wrong: a sentence and what to do, or a logged error's id. Never a trace."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from core.errors import UserError
from core.i18n import Text
from core.ui.logs import frames
from core.ui.state import language
from core.ui.words import escape_markdown


def show_error(error: Exception) -> bool:
    """Show an exception of a page; True tells Streamlit that it has been shown."""
    lang = language()
    if isinstance(error, UserError):
        st.error(escape_markdown(f"{error.text.of(lang)} {error.todo.of(lang)}"))  # it may name a file or a value
        return True
    number = secrets.token_hex(4)
    logging.getLogger("qunce").error("error %s: %s", number, frames(error))
    text = Text(
        "页面出错，编号 {n}。数据没有改动。请刷新重试；仍然出错就把编号发给维护人员。",
        "This page broke, id {n}. No data changed. Reload; if it breaks again, send the id to whoever maintains this.",
    )
    st.error(text.fill(n=number).of(lang))
    return True
