"""Every file-system call of the store, behind one small object.

Tests hand the store another one: it fails the Nth call, forgets what was not synced, or kills the process.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import BinaryIO, cast

_NEW = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class FileSystem:
    """The local disk. Files are made 0600, folders 0700; nothing follows a link when it creates."""

    def step(self, name: str, path: Path | None = None) -> None:
        """Called before each call or step. Does nothing here; tests override it to inject faults."""

    def make_folder(self, path: Path) -> None:
        """Make one folder; no error if it is there already."""
        self.step("make_folder", path)
        try:
            path.mkdir(0o700)
        except FileExistsError:
            if not path.is_dir():
                raise

    def create(self, path: Path) -> BinaryIO:
        """Open a new file for writing; FileExistsError if the name is taken."""
        self.step("create", path)
        return cast(BinaryIO, os.fdopen(os.open(path, os.O_WRONLY | _NEW, 0o600), "wb"))

    def write(self, path: Path, data: bytes | memoryview) -> None:
        """Create a file that holds `data` (not yet on the disk: see sync_file)."""
        self.step("write", path)
        with os.fdopen(os.open(path, os.O_WRONLY | _NEW, 0o600), "wb", buffering=0) as target:
            rest = memoryview(data).cast("B")
            while rest:
                rest = rest[target.write(rest) :]

    def sync_file(self, path: Path) -> None:
        """Wait until the file's bytes are on the disk."""
        self.step("sync_file", path)
        _sync(path)

    def sync_folder(self, path: Path) -> None:
        """Wait until the folder's names are on the disk."""
        self.step("sync_folder", path)
        _sync(path)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file another name in one step, replacing what had that name."""
        self.step("rename", target)
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Remove a file; no error if it is gone already."""
        self.step("unlink", path)
        path.unlink(missing_ok=True)

    def open(self, path: Path) -> BinaryIO:
        """Open a file for reading."""
        self.step("open", path)
        return cast(BinaryIO, path.open("rb"))

    def size(self, path: Path) -> int | None:
        """Bytes in a file; None if there is no such file."""
        self.step("size", path)
        try:
            return path.stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, path: Path) -> list[str]:
        """The sorted names in a folder; empty if there is no such folder."""
        self.step("names", path)
        try:
            return sorted(entry.name for entry in path.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def lock(self, path: Path, exclusive: bool) -> int | None:
        """Lock a file (made if missing) or a folder; None if another one holds it, else a handle for unlock.

        The lock belongs to the open handle, so it goes with the process, however that ends.
        """
        self.step("lock", path)
        flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        handle = os.open(path, flags | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        except BaseException:
            os.close(handle)
            raise
        return handle

    def unlock(self, handle: int) -> None:
        """Release a lock."""
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        full = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: a plain fsync stops at the drive's cache
        if full is None:
            os.fsync(handle)
        else:
            fcntl.fcntl(handle, full)
    finally:
        os.close(handle)


LOCAL = FileSystem()
"""The file system the application uses."""
