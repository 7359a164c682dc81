"""Serve page.py behind the real HTTP layer and error page: serve.py --port N."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from core.ui.errors import show_error
from core.ui.http import MIDDLEWARE, ROUTES, lifespan

app = st.App(
    Path(__file__).with_name("page.py"),
    middleware=MIDDLEWARE,
    routes=ROUTES,
    lifespan=lifespan,
    on_script_error=show_error,
)

if __name__ == "__main__":
    app.run(
        config={
            "server.port": int(sys.argv[sys.argv.index("--port") + 1]),
            "server.address": "127.0.0.1",
            "server.headless": True,
            "browser.gatherUsageStats": False,
        }
    )
