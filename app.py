"""The app: one ASGI object that `make run`, `streamlit run app.py` and `uvicorn app:app` all start."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.ui.errors import show_error
from core.ui.http import MIDDLEWARE, ROUTES, lifespan

app = st.App(
    Path(__file__).resolve().parent / "core" / "ui" / "frame.py",
    middleware=MIDDLEWARE,
    routes=ROUTES,
    lifespan=lifespan,
    on_script_error=show_error,
)


def serve(port: int) -> None:
    """Serve on 127.0.0.1 until stopped; nobody outside this machine can connect."""
    app.run(
        config={
            "server.port": port,
            "server.address": "127.0.0.1",
            "server.headless": True,
            "browser.gatherUsageStats": False,
        }
    )


if __name__ == "__main__":
    serve(8501)
