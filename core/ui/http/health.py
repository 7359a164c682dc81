"""`/healthz`: 200 when the catalog opens, 503 otherwise. No Streamlit, no data."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.errors import UserError


def _opens() -> bool:
    # Not before the server runs: Streamlit's caches look for its runtime when they are defined.
    from core.store import Store
    from core.ui.cache import workspace_root

    try:
        Store.open(workspace_root()).head()
    except (UserError, OSError):
        return False
    return True


async def _health(_: Request) -> PlainTextResponse:
    healthy = await asyncio.to_thread(_opens)
    return PlainTextResponse("ok\n" if healthy else "catalog\n", 200 if healthy else 503, {"Cache-Control": "no-store"})


HEALTH = Route("/healthz", _health, methods=["GET"])
