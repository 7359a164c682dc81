"""The HTML documents: the shell Streamlit's client runs in, and our own 404.

Streamlit answers every unknown address with its shell and status 200. Here an address is a page of the menu, or
belongs to Streamlit's own plumbing, or does not exist.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util, get_option

from core.i18n import Lang, Text
from core.ui.http.answers import language_of, sentence
from core.ui.menu import PAGES

# Where the server is and how our theme looks, told before the client starts: it connects at once, without trying
# addresses above and below the page's own, and does not draw in its own font first.
_START_SCRIPT = """window.__streamlit = {
  BACKEND_BASE_URL: new URL(".", document.currentScript.src).href,
  HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false, enableCustomParentMessages: false},
  LIGHT_THEME: %s,
};
"""
_ICON = Path(__file__).parents[1] / "favicon.png"
_PLUMBING = frozenset(
    {"_stcore", "static", "media", "component", "auth", "oauth2callback", "healthz", "favicon.png", "start.js"}
)
# Interfaces of Streamlit that nobody here uses: one drives the app without a browser, one tells how it is used.
_CLOSED = ("/_stcore/agent/", "/_stcore/metrics", "/_stcore/script-health-check")

_TITLE = Text("群策 Qunce", "Qunce 群策")
_NEEDS_SCRIPT = Text("请打开浏览器的 JavaScript，再刷新本页。", "Please switch on JavaScript and reload this page.")
_NOT_FOUND = Text("没有这个页面", "There is no such page")
_PERHAPS = Text(
    "地址可能抄漏了，或者页面已经改名。", "The address may be incomplete, or the page has another name now."
)
_START = Text("回到首页", "Go to the start page")

_OWN_PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/favicon.png"><title>{title} · {product}</title>
<style>body{{margin:0;font:1rem/1.6 'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;color:#1f2a27}}
main{{max-width:36rem;margin:18vh auto 0;padding:0 1.5rem}}a{{color:#0b6b50}}</style></head>
<body><main><p>{product}</p><h1>{title}</h1><p>{text}</p><p><a href="{start}">{link}</a></p></main></body></html>
"""


class Pages:
    """Answers page addresses with the shell and unknown ones with 404; Streamlit's plumbing passes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._start, *others = (f"/{entry.url_path}" for entry in PAGES)
        self._known = {"/", *others}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        answer = self._answer(scope) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path: str = scope["path"]
        if path.startswith(_CLOSED):
            return sentence(scope, 404, _NOT_FOUND)
        if path.split("/")[1] in _PLUMBING:
            return None
        if path == self._start:  # Streamlit knows the first page only as "/"
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"/?{query}" if query else "/", 307, {"Cache-Control": "no-cache"})
        if path == "/" or path.rstrip("/") in self._known:
            if scope["method"] not in ("GET", "HEAD") or (path != "/" and path.endswith("/")):
                return None  # Streamlit answers 405, or sends to the address without the slash
            return HTMLResponse(
                shell(language_of(scope)), headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"}
            )
        if "text/html" in Headers(scope=scope).get("accept", ""):
            return HTMLResponse(_own_page(language_of(scope), _NOT_FOUND, _PERHAPS), 404)
        return sentence(scope, 404, _NOT_FOUND)


@cache
def shell(lang: Lang) -> str:
    """Streamlit's index.html in the reader's language under our name, without inline script and unused parts."""
    html = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    for pattern, ours in (
        (r'<html lang="en">', f'<html lang="{"zh-CN" if lang == "zh" else "en"}">'),
        (r"<title>.*?</title>", f"<title>{_TITLE.of(lang)}</title>"),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{_NEEDS_SCRIPT.of(lang)}</p></noscript>"),
        (r"<script>.*?</script>", '<script src="./start.js"></script>'),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*/>', ""),  # our font is the system's
        (r'<link rel="service-desc"[^>]*/>', ""),
        (r"<!--(?!\s*Copyright).*?-->", ""),
    ):
        html = re.sub(pattern, ours, html, flags=re.DOTALL)
    return html


def _own_page(lang: Lang, title: Text, text: Text) -> str:
    return _OWN_PAGE.format(
        lang="zh-CN" if lang == "zh" else "en",
        product=_TITLE.of(lang),
        title=escape(title.of(lang)),
        text=escape(text.of(lang)),
        start=f"/?lang={lang}",
        link=_START.of(lang),
    )


async def _favicon(_: object) -> FileResponse:
    return FileResponse(_ICON, headers={"Cache-Control": "max-age=86400"})


async def _start_script(_: object) -> Response:
    theme = {"bodyFont": get_option("theme.font"), "primaryColor": get_option("theme.primaryColor")}
    script = _START_SCRIPT % json.dumps({name: value for name, value in theme.items() if value})
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


START_SCRIPT = Route("/start.js", _start_script, methods=["GET"])
FAVICON = Route("/favicon.png", _favicon, methods=["GET"])
