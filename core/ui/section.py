"""A report on a page: verdict, charts, tables with downloads, and the fold of a section that asks only while open."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import streamlit as st

from core.errors import UserError
from core.reports import registry
from core.reports.options import as_query
from core.reports.report import Report
from core.reports.verdict import Contract, Missing, Verdict
from core.ui import access, cache, echarts, widgets
from core.ui.errors import show_error
from core.ui.state import language
from core.ui.words import escape_markdown

Q = TypeVar("Q")
V = TypeVar("V")
CONTROLS: Mapping[str, str] = {
    "people_list": "core.ui.funnel.people",
    "comparison": "core.ui.funnel.comparison",
}
"""Sections with controls of their own: a module whose `draw(report, query)` asks what to show, then draws it."""


def folds(parent: Report[Any, Any], query: Any) -> None:
    """The sections of a report in their order, each in a fold that asks for its numbers only while it is open.

    Which ones are open stands in the address. One that cannot answer in time says so in its place.
    """
    found = cache.inputs()
    for section in registry.sections(parent.name):
        if not section.folded or found is None or not section.answers(found.tables):
            continue
        fold = st.expander(section.title.of(language()), key=section.name, bind="query-params")
        if fold.open:
            with fold:
                try:
                    _draw_fold(section, query)
                except UserError as error:
                    show_error(error)


def _draw_fold(section: Report[Any, Any], query: Any) -> None:
    if section.name in CONTROLS:
        importlib.import_module(CONTROLS[section.name]).draw(section, query)
    else:
        draw(section, as_query(section.query, query))


def draw(report: Report[Q, V], query: Q) -> None:
    """Everything a report says to a query."""
    found = cache.view(report, query)
    if isinstance(found, Missing):
        say_verdict(found.verdict())
    else:
        show(report, found)


def show(report: Report[Any, V], found: V) -> None:
    """A view model: what it says, its charts, its tables."""
    say_verdict(report.verdict(found, cache.now().date()), report.contract(found))
    charts(report, found)
    tables(report, found)


def charts(report: Report[Any, V], found: V) -> None:
    """The charts of a view model."""
    for chart in report.charts(found):
        echarts.draw(chart, f"{report.name}_{chart.name}")


def tables(report: Report[Any, V], found: V) -> None:
    """The tables of a view model with their downloads."""
    for number, table in enumerate(report.tables(found)):
        allowed = not table.personal or access.may("download_people")
        widgets.show_table(table, f"{report.name}_{number}", downloads_allowed=allowed)


def say_verdict(verdict: Verdict, contract: Contract | None = None, anchor: str | Literal[False] = False) -> None:
    """The finding of a section, what to do and what it rests on; `anchor`: what a link to it names."""
    lang = language()
    help_ = widgets.contract(contract) if contract is not None else None
    st.subheader(escape_markdown(verdict.line.of(lang)), anchor=anchor, help=help_)
    lines = [*([verdict.todo] if verdict.todo is not None else []), *verdict.notes]
    if lines:
        st.text("\n".join(line.of(lang) for line in lines))
