"""What stands between the browser and Streamlit: gates, headers, own pages, assets and the start of the server."""

from __future__ import annotations

from starlette.middleware import Middleware

from core.ui.http.assets import Assets
from core.ui.http.headers import SecurityHeaders
from core.ui.http.health import HEALTH
from core.ui.http.hosts import HostGate
from core.ui.http.pages import FAVICON, START_SCRIPT, Pages
from core.ui.http.startup import lifespan
from core.ui.http.uploads import UploadGate

MIDDLEWARE = [
    Middleware(SecurityHeaders),
    Middleware(HostGate),
    Middleware(Assets),
    Middleware(UploadGate),
    Middleware(Pages),
]
"""Outermost first: refusals carry the security headers too."""

ROUTES = [HEALTH, FAVICON, START_SCRIPT]

__all__ = ["MIDDLEWARE", "ROUTES", "lifespan"]
