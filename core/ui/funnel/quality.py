"""Can the data be trusted: what does not fit, bounds where persons are lost, and counts that contradict themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.i18n import Text
from core.reports.funnel.bounds import query as bounds
from core.reports.funnel.bounds import words as daily_count_words
from core.reports.funnel.bounds.query import MixedGrain
from core.reports.funnel.quality import query as quality
from core.reports.funnel.quality import tables as quality_listing
from core.reports.funnel.quality import words as quality_words
from core.reports.funnel.quality.query import Quality
from core.ui import cache, widgets
from core.ui.state import FUNNEL_QUALITY, language
from core.ui.words import plain, say

if TYPE_CHECKING:
    from core.ui.funnel.sections import Page

TITLE = Text("数据靠不靠谱", "Can the data be trusted")
KEY = FUNNEL_QUALITY
_TABLE = 320
"""Pixels of the table of contradictions, which scrolls."""


def draw(page: Page) -> None:
    """Persons first, then daily counts."""
    if "funnel_events" in page.head.files:
        _persons(cache.funnel_part(page.head, quality.build, page.query), page)
    if "funnel_daily" in page.head.files:
        found = cache.funnel_part(page.head, bounds.build, page.query)
        if found is None:
            st.text(_no_bounds(page))
        else:
            _counts(found)


def _persons(found: Quality, page: Page) -> None:
    lang, order = language(), page.query.order
    line, todo = quality_words.finding(found.misfits, found.people)
    st.subheader(plain(line.of(lang)), anchor=False)
    st.text(todo.of(lang))
    if found.misfits:
        widgets.small_table(quality_listing.misfits(found, order), wide=quality_listing.WIDE)
        widgets.downloads(quality_listing.exact_misfits(found, order), "funnel_quality")
    lines = [
        say(
            "看的是全部 {n:,} 人、{m:,} 条事件，不随日期和筛选变。",
            "All {n:,} people and {m:,} events are looked at, whatever days and filters are chosen.",
            n=found.people,
            m=found.events,
        )
    ]
    if found.no_roster is None and found.grouped:
        lines.append(
            say(
                "没有「群成员」，走到⑦的 {n:,} 人是否真在群里，没法核对。",
                "Without “Group members” it cannot be checked whether the {n:,} people at step 7 are in a group.",
                n=found.grouped,
            )
        )
    st.text("\n".join(lines))


def _counts(found: MixedGrain) -> None:
    lang = language()
    line = daily_count_words.alarms(found.alarms_total, len(found.alarms))
    st.subheader(plain(line.of(lang)), anchor=False)
    if found.alarms:
        most = max(found.alarms, key=lambda alarm: alarm.people - alarm.earlier)
        told = daily_count_words.worst(
            most.day, most.channel, most.ad_slot, most.step, most.people, most.earlier_step, most.earlier
        )
        st.text(told.of(lang))
        widgets.table(quality_listing.alarms(found), "funnel_alarms", height=_TABLE)
    if found.steps:
        steps = [daily_count_words.bounds(s.step, s.since_step, s.low, s.high, s.nested) for s in found.steps]
        st.text("\n".join(text.of(lang) for text in (daily_count_words.why_bounds(), *steps)))


def _no_bounds(page: Page) -> str:
    if not bounds.can_follow(page.query):
        return say(
            "这样筛选时，每日人次没法跟着筛，先不看。去掉筛选再看。",
            "Daily counts cannot follow these filters. Clear them to see the counts.",
        )
    return say(
        "每一步都有逐人的记录，不需要用每日人次。",
        "Every step has records of persons: the daily counts are not needed.",
    )
