"""Under the headline numbers: which days and groups have no data, and what that means for the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.i18n import Text
from core.reports.headlines.report import Headline
from core.ui.state import language
from core.ui.words import say

_RUNS_NAMED = 4


def draw(numbers: Sequence[Headline]) -> None:
    """Which days have no data and what that means; once for numbers with the same gaps."""
    gaps: dict[tuple[date, ...], list[Text]] = {}
    for number in numbers:
        if number.missing:
            gaps.setdefault(number.missing, []).append(number.label)
    for days, labels in gaps.items():
        named = [_named(*run) for run in runs(days)]
        st.text(
            say(
                "{names}：缺 {n} 天的数据（{days}）。缺的天不算 0，所以不比变化。",
                "{names}: {n} days without data ({days}). A missing day is not zero, so no change is shown.",
                names=say("、", ", ").join(label.of(language()) for label in labels),
                n=len(days),
                days=say("、", ", ").join([*named[:_RUNS_NAMED], *(["…"] if len(named) > _RUNS_NAMED else [])]),
            )
        )
    unknown = {number.code: number.unknown for number in numbers if number.unknown}
    if "members" in unknown:
        n = unknown["members"]
        st.text(say("{n:,} 个群不知道人数，没有加进在群。", "{n:,} groups have no known size and are not added.", n=n))
    if "people" in unknown:
        n = unknown["people"]
        st.text(
            say(
                "{n:,} 个群没有成员名单，去重人数不含它们。",
                "{n:,} groups have no roster; people counted once leave them out.",
                n=n,
            )
        )


def runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Ascending days as ranges: the first and the last of each row of days."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _named(first: date, last: date) -> str:
    return str(first) if first == last else say("{a} 至 {b}", "{a} to {b}", a=first, b=last)
