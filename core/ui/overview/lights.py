"""The lights of the health check as tiles, and the list of the chosen one."""

from __future__ import annotations

import streamlit as st

from core.charts.palette import CONVERTED, LOST, MUTED
from core.reports.health import words
from core.reports.health.rules import HealthCheck, Reading
from core.reports.health.tables import light_table
from core.ui import bound, widgets
from core.ui.menu import page
from core.ui.state import HEALTH_LIST, language
from core.ui.words import escape_markdown, say

_GRID = """<style>
.st-key-lights { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .6rem; }
.st-key-lights > div, .st-key-lights div:has(button), .st-key-lights span:has(button),
.st-key-lights button { width: 100% !important; height: 100%; }
.st-key-lights button { justify-content: flex-start; text-align: left; padding: .5rem .7rem; border-left-width: 5px; }
.st-key-lights button > div { justify-content: flex-start; text-align: left; }
.st-key-lights button strong { display: block; font-size: 1.5rem; line-height: 1.2; }
@media (max-width: 640px) { .st-key-lights { grid-template-columns: 1fr 1fr; } }
"""


def draw(check: HealthCheck) -> None:
    """Tiles in a grid, then the list of the chosen light: the address's, else the one the verdict speaks of."""
    lang = language()
    top, by_code = words.leading(check), {reading.code: reading for reading in check.lights}
    chosen = by_code.get(bound.code_of(HEALTH_LIST)) or top or check.lights[0]
    st.header(say("体检", "Health check"), anchor=False, help=words.help_(check).of(lang))
    st.html(_GRID + "".join(_colour(reading) for reading in check.lights) + "</style>")
    with st.container(key="lights"):
        for reading in check.lights:
            st.button(
                _tile(reading),
                key=f"light_{reading.code}",
                type="primary" if reading is chosen else "secondary",
                help=widgets.contract(words.contract(reading)),
                on_click=bound.set_code,
                args=(HEALTH_LIST, reading.code),
                width="stretch",
            )
    _list(chosen, said=top is chosen)


def _tile(reading: Reading) -> str:
    """The number in bold, then a sign (not colour alone) and the name."""
    shown, name = words.number(reading), escape_markdown(words.name(reading).of(language()))
    if shown is None:
        return f"**—** {name}"
    return f"**{shown.of(language())}** {'▲' if reading.alarm else '✓'} {name}"


def _colour(reading: Reading) -> str:
    colour = MUTED if reading.count is None else LOST if reading.alarm else CONVERTED
    return f".st-key-light_{reading.code} button {{ border-left-color: {colour}; }}\n"


def _list(reading: Reading, said: bool) -> None:
    """The groups behind a light, what to do with them, or what it needs to be judged and where to give it."""
    lang = language()
    title = escape_markdown(words.heading(reading).of(lang))
    st.subheader(title, anchor=False, help=widgets.contract(words.contract(reading)))
    for line in words.lines(reading, said):
        st.text(line.of(lang))
    if reading.count is None:
        st.page_link(page(reading.light.page).path, label=say("去补上", "Go there"))
    elif reading.listing.rows:
        widgets.show_table(light_table(reading), f"health_{reading.code}")
