"""Who is behind a part of the funnel's picture: a click on it, or two lists, choose whose names are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.codec import listing as lists
from core.codec import workbook
from core.domain.steps import FRIEND
from core.i18n import Text
from core.reports.funnel.engine.funnel import StepCount
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.overview.view import FunnelView
from core.reports.funnel.people import query as people_list
from core.reports.funnel.people import words as people_words
from core.reports.funnel.people.query import PeopleList
from core.reports.funnel.people.rows import OUTCOMES
from core.ui import access, bound, cache, widgets
from core.ui.state import FUNNEL_LIST, FUNNEL_PEOPLE, FUNNEL_PICKED, language
from core.ui.words import count, escape_markdown, say

if TYPE_CHECKING:
    from core.ui.funnel.sections import Page

TITLE = Text("名单：每一段是哪些人", "The people behind each part")
KEY = FUNNEL_LIST
CHART = "funnel_chart"
"""The picture whose parts can be clicked."""
SHOWN = 1_000
"""Rows in the page's grid."""
MOST_XLSX, MOST_CSV = 100_000, 1_000_000
"""Rows of a download: what a sheet opens with ease, and what a sheet can hold at all."""
_FIELDS = {"converted": "people", "lost": "lost", "pending": "pending", "refused": "refused"}
"""Outcome → the field of StepCount, which is the id of its series in the picture."""
_CODE = re.compile(r"([1-7])-([a-z]+)")
_HEIGHT = 420
_ANCHOR = "people-list"
Part = tuple[int, str]
"""(step, outcome)."""


# the click ------------------------------------------------------------------------------------------------


def on_click(steps: Sequence[StepCount]) -> Callable[[], None]:
    """What a click on the picture of these steps does: it opens the list, and puts its code into the address."""
    rows = [step.step for step in steps if step.people is not None or step.count is not None]

    def follow() -> None:
        now = _selected(st.session_state[CHART])
        part = clicked(now, st.session_state.get(FUNNEL_PICKED, frozenset()), rows)
        if part is not None:
            bound.set_code(FUNNEL_PEOPLE, _code(part))
            st.session_state[FUNNEL_LIST] = True

    return follow


def remember(state: Mapping[str, Any]) -> None:
    """Keep what is selected in the picture and what the address says of a list, and say where its people are."""
    bound.code_of(FUNNEL_PEOPLE)
    st.session_state[FUNNEL_PICKED] = _selected(state)
    if st.session_state.get(FUNNEL_LIST):
        words = say("点中的一段是哪些人：看下面的名单", "The people behind that part: to the list below")
        st.markdown(f"[{words}](#{_ANCHOR})")
    else:
        st.text(say("点图上的一段，看是哪些人。", "Click a part of the picture to see who is behind it."))


def clicked(now: Collection[Part], before: Collection[Part], rows: Sequence[int]) -> Part | None:
    """The part that was clicked, from what is selected: (row of the picture, field) pairs, now and before.

    A second click takes a selection back; it means the same part. None where several went at once (a double click).
    """
    changed = set(now) - set(before) or set(before) - set(now)
    outcomes = {field: outcome for outcome, field in _FIELDS.items()}
    parts = [(rows[row], outcomes[field]) for row, field in changed if row < len(rows) and field in outcomes]
    return parts[0] if len(parts) == 1 else None


def _selected(state: Mapping[str, Any]) -> frozenset[Part]:
    found = state["selection"]["selected"]
    return frozenset((row, str(group["series_id"])) for group in found for row in group["data_indices"])


# the list -------------------------------------------------------------------------------------------------


def draw(page: Page) -> None:
    """Whose list it is, how many they are, what to do, what they did instead, the names and the downloads."""
    lang, told = language(), st.container()
    step, outcome = _choose(page.view)
    found = cache.funnel_part(page.head, people_list.build, page.query, step.step, outcome, SHOWN)
    bar = getattr(step, _FIELDS[outcome]) or 0
    last = people_list.last_step(page.view.whole.steps, step.step, outcome)
    with told:
        line = people_words.line(step.step, outcome, found.count, bar, page.query.re_entry)
        st.subheader(escape_markdown(line.of(lang)), anchor=_ANCHOR)
        if found.count:
            passed = any(one.step == FRIEND < step.step for one in page.view.asides)
            st.text(people_words.todo(outcome, last, passed).of(lang))
    if not found.count:
        return
    if found.paths:
        widgets.small_table(people_list.paths_listing(found))
    _rows(found)
    if access.may("download_people"):
        _downloads(page, found)
    else:
        st.text(
            say(
                "您的权限只能看：用户ID已遮住，也不能下载。需要名单请找管理员开「经理」权限。",
                "Your role may only look: ids are masked and there is no download. Ask an admin for the manager role.",
            )
        )


