"""Writes the demo company into an empty workspace through the real import, and takes it out again."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from core.demo.tables import tables
from core.errors import BadRequest
from core.i18n import Text
from core.ingest.importer import ImportSession, open_import
from core.store import Store, Version

ACTION = "demo"
"""Marks a version that holds the demo company."""
REMOVED = "demo_removed"
"""Marks the empty version after its removal."""
COMMIT = "commit"
"""The stage after the last table."""

Progress = Callable[[str, int, int], None]
"""Called with (canonical table or COMMIT, rows of it so far, percent of the whole work); from several threads."""

_ROWS = 620_000
"""About as many rows as the company has; only the progress bar needs to know."""
_READING_PERCENT = 75


def write(store: Store, *, end: date | None = None, seed: int = 1, progress: Progress | None = None) -> Version:
    """Write the demo company with data to the end of day `end` (default: yesterday in the workspace's zone).

    Raises BadRequest if the workspace has a version already. Until the version is there nothing is, so a stopped
    writing can simply be started again.
    """
    refuse_unless_empty(store)
    tell = progress or _silent
    with open_import(store, who=ACTION, action=ACTION) as session:
        _read(session, seed, end or yesterday(store), tell)
        tell(COMMIT, 0, _READING_PERCENT)
        shown = session.compare()
        with store.writing():
            refuse_unless_empty(store)
            version = session.commit(shown)
    assert version is not None
    return version


def remove(store: Store, who: str) -> Version:
    """Take the demo out: a new version without any rows. Undo brings it back. Raises BadRequest without a demo."""
    with store.writing():
        head = store.head()
        if head is None or head.action != ACTION:
            raise BadRequest(
                Text("当前数据不是演示数据，不用移除。", "The data are not the demo; there is nothing to remove."),
                Text("要退回旧数据，请在版本列表里撤销。", "To go back to older data, undo in the list of versions."),
            )
        return store.commit({}, parent=head.number, action=REMOVED, who=who)


def refuse_unless_empty(store: Store) -> None:
    """Raises BadRequest if the workspace has a version: the demo never mixes with anything."""
    if store.head() is not None:
        raise BadRequest(
            Text(
                "这个工作区已有数据，演示数据只写入空的工作区。",
                "This workspace has data; the demo needs an empty one.",
            ),
            Text("请用 --workspace 指定一个新文件夹。", "Name a new folder with --workspace."),
        )


def yesterday(store: Store) -> date:
    """The last day that is over in the workspace's zone."""
    return datetime.now(store.zone).date() - timedelta(days=1)


def _read(session: ImportSession, seed: int, end: date, tell: Progress) -> None:
    """Each table is read while the next ones are still being made; one that fails stops the others."""
    done: Counter[str] = Counter()
    stop = threading.Event()

    def read(number: int, path: Path) -> None:
        def at(rows: int) -> None:
            done[path.stem] = rows
            tell(path.stem, rows, min(sum(done.values()) * _READING_PERCENT // _ROWS, _READING_PERCENT))

        report = session.read_one(number, path, path.name, progress=lambda _, record: at(record - 1), stop=stop)
        if report.refusal is not None:
            raise report.refusal
        at(sum(output.source_rows for output in report.outputs))

    with tempfile.TemporaryDirectory(prefix="made-", dir=session.spool) as folder, ThreadPoolExecutor(2) as pool:
        readings = []
        for number, (name, made) in enumerate(tables(seed, end)):
            path = Path(folder) / f"{name}.parquet"
            pq.write_table(made, path, compression="zstd")
            readings.append(pool.submit(read, number, path))
        try:
            for reading in readings:
                reading.result()
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _silent(stage: str, rows: int, percent: int) -> None:
    del stage, rows, percent
