"""Headline numbers against the equal period before, with the contract of each."""

from __future__ import annotations

from datetime import date
from typing import Literal

import streamlit as st

from core.reports.headlines import words
from core.reports.headlines.model import Headline, Headlines
from core.reports.headlines.period import Period
from core.reports.headlines.report import REPORT
from core.ui import widgets
from core.ui.state import language
from core.ui.words import escape_markdown

_GRID = """<style>
.st-key-headlines { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .8rem; }
.st-key-headlines > div { width: 100% !important; }
.st-key-headlines [data-testid="stMetricValue"] { font-size: 1.5rem; }
.st-key-headlines [data-testid="stMetricLabel"] * { white-space: normal; overflow: visible; }
@media (max-width: 640px) { .st-key-headlines { grid-template-columns: 1fr 1fr; } }
</style>"""
_COLOURS: dict[str, Literal["normal", "inverse", "off"]] = {"up": "normal", "down": "inverse", "neither": "off"}


def draw(view: Headlines, today: date) -> None:
    """What changed most, then a metric per number; 人 and 人次 apart; missing days named."""
    lang = language()
    verdict = REPORT.verdict(view, today)
    st.header(REPORT.title.of(lang), anchor=False)
    st.text("\n".join(line.of(lang) for line in (verdict.line, verdict.todo) if line is not None))
    if view.period is None or not view.headlines:
        return
    st.text(words.compared_days(view.period).of(lang))
    st.html(_GRID)
    with st.container(key="headlines"):
        for headline in view.headlines:
            _metric(headline, view.period)
    if verdict.notes:
        st.text("\n".join(note.of(lang) for note in verdict.notes))


def _metric(headline: Headline, days: Period) -> None:
    lang, signed = language(), words.signed(headline)
    shown = words.shown(headline.value, headline.number.unit).of(lang)
    st.metric(
        escape_markdown(words.label(headline, days).of(lang)),
        escape_markdown(shown),
        signed.of(lang) if signed is not None else None,
        delta_color=_COLOURS[headline.number.good] if headline.change else "off",
        delta_arrow="auto" if headline.change else "off",
        help=widgets.contract(words.contract(headline, days)),
    )
