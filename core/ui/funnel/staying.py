"""Aside 8: of those pulled into a group, who is still in it seven days later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.i18n import Text
from core.reports.funnel.retention import query as staying
from core.reports.funnel.retention import tables as staying_listing
from core.reports.funnel.retention import words as staying_words
from core.ui import cache, widgets
from core.ui.state import FUNNEL_STAYING, language
from core.ui.words import plain

if TYPE_CHECKING:
    from core.ui.funnel.sections import Page

TITLE = Text("⑧ 入群 7 天仍在群", "Step 8: still in the group after 7 days")
KEY = FUNNEL_STAYING


def draw(page: Page) -> None:
    """The share with how many were judged, and those who cannot be."""
    lang = language()
    found = cache.funnel_part(page.head, staying.build, page.query)
    if found is None:
        st.text(staying_words.missing("members" in page.head.files).of(lang))
        return
    line = staying_words.line(found.judged, found.stayed, found.share, staying.STAY_DAYS)
    st.subheader(plain(line.of(lang)), anchor=False, help=_contract())
    todo = staying_words.todo(found.judged, found.share, found.low, found.high, found.no_roster)
    st.text(todo.of(lang))
    listing = staying_listing.listing(found)
    widgets.small_table(listing)
    widgets.downloads(staying_listing.exact(found), "funnel_staying")


def _contract() -> str:
    days = staying.STAY_DAYS
    return widgets.contract(
        Text(
            f"还在群 = 走到⑦满 {days} 天那一刻还在群里的人 ÷ 名单里找得到、已满 {days} 天的人",
            f"still there = in the group {days} days after step 7 / people the roster names whose {days} days are over",
        ),
        Text("人，不是人次", "people"),
        window=Text(f"走到⑦之后 {days} 天", f"{days} days after step 7"),
        without=Text("名单里找不到的、还没满的，不计入", "people the roster does not name, and those not due yet"),
        tables="funnel_events, members, identities",
    )
