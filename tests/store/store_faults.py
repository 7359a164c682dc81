"""File systems that fail, kill and forget, and small workspaces to try them on.

Run as a script it kills children at every step of a scenario (see test_store_kill.py).
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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


# failing calls --------------------------------------------------------------------------------------------


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


# power loss -----------------------------------------------------------------------------------------------


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


# kill -9 --------------------------------------------------------------------------------------------------


class KillAt(FileSystem):
    """kill -9 of this process before the Nth step that is no mere reading (that changes nothing)."""

    def __init__(self, n: int) -> None:
        self.left = n

    def step(self, name: str, path: Path | None = None) -> None:
        self.left -= name not in ("open", "size", "names")
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[Callable[[str], None]], None], meanwhile: Callable[[int], None] = lambda pid: None):
    """Run `work(say)` in a forked child; returns (exit status, everything it said)."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        code = 1
        try:
            work(lambda word: os.write(into, f"{word}\n".encode()) and None)
            code = 0
        finally:
            os._exit(code)
    os.close(into)
    meanwhile(pid)
    with os.fdopen(out) as said:
        words = said.read().split("\n")[:-1]
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), words


def kill_everywhere(name: str, folder: Path, times: int) -> dict[str, int]:
    """Kill a child before every step of the scenario, `times` times; the survivors are checked each time."""
    prepare, act = SCENARIOS[name]
    (folder / "fresh").mkdir()
    prepare(folder / "fresh" / "workspace")
    kills = 0
    for step in itertools.count(1):
        root = folder / f"{step}" / "workspace"
        shutil.copytree(folder / "fresh", root.parent)
        before = state(root) if root.exists() else {}
        finished = 0
        for attempt in range(times):
            seed = f"seed {attempt}"
            if name == "restore" and before:
                shutil.rmtree(root)
                before = {}

            def work(say: Callable[[str], None], step: int = step, seed: str = seed, root: Path = root) -> None:
                act(root, KillAt(step), seed)
                say("done")

            code, said = in_child(work)
            assert code == 0 if said else code == -signal.SIGKILL, (code, said)
            finished += bool(said)
            kills += not said
            after = state(root)
            check_history(name, before, after)
            before = after
        if finished == times:
            act_commit(root, FileSystem(), "at last")
            return {"steps": step - 1, "kills": kills}
        shutil.rmtree(root.parent)
    raise AssertionError


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


def commit_until_killed(folder: Path, times: int) -> dict[str, int]:
    """Children commit as fast as they can and are killed at some moment; what they acknowledged must stay."""
    root = folder / "busy"
    acknowledged = 0
    for attempt in range(times):

        def work(say: Callable[[str], None], attempt: int = attempt) -> None:
            store = Store.open(root)
            for i in itertools.count():
                say(str(add_version(store, f"{attempt} {i}").number))

        def kill_soon(pid: int, attempt: int = attempt) -> None:
            time.sleep(0.03 + 0.0071 * attempt)
            os.kill(pid, signal.SIGKILL)

        code, said = in_child(work, kill_soon)
        assert code == -signal.SIGKILL, code
        numbers = [int(word) for word in said]
        kept = state(root)
        assert set(numbers) <= set(kept)
        assert list(kept) == list(range(1, len(kept) + 1))
        assert len(kept) <= acknowledged + len(numbers) + 1, "more than the one that was not acknowledged"
        acknowledged = len(kept)
    return {"versions": acknowledged}


if __name__ == "__main__":
    if sys.argv[1] == "busy":
        print(json.dumps(commit_until_killed(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(json.dumps(kill_everywhere(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
