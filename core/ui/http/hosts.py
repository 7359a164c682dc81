"""Who may talk to the server: only pages that it served itself, under a name that it knows.

A stranger's page can point its own domain at 127.0.0.1 (DNS rebinding) or open a websocket to it; both are refused
before Streamlit sees them. Names beside this machine's own come from Streamlit's option server.allowedHosts, further
origins (a proxy that rewrites Host) from server.corsAllowedOrigins.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import get_option

from core.i18n import Text
from core.ui.http.answers import sentence

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_REFUSED = Text(
    "这个地址不被接受。请用启动时显示的地址打开。",
    "This address is not accepted. Open the app under the address printed at its start.",
)


class HostGate:
    """Refuses a Host header it does not know and an Origin that is not its own, for HTTP (403) and websockets."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "lifespan" or _is_welcome(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await sentence(scope, 403, _REFUSED)(scope, receive, send)


def _is_welcome(headers: Headers) -> bool:
    host, origin = headers.get("host", ""), headers.get("origin")
    if not _is_known(host):
        return False
    return origin is None or urlsplit(origin).netloc == host or origin in get_option("server.corsAllowedOrigins")


def _is_known(host: str) -> bool:
    allowed = set(get_option("server.allowedHosts"))
    if not allowed and get_option("server.address") not in LOOPBACK:
        return True  # published on purpose, and nobody said under which name
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return (
        "*" in allowed
        or name in allowed | LOOPBACK
        or any(pattern.startswith("*.") and name.endswith(pattern[1:]) for pattern in allowed)
    )
