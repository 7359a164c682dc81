"""The little CSS that Streamlit's theme cannot say. It holds no data."""

from __future__ import annotations

import streamlit as st

from core.charts.palette import INK, MUTED, NEUTRAL
from core.ui.bound import HIDDEN

_CSS = f"""<style>
[data-testid="stMainBlockContainer"] {{ padding-top: 4rem; padding-bottom: 3rem; }}
[data-testid="stText"] {{ font-family: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }}
h1, h2, h3 {{ overflow-wrap: anywhere; text-wrap: pretty; }}
[class*="st-key-{HIDDEN}"], div:has(> [class*="st-key-{HIDDEN}"]) {{ display: none; }}
.qunce-line {{ color: {MUTED}; font-size: .875rem; overflow-wrap: anywhere; }}
.qunce-line b {{ color: {INK}; }}
.qunce-demo {{ background: #fff3d6; color: #6b4a00; border-radius: 4px; padding: 0 .4em; }}
.qunce-table {{ overflow-x: auto; }}
.qunce-table table {{ border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }}
.qunce-table th {{ text-align: left; font-weight: 600; border-bottom: 1px solid {MUTED}; padding: .35rem .6rem;
  vertical-align: bottom; word-break: keep-all; }}
.qunce-table td {{ border-bottom: 1px solid {NEUTRAL}; padding: .35rem .6rem; white-space: nowrap; }}
.qunce-table td:first-child {{ white-space: normal; min-width: 7em; }}
.qunce-table .count, .qunce-table .share, .qunce-table .money, .qunce-table .days, .qunce-table .hours,
.qunce-table .decimal {{ text-align: right; }}
.qunce-table .marked td {{ font-weight: 600; background: #fdf1ee; }}
@media (max-width: 640px) {{ [data-testid="stMainBlockContainer"] {{ padding-left: 1rem; padding-right: 1rem; }} }}
</style>"""


def apply() -> None:
    """Add the rules to this page."""
    st.html(_CSS)
