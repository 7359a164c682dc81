"""The versioned store: immutable Parquet files and a catalog whose every version names some of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.store import backup, mart_catalog, upkeep
from core.store.fs import LOCAL, FileSystem
from core.store.model import DataFile, GcReport, Pin, VerifyReport, Version
from core.store.refusals import disk_errors, file_damaged, not_empty
from core.store.workspace import Workspace, utc_now

if TYPE_CHECKING:
    import pyarrow as pa


class Store(Workspace):
    """One workspace. May be used by several threads and processes at once.

    Writers wait for each other (`writing`), readers never wait. A version is there when one SQLite transaction
    is, and that begins only when every file of the version and its folder are synced. Every method may raise
    StoreUnwritable, StoreBusy and StoreDamaged; the head is then what it was and the call can be repeated.
    """

    def put(
        self,
        table: str,
        bucket: int,
        rows: int,
        data: bytes | pa.Buffer,
        low: str | None = None,
        high: str | None = None,
    ) -> DataFile:
        """Store the bytes of one Parquet file, synced. The same bytes give the same file.

        Inside `writing` together with the commit: gc may delete a file that no version names yet.
        """
        view = memoryview(data).cast("B")
        sha256 = hashlib.sha256(view).hexdigest()
        with self.writing(), disk_errors():
            self._files.place(sha256, view)
        return DataFile(sha256, table, bucket, rows, view.nbytes, low, high)

    def commit(
        self,
        files: Mapping[str, Sequence[DataFile]],
        *,
        parent: int | None,
        action: str,
        who: str,
        note: str = "",
        summary: Mapping[str, Any] | None = None,
    ) -> Version:
        """Make the version after `parent`; `files` are all of its tables. Errors: ParentConflict."""
        named = {table: kept for table, parts in files.items() if (kept := tuple(f for f in parts if f.rows))}
        if any(file.table != table for table, parts in named.items() for file in parts):
            raise ValueError("a file was put for another table than the one it is committed to")
        with self.writing(), disk_errors():
            self._settle(file for parts in named.values() for file in parts)
            return self._catalog.add_version(named, parent, self._entry(action, who, note, summary or {}))

    def undo(self, n: int, who: str) -> Version | None:
        """A new version whose tables equal those of `n`; None when they already equal the head's.

        Errors: UnknownVersion; StoreDamaged if a file of `n` is lost.
        """
        with self.writing(), disk_errors():
            head, target = self._catalog.head(), self._catalog.version(n)
            if head is None or _hashes(head) == _hashes(target):
                return None
            for file in (file for parts in target.files.values() for file in parts):
                if not self._files.present([file]):
                    raise file_damaged(self._files.name(file.sha256))
            action = "demo" if target.action == "demo" else "undo"  # the demo's tables stay marked as the demo
            entry = self._entry(action, who, "", {"to": n})
            return self._catalog.add_version(target.files, head.number, entry)

    def pin(self, n: int, reason: str) -> None:
        """Keep version `n` from gc. Errors: UnknownVersion."""
        with self.writing():
            self._catalog.pin(n, reason)

    def unpin(self, n: int, reason: str) -> None:
        """Take back a pin."""
        with self.writing():
            self._catalog.unpin(n, reason)

    def pins(self) -> list[Pin]:
        """All pins."""
        return self._catalog.pins()

    # marts ------------------------------------------------------------------------------------------------

    def mart(self, name: str, key: str) -> tuple[DataFile, ...] | None:
        """The files saved under this name and key; None if there are none, or not all any more."""
        return next((files for found, _, files in self._marts(name) if found == key), None)

    def latest_mart(self, name: str) -> tuple[str, int, tuple[DataFile, ...]] | None:
        """Key, version and files of the newest version's mart of this name."""
        return next(self._marts(name), None)

    def save_mart(self, name: str, key: str, version: int, files: Sequence[DataFile]) -> None:
        """Register files (put before) as a mart of `version`. Errors: UnknownVersion."""
        with self.writing(), disk_errors():
            self._settle(files)
            with self._catalog.writing("save_mart") as connection:
                mart_catalog.save_mart(connection, name, key, version, files)

    def _marts(self, name: str) -> Iterator[tuple[str, int, tuple[DataFile, ...]]]:
        with self._catalog.reading() as connection:
            found = mart_catalog.marts(connection, name)
        with disk_errors():
            yield from (mart for mart in found if self._files.present(mart[2]))

    # upkeep -----------------------------------------------------------------------------------------------

    def gc(self) -> GcReport:
        """Delete what the retention no longer keeps (settings gc.keep_versions 50, gc.keep_days 90), and damaged marts.

        Not between a put and its commit in the same `writing` block.
        """
        with self.writing(), self._deleting():
            return upkeep.collect(self._catalog, self._files, self._now())

    def verify(self) -> VerifyReport:
        """Hash every file again that a kept version or a mart names."""
        with self._keeping():
            return upkeep.verify(self._catalog, self._files)

    def rewrite(
        self, replacements: Mapping[str, DataFile | None], who: str, note: str, summary: Mapping[str, Any]
    ) -> None:
        """Replace files (by hash; None: drop) in ALL kept versions at once, delete the old ones and all marts.

        Used to forget a person. Adds a version `forget` with the head's tables, so that nothing cached
        under an older number is shown again.
        """
        with self.writing(), self._deleting():
            entry = self._entry("forget", who, note, summary)
            upkeep.forget(self._catalog, self._files, replacements, entry)

    def backup(self, target: Path) -> None:
        """Write the whole workspace to one file, consistent while others write. Errors: StoreDamaged."""
        with self._keeping(), disk_errors():
            backup.save(self._catalog, self._files, self._fs, Path(target).absolute())

    @classmethod
    def restore(cls, source: Path, root: Path, fs: FileSystem = LOCAL, now: Callable[[], datetime] = utc_now) -> Store:
        """Make the workspace in `root` (missing, or without versions) what the backup holds.

        Every hash is checked before anything is written, and one transaction makes it visible.
        Errors: WorkspaceNotEmpty, BackupDamaged, BackupMissing, StoreTooNew.
        """
        with disk_errors(), backup.opened(fs, source) as saved:
            if fs.size(Path(root) / "catalog.sqlite") and cls.open(root, fs, now).head() is not None:
                raise not_empty()
            content = saved.check()
            store = cls.open(root, fs, now)
            with store.writing():
                if store.head() is not None:
                    raise not_empty()
                for sha256, size in content.files.items():
                    store._files.place(sha256, memoryview(saved.file(sha256, size)))
                store._files.settle(())
                with store._catalog.writing("restore") as connection:
                    content.load(connection)
        return store


def _hashes(version: Version) -> dict[str, list[str]]:
    return {table: sorted(file.sha256 for file in files) for table, files in version.files.items()}
