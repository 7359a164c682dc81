"""The folds below the funnel, one module each: a further one is a file here and its place in SECTIONS.

A fold asks for its numbers only while it is open; which ones are open stands in the address.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import streamlit as st

from core.errors import UserError
from core.reports.funnel.engine.funnel import FunnelQuery
from core.reports.funnel.overview.view import FunnelView
from core.scope import Scope
from core.store import Version
from core.ui.errors import show_error
from core.ui.funnel import changes, compare, fixes, people, quality, receptionists, staying, week_map
from core.ui.state import language

SECTIONS: tuple[ModuleType, ...] = (people, fixes, compare, changes, week_map, receptionists, staying, quality)
"""Each has TITLE (Text), KEY (its name in the address) and draw(page), which draws inside the open fold."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page asks and shows: a section draws from it and asks the cache for the rest."""

    head: Version
    query: FunnelQuery
    """Without a breakdown."""
    view: FunnelView
    scope: Scope


def draw(page: Page) -> None:
    """All folds in their order; only those that are open ask for numbers. Without persons, what counts can tell.

    One that cannot answer, say in time, tells so in its place: the others are drawn all the same.
    """
    for section in SECTIONS if page.view.entered else (quality,):
        fold = st.expander(section.TITLE.of(language()), key=section.KEY, bind="query-params")
        if fold.open:
            with fold:
                try:
                    section.draw(page)
                except UserError as error:
                    show_error(error)
