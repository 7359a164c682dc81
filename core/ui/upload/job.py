"""One import of the page: a thread of its own that reads, compares and commits; the page only looks and asks."""

from __future__ import annotations

import logging
import os
import queue
import secrets
import shutil
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Literal

from core import marts
from core.domain.problems import refusal
from core.errors import ImportRefused, ParentConflict, UserError
from core.ingest.choice import NOTHING_CHOSEN, Choice
from core.ingest.comparison import Comparison
from core.ingest.importer import ImportSession, open_import
from core.ingest.mapping.pii import scrub
from core.ingest.preview import Preview
from core.ingest.staging import FileReport
from core.store import Store, Version

IDLE_SECONDS = 30 * 60
"""An import nobody looks at ends after this time, and what it spooled goes."""
MOST_FILES = 50
_LISTEN_SECONDS = 5
UNKNOWN_LAYOUT = frozenset({"unknown_format", "missing_columns", "missing_required_columns"})
"""Refusals that a mapping by hand mends."""
_PREVIEWED = UNKNOWN_LAYOUT | {"bad_encoding", "bad_delimiter"}


@dataclass
class ImportFile:
    """One dropped file. `state`: waiting for its turn, being read, read, or refused (its report says why)."""

    number: int
    name: str
    path: Path
    size: int
    arrived: date
    state: Literal["waiting", "reading", "read", "refused"] = "waiting"
    rows: int = 0
    choice: Choice = NOTHING_CHOSEN
    report: FileReport | None = None
    preview: Preview | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def refusal(self) -> ImportRefused | None:
        """Why the file is not read."""
        return self.report.refusal if self.report else None


