"""The imports of this server by their token: whoever has the page's address has the import, nobody else."""

from __future__ import annotations

import atexit
import secrets
import threading
import time

from core.errors import BadRequest
from core.i18n import Text
from core.store import Store
from core.ui.upload.job import IDLE_SECONDS, ImportJob

MOST = 12
"""Imports at the same time; each keeps a small database and its spooled files."""


class ImportRegistry:
    """Bounded: ended and forgotten imports make room for new ones."""

    def __init__(self) -> None:
        self._jobs: dict[str, ImportJob] = {}
        self._lock = threading.Lock()

    def start(self, store: Store, who: str) -> str:
        """A new import on a workspace: its token. Raises BadRequest when too many are under way."""
        with self._lock:
            self._make_room()
            if len(self._jobs) >= MOST:
                raise BadRequest(
                    Text("同时进行的导入太多。", "Too many imports are under way."),
                    Text("请先提交或取消一个，再上传。", "Commit or cancel one first, then upload."),
                )
            token = secrets.token_urlsafe(18)
            self._jobs[token] = ImportJob(store, who)
            return token

    def find(self, token: str | None, store: Store) -> ImportJob | None:
        """The import of a token on this workspace; None for any other token or workspace."""
        job = self._jobs.get(token or "")
        if job is None or job.store.root != store.root:
            return None
        job.looked_at = time.monotonic()
        return job

    def close(self, token: str) -> None:
        """End an import and forget it."""
        job = self._jobs.pop(token, None)
        if job is not None:
            job.cancel()

    def close_all(self) -> None:
        """End every import and wait until nothing of them is left on the disk."""
        jobs = list(self._jobs.values())
        for token in list(self._jobs):
            self.close(token)
        for job in jobs:
            job.wait_ended()

    def _make_room(self) -> None:
        long_ago = time.monotonic() - IDLE_SECONDS
        for token, job in list(self._jobs.items()):
            if job.looked_at < long_ago or (job.ended and len(self._jobs) >= MOST):
                self.close(token)


IMPORTS = ImportRegistry()
atexit.register(IMPORTS.close_all)
