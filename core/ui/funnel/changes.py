"""The recorded changes, each with the step that moved most between the two weeks before it and the two after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.i18n import Text
from core.reports.funnel.changes import query as change_effects
from core.reports.funnel.changes import tables as change_listing
from core.reports.funnel.changes import words as change_words
from core.ui import cache, data_line, widgets
from core.ui.state import FUNNEL_CHANGES, language
from core.ui.words import plain, say

if TYPE_CHECKING:
    from core.ui.funnel.sections import Page

TITLE = Text("改动前后", "Before and after each change")
KEY = FUNNEL_CHANGES


def draw(page: Page) -> None:
    """The change with the largest difference, what to do, then all of them."""
    lang, cutoff = language(), page.view.whole.cutoff
    found = cache.funnel_part(page.head, change_effects.build, page.query)
    if not found or cutoff is None:
        _none(page)
        return
    line, todo = change_words.summary([change_listing.effect(one) for one in found], data_line.now().date())
    st.subheader(plain(line.of(lang)), anchor=False)
    st.text(todo.of(lang))
    listing = change_listing.changes(found, cutoff.date())
    if listing.rows:
        widgets.small_table(listing, wide=change_listing.WIDE)
    notes = [change_listing.NOTE.of(lang)]
    if missing := len(found) - len(listing.rows):
        notes.append(
            say(
                "另有 {n} 条改动，前后两周里没有人进入，没法比（下载里有）。",
                "{n} further changes have nobody before or after them to compare (they are in the download).",
                n=missing,
            )
        )
    st.text("\n".join(notes))
    widgets.downloads(change_listing.exact_changes(found), "funnel_changes")


def _none(page: Page) -> None:
    """No change to show: none on record at all, or none in the days chosen."""
    if page.view.changes:
        st.text(
            say(
                "所选日期里没有记下改动（别的日期有 {n} 条）。",
                "No change is on record for the days chosen ({n} for other days).",
                n=len(page.view.changes),
            )
        )
        return
    st.text(
        say(
            "还没有改动记录。上传「改动记录」（日期、场景、改动、改动人），就能看每次改动前后差多少。",
            "No changes are on record. Upload “Changes” (day, scene, change, by) to see what was different after each.",
        )
    )
