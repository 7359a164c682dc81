"""Opening a workspace, its settings, reading its versions, and the locks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from core.errors import StoreBusy, StoreUnwritable
from core.store import mart_catalog, upkeep
from core.store.catalog import DEFAULT_ZONE, Catalog, Entry
from core.store.files import Files
from core.store.fs import LOCAL, FileSystem
from core.store.lock import WriterLock, files_lock
from core.store.model import DataFile, Version
from core.store.refusals import catalog_damaged, disk_errors, file_damaged, unknown_zone

_WAIT_SECONDS = 60.0


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Workspace:
    """An opened workspace: what reading and every kind of writing share."""

    def __init__(self, root: Path, fs: FileSystem, now: Callable[[], datetime]) -> None:
        """Use `open`."""
        self.root = root
        self._fs = fs
        self._now = now
        self._files = Files(root, fs)
        self._catalog = Catalog(root / "catalog.sqlite", fs)
        self._lock = WriterLock(fs, root / "lock")

    @classmethod
    def open(cls, root: Path, fs: FileSystem = LOCAL, now: Callable[[], datetime] = utc_now) -> Self:
        """The workspace in folder `root`; an empty one is made if there is none. Errors: StoreTooNew."""
        store = cls(Path(root).absolute(), fs, now)
        with disk_errors():
            if not store._catalog.ready():
                store._create()
        with store._catalog.reading() as connection:
            unfinished = mart_catalog.doomed(connection)
        if unfinished:  # a forget was killed after its commit
            with suppress(StoreBusy, StoreUnwritable), store.writing(0), store._deleting(0):
                upkeep.sweep(store._catalog, store._files)
        return store

    def _create(self) -> None:
        self._make_folder(self.root)
        with suppress(PermissionError):  # a parent folder without read permission cannot be synced
            self._fs.sync_folder(self.root.parent)
        with self.writing():
            if self._catalog.ready():
                return
            if any(path.suffix == ".parquet" for path in self._files.orphans(set())):
                raise catalog_damaged("missing")  # the data is there: an empty catalog would let gc delete it
            self._fs.make_folder(self._files.folder)
            self._catalog.create()

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            self._fs.make_folder(folder)
            with suppress(PermissionError):
                self._fs.sync_folder(folder.parent)

    # settings ---------------------------------------------------------------------------------------------

    @property
    def secret(self) -> bytes:
        """32 random bytes made once: the key for personal ids. Travels with a backup, never leaves otherwise."""
        return self._catalog.secret()

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's zone (setting `zone`)."""
        return ZoneInfo(self.setting("zone", DEFAULT_ZONE))

    def setting(self, name: str, default: Any = None) -> Any:
        """A JSON value kept in the catalog."""
        return self._catalog.setting(name, default)

    def settings_revision(self) -> str:
        """Another text after any change of a setting."""
        return self._catalog.settings_revision()

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a JSON value in the catalog. Errors: BadRequest for an unknown `zone`."""
        if name == "zone":
            try:
                ZoneInfo(value)
            except (ValueError, TypeError, OSError, KeyError) as error:
                raise unknown_zone(str(value)) from error
        self._catalog.set_setting(name, value)

    # reading ----------------------------------------------------------------------------------------------

    def head(self) -> Version | None:
        """The newest version; None in an empty workspace."""
        return self._catalog.head()

    def version(self, n: int) -> Version:
        """Version `n`. Errors: UnknownVersion."""
        return self._catalog.version(n)

    def versions(self) -> list[Version]:
        """All kept versions, oldest first."""
        return self._catalog.versions()

    def checked(self, files: Iterable[DataFile]) -> list[Path]:
        """Where files lie that are what they were when stored: hashed once per process. Errors: StoreDamaged."""
        wanted = list(files)
        damaged = self._files.first_damaged(wanted)
        if damaged is not None:
            raise file_damaged(self._files.name(damaged.sha256))
        return [self.path(file) for file in wanted]

    def is_intact(self, files: Iterable[DataFile]) -> bool:
        """Whether all these files are what they were when stored."""
        return self._files.first_damaged(files) is None

    def path(self, file: DataFile) -> Path:
        """Where a file lies. It is immutable; gc deletes it when no kept version and no mart names it."""
        return self._files.path(file.sha256)

    # locks ------------------------------------------------------------------------------------------------

    def writing(self, wait_seconds: float = _WAIT_SECONDS) -> AbstractContextManager[None]:
        """Exclude other writers (processes and threads) for the block. Errors: StoreBusy after the wait.

        Re-entrant in the same thread. Goes with the process when that is killed.
        """
        return self._lock.hold(wait_seconds)

    def _settle(self, files: Iterable[DataFile]) -> None:
        """Sync the folders of those files that no version names yet."""
        known = self._catalog.known()
        self._files.settle(file for file in files if file.sha256 not in known)

    def _entry(self, action: str, who: str, note: str, summary: Mapping[str, Any]) -> Entry:
        return Entry(self._now(), action, who, note, dict(summary))

    def _deleting(self, wait_seconds: float = _WAIT_SECONDS) -> AbstractContextManager[None]:
        """For those who delete files (after `writing`)."""
        return files_lock(self._fs, self._files.folder, delete=True, wait_seconds=wait_seconds)

    def _keeping(self) -> AbstractContextManager[None]:
        """For those who read many files: nobody deletes any meanwhile."""
        return files_lock(self._fs, self._files.folder, delete=False, wait_seconds=_WAIT_SECONDS)