class ImportJob:
    """All methods return at once; the work is done in the job's thread, in the order asked for.

    `shown` is the difference against the head (None while something is read), `version` the committed version,
    `conflict` the version that somebody else committed since `shown` was computed, `error` what went wrong last.
    """

    def __init__(self, store: Store, who: str) -> None:
        self.store, self.who = store, who
        self.files: list[ImportFile] = []
        self.shown: Comparison | None = None
        self.version: Version | None = None
        self.conflict: Version | None = None
        self.error: UserError | None = None
        self.fault: str | None = None
        self.ended = False
        self.looked_at = time.monotonic()
        self._tasks: queue.Queue[Callable[[ImportSession], None]] = queue.Queue()
        self._open = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._spool: Path | None = None
        self._next = 0
        self._thread = threading.Thread(target=self._work, name="import", daemon=True)
        self._thread.start()
        self._ready.wait()

    @property
    def busy(self) -> bool:
        """Whether anything asked for is not done yet."""
        return self._open > 0 and not self.ended

    def add(self, name: str, content: IO[bytes], now: datetime) -> ImportFile:
        """Spool a dropped file (0600) and read it. Raises ImportRefused when the disk is full."""
        shown = self._own_name(scrub(Path(name.replace("\\", "/")).name) or "file")
        if self._spool is None or self.ended:
            raise self.error or refusal("cancelled", file=shown)
        if len(self.files) >= MOST_FILES:
            raise refusal("too_many_files", file=shown)
        number, self._next = self._next, self._next + 1
        path = self._spool / f"upload-{number}{Path(shown).suffix[:10]}"
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                shutil.copyfileobj(content, out, 1 << 20)
        except OSError:
            path.unlink(missing_ok=True)
            raise refusal("spool_full", file=shown) from None
        found = ImportFile(number, shown, path, path.stat().st_size, now.date())
        self.files.append(found)
        self._ask(self._read_waiting)
        return found

    def read(self, file: ImportFile, choice: Choice) -> None:
        """Read one file again as the user says; the others stay as they are."""
        file.choice, file.state, file.rows, self.shown = choice, "waiting", 0, None
        self._ask(self._read_waiting)

    def look_into(self, file: ImportFile, choice: Choice) -> None:
        """Make a preview of one file: its columns and possible encodings."""
        file.preview = None
        self._ask(lambda session: self._preview(session, file, choice))

    def remove(self, file: ImportFile) -> None:
        """Take one file out of the import."""
        file.stop.set()
        self.files = [kept for kept in self.files if kept is not file]
        self.shown = None
        self._ask(lambda session: self._forget(session, file))

    def commit(self, *, accept_partial: bool) -> None:
        """Make one version of the difference shown."""
        shown = self.shown
        if shown is not None:
            self._ask(lambda session: self._commit(session, shown, accept_partial))

    def cancel(self) -> None:
        """End the import: reading children are killed and everything spooled is removed."""
        self._stop.set()
        for file in self.files:
            file.stop.set()
        self._tasks.put(_nothing)

    def wait_ended(self) -> None:
        """Return when the import has ended and its spool is gone (at most 30 s)."""
        self._thread.join(30)

    def _own_name(self, name: str) -> str:
        """The file's name, numbered where the import has one of that name already."""
        taken, stem, number = {file.name for file in self.files}, Path(name), 2
        while name in taken:
            name, number = f"{stem.stem} ({number}){stem.suffix}", number + 1
        return name

    def _ask(self, task: Callable[[ImportSession], None]) -> None:
        with self._lock:
            self._open += 1
        self._tasks.put(task)

    # in the job's thread --------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            with open_import(self.store, self.who) as session:
                self._spool = session.spool
                self._ready.set()
                self._serve(session)
        except UserError as error:
            self.error = error
        except Exception as error:
            self.fault = secrets.token_hex(4)
            frames = "".join(traceback.format_tb(error.__traceback__))
            logging.getLogger("qunce").error("error %s: %s\n%s", self.fault, type(error).__name__, frames)
        finally:
            self.ended = True
            self._ready.set()

    def _serve(self, session: ImportSession) -> None:
        while not self._stop.is_set() and self.version is None:
            try:
                task = self._tasks.get(timeout=_LISTEN_SECONDS)
            except queue.Empty:
                if time.monotonic() - self.looked_at > IDLE_SECONDS:
                    return
                continue
            if self._stop.is_set():
                return
            try:
                task(session)
            except UserError as error:
                self.error = error
            with self._lock:
                self._open -= 1

    def _read_waiting(self, session: ImportSession) -> None:
        waiting = [file for file in self.files if file.state == "waiting"]
        if waiting:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda file: self._read(session, file), waiting))
        if not self._stop.is_set() and all(file.state in ("read", "refused") for file in self.files):
            self._compare(session)

    def _read(self, session: ImportSession, file: ImportFile) -> None:
        if file.stop.is_set():
            return
        file.state = "reading"

        def progress(_: str, rows: int) -> None:
            file.rows = rows

        report = session.read_one(file.number, file.path, file.name, file.choice, progress=progress, stop=file.stop)
        unsure = any(problem.code == "encoding_unsure" for problem in report.problems)
        if file.preview is None and (unsure or (report.refusal is not None and report.refusal.code in _PREVIEWED)):
            self._preview(session, file, Choice(delimiter=file.choice.delimiter, encoding=file.choice.encoding))
        file.report = report
        file.state = "refused" if report.refusal else "read"

    def _preview(self, session: ImportSession, file: ImportFile, choice: Choice) -> None:
        file.preview = session.preview(file.number, file.path, file.name, choice, file.stop)

    def _forget(self, session: ImportSession, file: ImportFile) -> None:
        session.remove(file.number)
        file.path.unlink(missing_ok=True)
        if all(kept.state in ("read", "refused") for kept in self.files):
            self._compare(session)

    def _compare(self, session: ImportSession) -> None:
        self.error = None
        self.shown = session.compare() if session.outputs else None

    def _commit(self, session: ImportSession, shown: Comparison, accept_partial: bool) -> None:
        self.error = None
        try:
            version = session.commit(shown, accept_partial=accept_partial)
        except ParentConflict:
            self.conflict = self.store.head()
            self._compare(session)
            return
        if version is not None:
            try:
                marts.ensure(self.store, version)
            except UserError:
                logging.getLogger("qunce").warning("the reports of version %d are not prepared", version.number)
            self.version = version


def _nothing(session: ImportSession) -> None:
    """Wakes the thread so that it sees that it is to end."""
    del session