def _rows(found: PeopleList) -> None:
    lang = language()
    listing = people_list.listing(found, masked=not access.may("see_member_ids"))
    widgets.grid(listing, "funnel_people", height=_HEIGHT)
    lines = [
        people_words.shown_line(len(found.rows), found.count),
        people_words.drawn_line(found.followed, found.count) if found.paths else None,
    ]
    for line in filter(None, lines):
        st.text(line.of(lang))


def _choose(view: FunnelView) -> tuple[StepCount, str]:
    """The two lists, and what the address says; unless it says something, the losses of the step of the finding."""
    steps = {step.step: step for step in view.whole.steps[: view.last_step] if step.people is not None}
    part = _part(st.session_state.get(FUNNEL_PEOPLE, ""), steps, view)
    keys = (f"{FUNNEL_PEOPLE}_step", f"{FUNNEL_PEOPLE}_outcome")

    def follow() -> None:
        number, outcome = (st.session_state[key] for key in keys)
        offered = _outcomes(steps[number], view)
        bound.set_code(FUNNEL_PEOPLE, _code((number, outcome if outcome in offered else offered[0])))

    step = steps[part[0]]
    names = {number: step_name(number).of(language()) for number in steps}
    told = {name: _told(step, name) for name in _outcomes(step, view)}
    bound.set_control(keys[0], part[0], names)
    bound.set_control(keys[1], part[1], told)
    with st.container(horizontal=True):
        st.selectbox(
            say("哪一步", "Step"), list(names), format_func=names.__getitem__, key=keys[0], on_change=follow, width=320
        )
        st.selectbox(
            say("结果", "Outcome"), list(told), format_func=told.__getitem__, key=keys[1], on_change=follow, width=240
        )
    return step, part[1]


def _part(code: str, steps: Mapping[int, StepCount], view: FunnelView) -> Part:
    found = _CODE.fullmatch(code)
    if found and int(found[1]) in steps and found[2] in _outcomes(steps[int(found[1])], view):
        return int(found[1]), found[2]
    if view.finding.now is not None and view.finding.now.step in steps:
        return view.finding.now.step, "lost"
    worst = max(steps.values(), key=lambda step: step.lost or 0)
    return worst.step, "lost" if worst.lost else "converted"


def _outcomes(step: StepCount, view: FunnelView) -> list[str]:
    """Nobody is lost where people enter, nor at a step that may be skipped."""
    return ["converted"] if step.optional or step.step == view.whole.start_step else list(OUTCOMES)


def _told(step: StepCount, outcome: str) -> str:
    name = people_words.OUTCOMES[outcome].of(language())
    return say("{what} {n}", "{what}: {n}", what=name, n=count(getattr(step, _FIELDS[outcome])))


def _code(part: Part) -> str:
    return f"{part[0]}-{part[1]}"


# downloads ------------------------------------------------------------------------------------------------


def _downloads(page: Page, found: PeopleList) -> None:
    """Made only on the click: a long list is read again then, with every name."""
    lang, name = language(), f"funnel_people_{found.step}_{found.outcome}"
    head, query = page.head, page.query

    def csv() -> bytes:
        dataset, marts = cache.opened(head)
        return people_list.csv(dataset, marts, query, found.step, found.outcome, MOST_CSV, lang)

    def whole() -> lists.Listing:
        dataset, marts = cache.opened(head)
        return people_list.listing(people_list.build(dataset, marts, query, found.step, found.outcome, MOST_XLSX))

    with st.popover(say("下载", "Download"), key="funnel_people_down"):
        st.download_button("CSV", csv, f"{name}.csv", "text/csv", key="funnel_people_csv")
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
        if found.count > MOST_XLSX:
            st.text(
                say(
                    "名单太长：XLSX 只有最近进来的 {x:,} 个，CSV 最多 {c:,} 个。缩小日期或加筛选，就能下全。",
                    "A long list: XLSX holds the {x:,} who entered last, CSV at most {c:,}. Narrow the days for all.",
                    x=MOST_XLSX,
                    c=MOST_CSV,
                )
            )
