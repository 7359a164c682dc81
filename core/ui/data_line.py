"""The line over every page: the last day with data, the version, when it was imported, whether it is the demo."""

from __future__ import annotations

import html

import streamlit as st

from core import wording
from core.reports.inputs import Inputs
from core.reports.scope_values import scope_values
from core.reports.unlocks import unlocks_of
from core.ui import cache, words
from core.ui.state import language
from core.ui.words import say


def draw(inputs: Inputs) -> None:
    """The line, and a second one while another file would unlock something; demo data are marked."""
    version, cutoff = inputs.version, scope_values(inputs).cutoff
    line = say(
        "数据到 {day} · 版本 {n} · {ago}导入",
        "Data to {day} · version {n} · imported {ago}",
        day=words.day(cutoff),
        n=version.number,
        ago=wording.ago(version.created_at, cache.now()),
    )
    demo = ""
    if version.action == "demo":
        demo = f' <span class="qunce-demo">{say("演示数据，不是贵公司的数据", "Demo data, not your company")}</span>'
    unlocks = unlocks_of(inputs)
    more = f"<br>{html.escape(unlocks.sentence().of(language()))}" if unlocks.seen < unlocks.total else ""
    st.html(f'<div class="qunce-line">{html.escape(line)}{demo}{more}</div>')
