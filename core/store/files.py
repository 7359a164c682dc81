"""The folder of immutable, content-addressed data files."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from core.store.fs import FileSystem
from core.store.model import DataFile
from core.store.refusals import file_gone

_CHUNK = 1 << 20
_FOLDER = re.compile(r"[0-9a-f]{2}")
_OURS = re.compile(r"(?P<sha>[0-9a-f]{64})\.(parquet|[0-9a-f]{16}\.part)")


_SEEN_INTACT: set[tuple[Path, int]] = set()
"""Files (with their time of change) that this process has hashed and found right."""


class Files:
    """Data files under `root`/files. Callers hold the writer's lock for everything that changes them."""

    def __init__(self, root: Path, fs: FileSystem) -> None:
        self.root = root
        self.folder = root / "files"
        self._fs = fs
        self._unsynced: set[Path] = set()

    def name(self, sha256: str) -> str:
        """The file's name relative to the workspace."""
        return f"files/{sha256[:2]}/{sha256}.parquet"

    def path(self, sha256: str) -> Path:
        """Where the file lies."""
        return self.root / self.name(sha256)

    def place(self, sha256: str, data: memoryview) -> None:
        """Bring `data` under its name: written beside it, synced, then renamed; the folder is synced by `settle`.

        An intact file of that name is left alone, a damaged one is replaced. Errors: OSError.
        """
        path = self.path(sha256)
        self._fs.make_folder(self.folder)
        self._fs.make_folder(path.parent)
        self._unsynced.add(path.parent)
        if self.fault(sha256, data.nbytes) is None:
            return
        part = path.with_name(f"{sha256}.{secrets.token_hex(8)}.part")
        try:
            self._fs.write(part, data)
            self._fs.sync_file(part)
            self._fs.rename(part, path)
        except BaseException:
            with suppress(OSError):
                self._fs.unlink(part)
            raise

    def settle(self, files: Iterable[DataFile]) -> None:
        """Make sure that these new files and their folders are synced to disk.

        Errors: StoreError if one is missing (gc took it: it was put outside of `writing`), OSError.
        """
        folders = set(self._unsynced)
        for file in files:
            if self._fs.size(self.path(file.sha256)) != file.size:
                raise file_gone(self.name(file.sha256))
            folders.add(self.path(file.sha256).parent)
        for folder in (*sorted(folders), self.folder, self.root):
            self._fs.sync_folder(folder)
        self._unsynced.clear()

    def present(self, files: Iterable[DataFile]) -> bool:
        """True if every file is there with its size (the hash is checked by `fault`)."""
        return all(self._fs.size(self.path(file.sha256)) == file.size for file in files)

    def first_damaged(self, files: Iterable[DataFile]) -> DataFile | None:
        """The first file that is missing or differs from its hash; each is hashed once per process while unchanged."""
        for file in files:
            path = self.path(file.sha256)
            try:
                state = (path, path.stat().st_mtime_ns)
            except OSError:
                return file
            if state not in _SEEN_INTACT:
                if self.fault(file.sha256, file.size):
                    return file
                _SEEN_INTACT.add(state)
        return None

    def fault(self, sha256: str, size: int) -> str | None:
        """None if the file is intact, else `missing` or `damaged`."""
        path = self.path(sha256)
        found = self._fs.size(path)
        if found is None:
            return "missing"
        if found != size or self.hash(path) != sha256:
            return "damaged"
        return None

    def hash(self, path: Path) -> str:
        """SHA-256 of a file's bytes, in hex."""
        digest = hashlib.sha256()
        for chunk in self.chunks(path):
            digest.update(chunk)
        return digest.hexdigest()

    def chunks(self, path: Path) -> Iterator[bytes]:
        """The bytes of a file, a part at a time."""
        with self._fs.open(path) as source:
            while chunk := source.read(_CHUNK):
                yield chunk

    def orphans(self, known: set[str]) -> list[Path]:
        """Data files (finished or not) that are not in `known`. Files with other names are ignored."""
        found = []
        for folder in self._fs.names(self.folder):
            if not _FOLDER.fullmatch(folder):
                continue
            for name in self._fs.names(self.folder / folder):
                match = _OURS.fullmatch(name)
                if match and not (name.endswith(".parquet") and match["sha"] in known):
                    found.append(self.folder / folder / name)
        return found

    def remove(self, paths: Iterable[Path]) -> int:
        """Delete files for good (their folders are synced). Returns the bytes freed."""
        freed = 0
        folders = set()
        for path in paths:
            freed += self._fs.size(path) or 0
            self._fs.unlink(path)
            folders.add(path.parent)
        for folder in sorted(folders):
            self._fs.sync_folder(folder)
        return freed
