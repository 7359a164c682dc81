"""The two questions of day one, asked where the answer is used, and what idle groups cost once they are answered."""

from __future__ import annotations

import streamlit as st

from core.domain.assumptions import SETTING, Assumptions
from core.reports.health.report import HealthCheck
from core.reports.health.words import idle_cost
from core.ui.setup import settings_form
from core.ui.state import language
from core.ui.words import escape_markdown, money, say

_ASKED = ("staff_count", "monthly_cost")


def ask(given: Assumptions) -> None:
    """The questions, while one is open."""
    if any(getattr(given, name) is None for name in _ASKED):
        with st.container(border=True):
            st.text(
                say(
                    "答两个数，就能看到沉默群每月占掉多少钱和多少工时：",
                    "Answer two numbers to see what silent groups take a month in money and hours:",
                )
            )
            settings_form.ask(Assumptions, SETTING, _ASKED)


def worth(check: HealthCheck) -> None:
    """What idle groups cost a month, as far as the questions are answered.

    Its place is kept while there is nothing to say: a line more would move the questions below, and the browser would
    throw away the second answer somebody is typing while the first is saved.
    """
    line = idle_cost(check)
    with st.container():
        if line is not None:
            st.text(line.of(language()), help=_contract(check))


def _contract(check: HealthCheck) -> str:
    cost = check.cost
    each = []
    if cost and cost.group_money is not None:
        each.append(say("每个群每月 {m}", "{m} per group and month", m=money(cost.group_money)))
    if cost and cost.group_hours is not None:
        each.append(say("{h:.1f} 小时", "{h:.1f} hours", h=cost.group_hours))
    return escape_markdown(
        say(
            "每月总成本（人数 × 174 小时）× 花在群上的时间占比 ÷ 全公司没解散的 {n:,} 个群，"
            "平摊到每个群（{each}），再乘沉默或空壳的 {k:,} 个。大群小群实际花的时间不同，这里按一样算。",
            "Monthly cost (people × 174 hours) × share of time on groups ÷ the company's {n:,} living groups, spread "
            "equally ({each}), times the {k:,} silent or shell ones. Large and small groups count the same here.",
            n=check.company_groups,
            each=say("、", ", ").join(each),
            k=cost.idle_groups if cost else 0,
        )
    )
