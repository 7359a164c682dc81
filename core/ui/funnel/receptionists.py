"""By receptionist: the steps they decide, with times, and whether one of them is truly below the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.i18n import Text
from core.reports.funnel.receptionists import query as receptionists
from core.reports.funnel.receptionists import tables as lists
from core.reports.funnel.receptionists import words as receptionist_words
from core.reports.funnel.receptionists.query import Receptionists
from core.statistics.min_sample import FEW
from core.ui import cache, data_line, widgets
from core.ui.state import FUNNEL_RECEPTIONISTS, language
from core.ui.words import plain, say

if TYPE_CHECKING:
    from core.ui.funnel.sections import Page

TITLE = Text("按接待人看⑤–⑦", "Steps 5–7 by receptionist")
KEY = FUNNEL_RECEPTIONISTS


def draw(page: Page) -> None:
    """The finding, what to do, the table, the download that splits by receptionist."""
    found = cache.funnel_part(page.head, receptionists.build, page.query, page.view.last_step)
    if found is None:
        st.text(
            say(
                "导流事件里没有写接待人，或者还没有接待之后的步骤，看不出谁卡住了人。上传时把「接待人」一列带上。",
                "The onboarding events name no receptionist, or no step after them is known. Upload them with the "
                "receptionist column.",
            )
        )
        return
    line, todo = receptionist_words.finding(found.weak, found.judged, found.most, data_line.now().date())
    st.subheader(plain(line.of(language())), anchor=False, help=_contract())
    st.text(todo.of(language()))
    widgets.small_table(lists.receptionists(found), marked=_marked(found), wide=lists.wide(found))
    st.text("\n".join(_notes(found, page.query.window_days)))
    widgets.downloads(lists.exact(found), "funnel_receptionists")


def _marked(found: Receptionists) -> list[int]:
    """The row of the one the finding names."""
    named = found.weak[0].channel if found.weak else None
    return [at for at, part in enumerate(found.people) if named is not None and part.value == named]


def _notes(found: Receptionists, days: int | None) -> list[str]:
    lines = []
    if len(found.people) > lists.MOST:
        more = len(found.people) - lists.MOST
        lines.append(say("其余 {n:,} 位在下载里。", "{n:,} more are in the download.", n=more))
    few = [part for part in found.named if found.closed(part) < FEW]
    if few and found.most:
        fewest = min(found.closed(part) for part in few)
        lines.append(
            say(
                "{k} 位窗口已走完的不到 {few} 人（最少的只有 {n} 人），不算比例，不排名。",
                "{k} with fewer than {few} people whose window has closed (the fewest: {n}): no share, no ranking.",
                k=len(few),
                few=FEW,
                n=fewest,
            )
        )
    if days is not None:
        lines.append(
            say(
                "人数算所有人；比例只看进来已满 {d} 天的人。",
                "Counts are of everybody; shares of those who entered at least {d} days ago.",
                d=days,
            )
        )
    took = lists.times(found).of(language())
    if took:
        lines.append(
            say(
                "用时（一半的人不超过 / 九成的人不超过），所有人合计：{took}。",
                "Time (half of the people within / 90% within), everybody together: {took}.",
                took=took,
            )
        )
    return lines


def _contract() -> str:
    return widgets.contract(
        Text(
            "占上一步 = 走到这一步的人 ÷ 走到上一步的人；和其他接待人合起来比",
            "reached this step / reached the one before; compared with all others together",
        ),
        Text("人，不是人次；接待人取走过的各步里最早写明的", "people; the receptionist named first on their way"),
        without=Text("还在路上的不算进比例", "people on the way are not in the shares"),
        tables="funnel_events, identities",
    )
