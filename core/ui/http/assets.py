"""Streamlit's hashed scripts and styles, compressed once and kept: a first visit moves a quarter of the bytes.

Streamlit serves them uncompressed, since it would compress them anew for every request. Their names carry a hash, so
the compressed bytes are good until the server stops, and the browser may keep them for a year.
"""

from __future__ import annotations

import asyncio
import gzip
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

_TYPES = {".js": "text/javascript", ".css": "text/css"}
_HEADERS = {
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
    "Cache-Control": "public, immutable, max-age=31536000",
}


@cache
def files() -> dict[str, Path]:
    """Address → file of every script and style. A fixed list: a request never becomes a path."""
    folder = Path(file_util.get_static_dir())
    found = (path for path in (folder / "static").rglob("*") if path.suffix in _TYPES)
    return {f"/{path.relative_to(folder).as_posix()}": path for path in found}


@cache
def packed(address: str) -> bytes:
    """The compressed bytes behind an address of `files`."""
    return gzip.compress(files()[address].read_bytes(), 6, mtime=0)


class Assets:
    """Answers GET and HEAD for a known script or style from memory; everything else passes to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        known = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"] in files()
        if not known or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        content = await asyncio.to_thread(packed, scope["path"])
        media_type = _TYPES[files()[scope["path"]].suffix]
        await Response(content, headers=_HEADERS, media_type=media_type)(scope, receive, send)
