"""The frame around every page: menu, language, the data's version and cut-off."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.i18n import Text
from core.ui.state import language
from core.ui.words import PRODUCT

PAGES = Path(__file__).resolve().parents[2] / "pages"
ICON = Path(__file__).with_name("favicon.png")

_SETUP = Text("设置", "Set-up")
_DATA = Text("数据", "Data")

st.set_page_config(page_title="群策 Qunce", page_icon=str(ICON), layout="wide")
lang = language()
menu = st.navigation(
    {_SETUP.of(lang): [st.Page(PAGES / "setup" / "data.py", title=_DATA.of(lang), url_path="data", default=True)]}
)
with st.sidebar:
    st.markdown(f"**{PRODUCT.of(lang)}**")
    st.segmented_control(
        "语言 Language",
        ["zh", "en"],
        format_func={"zh": "中文", "en": "English"}.__getitem__,
        default=lang,
        required=True,
        key="lang",
        bind="query-params",
        label_visibility="collapsed",
    )
menu.run()
