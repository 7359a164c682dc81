"""Overview: what is wrong with the groups, who should look at what, and the numbers of the week."""

from __future__ import annotations

import streamlit as st

from core.domain.assumptions import SETTING, Assumptions
from core.reports.health.words import verdict
from core.ui import cache, widgets
from core.ui.data_line import now
from core.ui.menu import page
from core.ui.overview import cards, lights, numbers, questions
from core.ui.setup import settings_form
from core.ui.state import language, scope
from core.ui.words import say

head = cache.store().head()
wanted = scope()
given = settings_form.load(Assumptions, SETTING)
today = now().date().isoformat()
check = cache.health_check(head, wanted, given, today) if head else None
if head is None or check is None or not check.company_groups:
    widgets.no_data(
        say("还没有群列表", "No group list yet"),
        say(
            "上传一份客户群导出，或自己的群列表（群名称、群主、人数、创建日期、最后发言），马上能看到哪些群沉默、过期、空壳、重复。",
            "Upload an SCRM group export or your own list (name, owner, size, creation date, last message) and see "
            "at once which groups are silent, overdue, empty or duplicated.",
        ),
    )
    if head is not None and {"funnel_events", "funnel_daily"} & head.files.keys():
        st.page_link(page("funnel").path, label=say("先看导流漏斗", "See the onboarding funnel"))
elif not check.groups:
    widgets.empty_scope(wanted)
else:
    line, todo = verdict(check)
    widgets.verdict(line.of(language()), todo.of(language()))
    questions.worth(check)
    lights.draw(check, given)
    questions.ask(given)
    cards.draw(head, wanted)
    numbers.headlines(cache.headlines(head, wanted))
    if {"members", "orders"} <= head.files.keys():
        numbers.recognised(cache.coverage_of(head, today))
    numbers.owners(check.owners)
