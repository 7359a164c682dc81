"""Small workspaces, what is done to them, a file system whose calls fail, and what may have changed after."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.store import DataFile, FileSystem, Store

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def put_tables(store: Store, seed: str) -> dict[str, list[DataFile]]:
    """Two tables, three files; one of them is the same for every seed."""
    return {
        "orders": [
            store.put("orders", 0, 3, f"orders 0 {seed}".encode(), "2026-03-01", "2026-03-02"),
            store.put("orders", 1, 2, b"orders 1, never changed"),
        ],
        "groups": [store.put("groups", 0, 1, f"groups {seed}".encode())],
    }


def add_version(store: Store, seed: str, **options):
    with store.writing():
        head = store.head()
        files = put_tables(store, seed)
        return store.commit(files, parent=head and head.number, action="import", who="test", note=seed, **options)


def contents(store: Store, version) -> dict[str, list[bytes]]:
    return {t: [store.path(f).read_bytes() for f in files] for t, files in version.files.items()}


# scenarios: (prepare, act). `act` may be repeated after a failure; its seed makes its content its own ---------


def nothing(root: Path) -> None:
    pass


def three_versions(root: Path) -> None:
    clock = Clock()
    store = Store.open(root, now=clock)
    store.set_setting("gc.keep_versions", 1)
    for seed in ("a", "b", "c"):
        add_version(store, seed)
        clock.forward(days=100)
    with store.writing():
        store.save_mart("persons", "c", 3, [store.put("persons", 0, 1, b"mart")])


def act_commit(root: Path, fs: FileSystem, seed: str) -> None:
    add_version(Store.open(root, fs), seed)


def act_undo(root: Path, fs: FileSystem, seed: str) -> None:
    store = Store.open(root, fs)
    versions = store.versions()
    store.undo(versions[-2 if len(versions) > 1 else 0].number, "test")


def act_gc(root: Path, fs: FileSystem, seed: str) -> None:
    Store.open(root, fs, now=lambda: START + timedelta(days=1000)).gc()


def act_forget(root: Path, fs: FileSystem, seed: str) -> None:
    store = Store.open(root, fs)
    with store.writing():
        head = store.head()
        new = store.put("orders", 0, 2, f"forgotten {seed}".encode())
        gone = {file.sha256: None for file in head.files.get("groups", ())}
        store.rewrite({head.files["orders"][0].sha256: new, **gone}, "test", "", {})


def act_mart(root: Path, fs: FileSystem, seed: str) -> None:
    store = Store.open(root, fs)
    with store.writing():
        store.save_mart("funnel", seed, store.head().number, [store.put("cube", 0, 1, f"cube {seed}".encode())])


def act_restore(root: Path, fs: FileSystem, seed: str) -> None:
    Store.restore(root.parent / "saved.zip", root, fs)


def saved_elsewhere(root: Path) -> None:
    other = root.parent / "other"
    add_version(Store.open(other), "saved")
    Store.open(other).backup(root.parent / "saved.zip")
    shutil.rmtree(other)


def act_backup(root: Path, fs: FileSystem, seed: str) -> None:
    Store.open(root, fs).backup(root.parent / "saved.zip")


Act = Callable[[Path, FileSystem, str], None]
Scenario = tuple[Callable[[Path], None], Act]
SCENARIOS: dict[str, Scenario] = {
    "first commit": (nothing, act_commit),
    "commit": (three_versions, act_commit),
    "undo": (three_versions, act_undo),
    "gc": (three_versions, act_gc),
    "forget": (three_versions, act_forget),
    "mart": (three_versions, act_mart),
    "restore": (saved_elsewhere, act_restore),
    "backup": (three_versions, act_backup),
}


def state(root: Path) -> dict[int, dict[str, list[bytes]]]:
    """All versions with all their bytes, every one of them checked."""
    store = Store.open(root)
    report = store.verify()
    assert report.ok, report
    return {v.number: contents(store, v) for v in store.versions()}


class FailNth(FileSystem):
    """The Nth call fails; a failing write leaves half of its bytes."""

    def __init__(self, n: int, number: int) -> None:
        self.left = n
        self.number = number
        self.failed: str | None = None

    def step(self, name: str, path: Path | None = None) -> None:
        if path is None:
            return
        self.left -= 1
        if self.left == 0:
            self.failed = name
            if name != "write":
                raise OSError(self.number, os.strerror(self.number))

    def write(self, path: Path, data: bytes | memoryview) -> None:
        before = self.failed
        super().write(path, data)
        if self.failed != before:
            os.truncate(path, len(data) // 2)
            raise OSError(self.number, os.strerror(self.number))


def check_history(name: str, before: dict, after: dict) -> None:
    """What may change of a workspace in one (interrupted) act."""
    if name in ("commit", "first commit", "undo", "backup", "mart"):
        assert {n: after[n] for n in before} == before
        assert len(after) - len(before) in (0, 1)
    elif name == "gc":
        assert after == before or (list(after) == [max(before)] and after[max(before)] == before[max(before)])
    elif name == "restore":
        assert list(after) in ([], [1])
    elif name == "forget":
        assert after == before or [*before, max(before) + 1] == list(after)
        assert after == before or not any("groups" in tables for tables in list(after.values())[-2:])
