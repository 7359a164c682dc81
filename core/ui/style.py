"""The little CSS that Streamlit's theme cannot say. It holds no data.

The grid's own CSV button is hidden: it would write cells that a spreadsheet takes for formulas; 下载 does not.

Streamlit fades every element of its own while a run goes on, which makes each a layer that the browser paints twice.
Here one bar over the page shows after half a second that it is being redrawn; charts and tables keep to themselves
what they change.
"""

from __future__ import annotations

import streamlit as st

from core.charts.palette import CONVERTED, INK, MUTED, NEUTRAL, PENDING
from core.ui.state import BOUND

_HIDDEN = ", ".join(f".st-key-{key}" for key in BOUND)
_CSS = f"""<style>
@font-face {{ font-family: 'Qunce marks'; unicode-range: U+2018-2019, U+201C-201D, U+2026;
  src: local('Noto Sans'), local('Segoe UI'), local('Helvetica Neue'), local('Roboto'), local('Arial'),
    local('Liberation Sans'), local('DejaVu Sans'); }}
[data-testid="stMainBlockContainer"] {{ padding-top: 4rem; padding-bottom: 3rem; }}
[data-testid="stText"] {{ font-family: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }}
h1, h2, h3 {{ overflow-wrap: anywhere; text-wrap: pretty; }}
[data-testid="stMain"] h1 {{ padding: .6rem 0 .3rem; }}
[data-testid="stMain"] h2 {{ padding: .5rem 0; line-height: 1.35; }}
[data-testid="stMain"] [data-testid="stPageLink-NavLink"] {{ border: 1px solid {CONVERTED}; border-radius: .5rem;
  padding: .35rem .9rem; width: fit-content; }}
[data-testid="stMain"] [data-testid="stPageLink-NavLink"] p {{ color: {CONVERTED}; }}
.st-key-next_step [data-testid="stPageLink-NavLink"] {{ background: {CONVERTED}; }}
.st-key-next_step [data-testid="stPageLink-NavLink"] p {{ color: #ffffff; }}
{_HIDDEN} {{ display: none; }}
[data-stale="true"], [data-testid="stExpander"] details, [data-testid="stExpander"] summary {{
  opacity: 1 !important; transition: none !important; }}
[data-testid="stApp"]::before {{ content: ""; position: fixed; inset: 0 0 auto 0; height: 4px; z-index: 1000000;
  background: {PENDING}; visibility: hidden; }}
[data-testid="stApp"][data-test-script-state="running"]::before {{
  visibility: visible; transition: visibility 0s .5s; }}
[data-testid="stMain"] [data-testid="stEChartsChart"], .qunce-table {{ contain: content; }}
[data-testid="stElementToolbarButton"]:has(button[aria-label^="Download"]) {{ display: none; }}
.qunce-line {{ color: {MUTED}; font-size: .875rem; overflow-wrap: anywhere; }}
.qunce-line b {{ color: {INK}; }}
.qunce-demo {{ background: #fff3d6; color: #6b4a00; border-radius: 4px; padding: 0 .4em; }}
.qunce-table {{ overflow-x: auto; }}
.qunce-table table {{ border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }}
.qunce-table th {{ text-align: left; font-weight: 600; border-bottom: 1px solid {MUTED}; padding: .35rem .6rem;
  vertical-align: bottom; word-break: keep-all; }}
.qunce-table td {{ border-bottom: 1px solid {NEUTRAL}; padding: .35rem .6rem; white-space: nowrap; }}
.qunce-table td.text {{ white-space: normal; min-width: 5em; }}
.qunce-table td:first-child {{ min-width: 6.5em; }}
.qunce-table .count, .qunce-table .share, .qunce-table .money, .qunce-table .days, .qunce-table .hours,
.qunce-table .decimal {{ text-align: right; }}
.qunce-table .marked td {{ font-weight: 600; background: #fdf1ee; }}
@media (max-width: 640px) {{
  [data-testid="stMainBlockContainer"] {{ padding-left: 1rem; padding-right: 1rem; }}
  [data-testid="stMain"] h1 {{ font-size: 1.3rem; }}
  [data-testid="stMain"] h2 {{ font-size: 1.05rem; }}
  .qunce-table .wide {{ display: none; }}
  .qunce-table table {{ font-size: .8125rem; }}
  .qunce-table th, .qunce-table td {{ padding: .35rem .22rem; }}
  .qunce-table td:first-child {{ min-width: 5.2em; }}
}}
</style>"""


def apply() -> None:
    """Add the rules to this page."""
    st.html(_CSS)
