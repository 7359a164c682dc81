"""The upload gate: what Streamlit would take into memory is refused here, before the first byte is kept.

Streamlit itself checks the XSRF token, the session and 200 MB a file; it bounds neither what one session holds nor
what all hold together, and an uploaded file stays in memory until its session ends or drops it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import get_option, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from core.i18n import Text
from core.ui.http.answers import sentence

MEGABYTE = 1 << 20
SESSION_FILES = 200
SESSION_BYTES = 600 * MEGABYTE
SERVER_BYTES = 1500 * MEGABYTE
_FRAME = 64 * 1024  # what the multipart frame adds to a file
_LINGER = 10  # seconds without a byte after which the rest of a refused body is given up

_PREFIX = "/_stcore/upload_file/"

NO_SESSION = Text(
    "这个页面已经断开，文件没有收下。请刷新页面后再上传。",
    "This page is no longer connected, so the file was not taken. Reload the page and upload again.",
)
NO_LENGTH = Text(
    "上传没有说明大小，没有收下。请用浏览器上传。",
    "The upload did not say its size and was not taken. Upload with a browser.",
)
TOO_LARGE = Text(
    "文件超过 {n} MB，没有收下。更大的文件请用命令行导入。",
    "The file is larger than {n} MB and was not taken. Import larger files from the command line.",
)
SESSION_FULL = Text(
    "这个页面已经有 {n} 个文件或 {size} MB，先提交或移除一些再上传。",
    "This page already holds {n} files or {size} MB: commit or remove some before uploading more.",
)
SERVER_FULL = Text(
    "现在上传的人太多，请几分钟后再试。",
    "Too much is being uploaded right now. Try again in a few minutes.",
)


class UploadGate:
    """Answers 411, 403, 413 or 503 with one sentence, or lets the upload through to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._arriving: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gate PUT requests to the upload address; everything else passes."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        session = scope["path"].removeprefix(_PREFIX).partition("/")[0]
        length = Headers(scope=scope).get("content-length", "")
        # The HTTP server cuts a body off at its declared length, so a declared size is a true upper bound.
        refusal = self._refusal(session, int(length)) if length.isdecimal() else (411, NO_LENGTH)
        if refusal is not None:
            await _refuse(sentence(scope, *refusal), scope, receive, send)
            return
        self._arriving[session] += int(length)
        try:
            await self._app(scope, receive, send)
        finally:
            self._arriving[session] -= int(length)
            self._arriving += Counter()  # forgets finished sessions

    def _refusal(self, session: str, length: int) -> tuple[int, Text] | None:
        engine = runtime.get_instance()
        if not engine.is_active_session(session):
            return 403, NO_SESSION
        limit = int(get_option("server.maxUploadSize"))
        if length > limit * MEGABYTE + _FRAME:
            return 413, TOO_LARGE.fill(n=limit)
        held = _held(engine.uploaded_file_mgr)
        files, size = held.get(session, (0, 0))
        if files >= SESSION_FILES or size + self._arriving[session] + length > SESSION_BYTES + _FRAME:
            return 413, SESSION_FULL.fill(n=SESSION_FILES, size=SESSION_BYTES // MEGABYTE)
        everything = sum(size for _, size in held.values()) + self._arriving.total()
        return (503, SERVER_FULL) if everything + length > SERVER_BYTES else None


async def _refuse(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once, but end the connection only when the browser has sent what it began, which is thrown away,
    or more than any file may have.

    Closing a connection while its body is on the way resets it, and a browser may then show a network error instead of
    the sentence.
    """

    async def kept_open(message: Message) -> None:
        await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    answer.headers["Connection"] = "close"
    await answer(scope, receive, kept_open)
    left, more = int(get_option("server.maxUploadSize")) * MEGABYTE, True
    with suppress(TimeoutError):
        while more and left > 0:
            async with asyncio.timeout(_LINGER):
                message = await receive()
            left, more = left - len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.body", "body": b""})


def _held(manager: object) -> dict[str, tuple[int, int]]:
    """Files and bytes that each session holds in memory."""
    if not isinstance(manager, MemoryUploadedFileManager):
        return {}
    return {
        session: (len(files), sum(len(file.data) for file in files.copy().values()))
        for session, files in manager.file_storage.copy().items()
    }
