"""Short answers of the HTTP layer: one sentence in the reader's language, no trace."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Scope

from core.i18n import Lang, Text


def language_of(scope: Scope) -> Lang:
    """The language of a request: the URL's `lang`, else the browser's first one, else Chinese."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    if asked in ("zh", "en"):
        return "zh" if asked == "zh" else "en"
    return "en" if Headers(scope=scope).get("accept-language", "").strip().lower().startswith("en") else "zh"


def sentence(scope: Scope, status: int, text: Text) -> PlainTextResponse:
    """An answer of one sentence."""
    return PlainTextResponse(text.of(language_of(scope)) + "\n", status, {"Cache-Control": "no-store"})
