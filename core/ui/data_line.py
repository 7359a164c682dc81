"""The line over every page: to which day the data reach, which version, when it came in, whether it is the demo."""

from __future__ import annotations

import html
from datetime import datetime

import streamlit as st

from core.store import Version
from core.ui import cache, words
from core.ui.state import language
from core.ui.words import say


def now() -> datetime:
    """The time in the workspace's zone."""
    return datetime.now(cache.store().zone).replace(tzinfo=None)


def draw(head: Version) -> None:
    """A quiet line, and a second one while another file unlocks something; the demo is marked as what it is."""
    cutoff = cache.scope_values(head).cutoff
    line = say(
        "数据到 {day} · 版本 {n} · {ago}导入",
        "Data to {day} · version {n} · imported {ago}",
        day=words.day(cutoff),
        n=head.number,
        ago=words.ago(head.created_at, now()),
    )
    demo = ""
    if head.action == "demo":
        demo = f' <span class="qunce-demo">{say("演示数据，不是贵公司的数据", "Demo data, not your company")}</span>'
    unlocks = cache.unlocks(head)
    more = f"<br>{html.escape(unlocks.sentence().of(language()))}" if unlocks.seen < unlocks.total else ""
    st.html(f'<div class="qunce-line">{html.escape(line)}{demo}{more}</div>')
