"""What to mend first: the step that pays most at the own best channel's level, and the channels below the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.i18n import Text
from core.reports.funnel.fixes import chart
from core.reports.funnel.fixes import query as fixes
from core.reports.funnel.fixes import tables as fixes_listing
from core.reports.funnel.fixes import words as fix_words
from core.reports.funnel.fixes.query import Fixes
from core.statistics.min_sample import FEW
from core.ui import cache, data_line, echarts, widgets
from core.ui.state import FUNNEL_FIXES, language
from core.ui.words import plain, say

if TYPE_CHECKING:
    from core.ui.funnel.sections import Page

TITLE = Text("先修哪里", "What to mend first")
KEY = FUNNEL_FIXES


def draw(page: Page) -> None:
    """The advice, each step's gain, what the money rests on, and the channels below the rest."""
    lang = language()
    found = cache.funnel_part(page.head, fixes.build, page.query)
    if found is None:
        st.text(say("没有逐人的数据，算不出先修哪里。", "Without data on persons no gain can be worked out."))
        return
    told = fix_words.advice(found.gains, found.weak, found.last_step, data_line.now().date())
    st.subheader(plain(told.line.of(lang)), anchor=False, help=_contract(found))
    st.text("\n".join(text.of(lang) for text in (told.todo, told.basis) if text is not None))
    shown = [gain for gain in fix_words.ranked(found.gains) if gain.n >= FEW]
    if shown:
        echarts.draw(chart.chart(shown), "funnel_gains")
    if found.gains:
        widgets.small_table(fixes_listing.gains(found), wide=fixes_listing.wide(found))
        widgets.downloads(fixes_listing.exact_gains(found), "funnel_fixes")
        st.text(_worth(found).of(lang))
        _weak(found)


def _weak(found: Fixes) -> None:
    """The channels that are truly below the rest, or that none is."""
    st.subheader(say("哪个渠道明显低", "Channels below the rest"), anchor=False)
    costs = fixes_listing.by_cost(found)
    st.text(fix_words.weak_line(costs, found.last_step, found.channels).of(language()))
    if costs:
        widgets.small_table(fixes_listing.weak(found), wide=fixes_listing.WEAK_WIDE)
        widgets.downloads(fixes_listing.weak(found), "funnel_weak")


def _worth(found: Fixes) -> Text:
    worth = found.member_value
    value, members, buyers = (None, 0, 0) if worth is None else (worth.value, worth.members, worth.buyers)
    return fix_words.worth_line(value, members, buyers, worth is not None, found.last_step)


def _contract(found: Fixes) -> str:
    return widgets.contract(
        Text(
            "每周多得的人 = 每周走到上一步的人 × 这一步提高多少 × 后面各步现在的通过率",
            "people gained a week = people a week at the step before × the rise × the later steps' present rates",
        ),
        Text("人，不是人次；只算转化窗口已走完的人", "people; only those whose window has closed"),
        window=Text(f"{found.weeks:.1f} 周的进入日期", f"entry days of {found.weeks:.1f} weeks"),
        without=Text(
            "不到 100 人或不到上一步 5 % 的渠道不当榜样",
            "channels with fewer than 100 people or 5 % of the step before are no example",
        ),
        tables="funnel_events, orders, identities",
    )
