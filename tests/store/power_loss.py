"""A disk that a power cut can take back to every state it may be left in."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.store import FileSystem


@dataclass
class Node:
    """A file's bytes; None in `synced` until they were synced once."""

    data: bytes
    synced: bool = False


@dataclass
class NameChange:
    """Names of one folder that change together: name → file, "folder", or None (gone)."""

    folder: Path
    names: dict[str, Node | str | None]


@dataclass
class PowerLoss(FileSystem):
    """Works on the real disk and remembers what of it a power cut could still take back.

    SQLite syncs its own files, so the catalog is taken as it is. `at_step` is called before every call.
    """

    root: Path
    durable: dict[Path, Node | str] = field(default_factory=dict)
    pending: list[NameChange] = field(default_factory=list)
    at_step: Callable[[str], None] = lambda name: None

    def __post_init__(self) -> None:
        for path in [self.root, *self.root.rglob("*")] if self.root.exists() else ():
            self.durable[path] = "folder" if path.is_dir() else Node(path.read_bytes(), True)
        self.now = dict(self.durable)

    def _change(self, folder: Path, names: dict[str, Node | str | None]) -> None:
        self.pending.append(NameChange(folder, names))
        _apply(self.now, self.pending[-1])

    def step(self, name: str, path: Path | None = None) -> None:
        self.at_step(name)

    def make_folder(self, path: Path) -> None:
        fresh = not path.exists()
        super().make_folder(path)
        if fresh:
            self._change(path.parent, {path.name: "folder"})

    def create(self, path: Path):
        file = super().create(path)
        self._change(path.parent, {path.name: Node(b"")})
        return file

    def write(self, path: Path, data: bytes | memoryview) -> None:
        super().write(path, data)
        self._change(path.parent, {path.name: Node(bytes(data))})

    def sync_file(self, path: Path) -> None:
        super().sync_file(path)
        node = self.now[path]
        assert isinstance(node, Node)
        node.synced = True

    def sync_folder(self, path: Path) -> None:
        super().sync_folder(path)
        for change in [c for c in self.pending if c.folder == path]:
            _apply(self.durable, change)
            self.pending.remove(change)

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        assert source.parent == target.parent
        self._change(source.parent, {target.name: self.now[source], source.name: None})

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        if path in self.now:
            self._change(path.parent, {path.name: None})

    def outcomes(self) -> Iterator[dict[Path, bytes | None]]:
        """Every disk a power cut could leave now: path → bytes, None for a folder."""
        for kept in itertools.product((True, False), repeat=len(self.pending)):
            disk = dict(self.durable)
            for change, there in zip(self.pending, kept, strict=True):
                if there:
                    _apply(disk, change)
            disk = {p: n for p, n in disk.items() if _reachable(p, disk, self.root)}
            torn = [p for p, n in disk.items() if isinstance(n, Node) and not n.synced]
            for cuts in itertools.product((0, 1, 2), repeat=len(torn)):
                halves = dict(zip(torn, cuts, strict=True))
                yield {
                    p: None if isinstance(n, str) else n.data[: len(n.data) * halves.get(p, 2) // 2]
                    for p, n in disk.items()
                }


def _apply(disk: dict[Path, Node | str], change: NameChange) -> None:
    for name, node in change.names.items():
        if node is None:
            disk.pop(change.folder / name, None)
        else:
            disk[change.folder / name] = node


def _reachable(path: Path, disk: dict[Path, Node | str], root: Path) -> bool:
    return all(parent in disk for parent in path.parents if parent == root or root in parent.parents)
