"""The people behind a part of the funnel chart: a click on it, or two lists, choose whose names are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.codec import workbook
from core.codec.listing import Listing
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.steps import StepCount
from core.reports.funnel.overview.model import FunnelView
from core.reports.funnel.overview.report import REPORT as FUNNEL
from core.reports.funnel.people import words
from core.reports.funnel.people.model import PeopleView
from core.reports.funnel.people.report import PeopleQuery
from core.reports.funnel.people.rules import BARS, Part, default_part, listed_steps, outcomes_at
from core.reports.funnel.people.tables import listing, mask_ids
from core.reports.options import as_query
from core.reports.report import Report
from core.reports.table import Table
from core.reports.verdict import Missing
from core.ui import access, bound, cache, section, widgets
from core.ui.state import FUNNEL_LIST, FUNNEL_PEOPLE, FUNNEL_PICKED, language
from core.ui.words import say

CHART = "funnel_chart"
"""The chart whose parts can be clicked."""
MOST_XLSX, MOST_CSV = 100_000, 1_000_000
"""Rows of a download: what a sheet opens with ease, and what a sheet can hold at all."""
_CODE = re.compile(r"([1-7])-([a-z]+)")
_ANCHOR = "people-list"
Selected = tuple[int, str]
"""(row of the chart, field of StepCount)."""


# the click ------------------------------------------------------------------------------------------------


def on_click(steps: Sequence[StepCount]) -> Callable[[], None]:
    """What a click on the chart of these steps does: it opens the list and puts its code into the address."""
    rows = [step.step for step in steps if step.people is not None or step.count is not None]

    def follow() -> None:
        now = _selected(st.session_state[CHART])
        part = clicked(now, st.session_state.get(FUNNEL_PICKED, frozenset()), rows)
        if part is not None:
            bound.set_code(FUNNEL_PEOPLE, _code(part))
            st.session_state[FUNNEL_LIST] = True

    return follow


def remember(state: Mapping[str, Any]) -> None:
    """Keep what is selected in the chart and what the address says of a list, and say where its people are."""
    bound.code_of(FUNNEL_PEOPLE)
    st.session_state[FUNNEL_PICKED] = _selected(state)
    if st.session_state.get(FUNNEL_LIST):
        words = say("点中的一段是哪些人：看下面的名单", "The people behind that part: to the list below")
        st.markdown(f"[{words}](#{_ANCHOR})")
    else:
        st.text(say("点图上的一段，看是哪些人。", "Click a part of the picture to see who is behind it."))


def clicked(now: Collection[Selected], before: Collection[Selected], rows: Sequence[int]) -> Part | None:
    """The part that was clicked, from what is selected: (row of the chart, field) pairs, now and before.

    A second click takes a selection back; it means the same part. None where several went at once (a double click).
    """
    changed = set(now) - set(before) or set(before) - set(now)
    outcomes = {field: outcome for outcome, field in BARS.items()}
    parts = [(rows[row], outcomes[field]) for row, field in changed if row < len(rows) and field in outcomes]
    return parts[0] if len(parts) == 1 else None


def _selected(state: Mapping[str, Any]) -> frozenset[Selected]:
    found = state["selection"]["selected"]
    return frozenset((row, str(group["series_id"])) for group in found for row in group["data_indices"])


# the list -------------------------------------------------------------------------------------------------


def draw(report: Report[PeopleQuery, PeopleView], query: FunnelQuery) -> None:
    """How many they are, what to do, what they did instead, the names and the downloads."""
    funnel, heading = cache.view(FUNNEL, query), st.container()
    part = None if isinstance(funnel, Missing) else _chosen(funnel)
    if isinstance(funnel, Missing) or part is None:
        section.say_verdict(report.missing.verdict())
        return
    view = cache.view(report, replace(as_query(PeopleQuery, query), people=part))
    if isinstance(view, Missing):
        return
    with heading:
        section.say_verdict(report.verdict(view, cache.now().date()), anchor=_ANCHOR)
    if view.people.count:
        *paths, names = report.tables(view)
        for table in paths:
            widgets.small_table(table.short)
        _names(view, names)


def _names(view: PeopleView, names: Table) -> None:
    lang = language()
    shown = names.short if access.may("see_member_ids") else mask_ids(names.short)
    widgets.grid(shown, "funnel_people", height=names.height)
    for note in names.notes:
        st.text(note.of(lang))
    if access.may("download_people"):
        _downloads(view, names.short.name)
    else:
        st.text(words.LOOK_ONLY.of(lang))


def _chosen(view: FunnelView) -> Part | None:
    """The two select boxes; by default the losses at the step of the finding. None if no persons are known."""
    steps, part = listed_steps(view), _part(st.session_state.get(FUNNEL_PEOPLE, ""), view)
    if part is None:
        return None
    keys = (f"{FUNNEL_PEOPLE}_step", f"{FUNNEL_PEOPLE}_outcome")

    def follow() -> None:
        number, outcome = (st.session_state[key] for key in keys)
        offered = outcomes_at(steps[number], view)
        bound.set_code(FUNNEL_PEOPLE, _code((number, outcome if outcome in offered else offered[0])))

    step = steps[part[0]]
    names = {number: step_name(number).of(language()) for number in steps}
    outcomes = {
        outcome: words.choice(outcome, getattr(step, BARS[outcome]) or 0).of(language())
        for outcome in outcomes_at(step, view)
    }
    bound.set_control(keys[0], part[0], names)
    bound.set_control(keys[1], part[1], outcomes)
    with st.container(horizontal=True):
        st.selectbox(
            say("哪一步", "Step"), list(names), format_func=names.__getitem__, key=keys[0], on_change=follow, width=320
        )
        st.selectbox(
            say("结果", "Outcome"),
            list(outcomes),
            format_func=outcomes.__getitem__,
            key=keys[1],
            on_change=follow,
            width=240,
        )
    return part


def _part(code: str, view: FunnelView) -> Part | None:
    """What the address says, if the funnel offers it."""
    found, steps = _CODE.fullmatch(code), listed_steps(view)
    if found and int(found[1]) in steps:
        for outcome in outcomes_at(steps[int(found[1])], view):
            if outcome == found[2]:
                return int(found[1]), outcome
    return default_part(view)


def _code(part: Part) -> str:
    return f"{part[0]}-{part[1]}"


def _downloads(view: PeopleView, name: str) -> None:
    """Read again on the click: a long list, with every name."""
    lang = language()

    def whole() -> Listing:
        return listing(view.listed(MOST_XLSX))

    with st.popover(say("下载", "Download"), key="funnel_people_down"):
        st.download_button("CSV", lambda: view.csv(MOST_CSV, lang), f"{name}.csv", "text/csv", key="funnel_people_csv")
        st.download_button(
            "XLSX", lambda: workbook.to_xlsx(whole(), lang), f"{name}.xlsx", widgets.XLSX, key="funnel_people_xlsx"
        )
        st.download_button(
            say("按接待人拆分（XLSX，一人一页）", "Split by receptionist (XLSX, a sheet each)"),
            lambda: workbook.split_by_owner(whole(), lang),
            f"{name}_by_owner.xlsx",
            widgets.XLSX,
            key="funnel_people_split",
        )
        if view.people.count > MOST_XLSX:
            st.text(words.too_long(MOST_XLSX, MOST_CSV).of(lang))
