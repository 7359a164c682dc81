"""Failing calls and power cuts: the head stays what it was, and trying again works."""

from __future__ import annotations

import errno
import itertools
import shutil
import sqlite3
from pathlib import Path

import pytest
from power_loss import PowerLoss
from store_faults import (
    SCENARIOS,
    Act,
    FailNth,
    act_commit,
    add_version,
    check_history,
    state,
    three_versions,
)

from core.errors import StoreDamaged, StoreUnwritable
from core.store import LOCAL, FileSystem, Store, database


def refused_with(act: Act, root: Path, fs: FileSystem) -> StoreUnwritable | None:
    try:
        act(root, fs, "new")
    except StoreUnwritable as refusal:
        return refusal
    return None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_call_may_fail(name: str, number: int, tmp_path: Path) -> None:
    prepare, act = SCENARIOS[name]
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    prepare(fresh / "workspace")
    before = state(fresh / "workspace") if (fresh / "workspace").exists() else {}
    refused = 0
    for n in itertools.count(1):
        root = tmp_path / str(n) / "workspace"
        shutil.copytree(fresh, root.parent)
        fs = FailNth(n, number)
        refusal = refused_with(act, root, fs)
        if refusal is not None:
            refused += 1
            assert refusal.details["reason"] == errno.errorcode[number]
            assert str(tmp_path) not in refusal.text.zh + refusal.text.en + str(refusal)
            assert fs.failed == "unlink" or not list(root.parent.rglob("*.part")), fs.failed
            after = state(root) if (root / "catalog.sqlite").exists() else before
            if name in ("gc", "forget"):  # deleting files comes after the commit
                check_history(name, before, after)
            else:
                assert after == before, fs.failed
            act(root, LOCAL, "new")
            check_history(name, after, state(root))
        shutil.rmtree(root.parent)
        if fs.failed is None:
            break
    assert refused >= 5


def survive_every_power_cut(name: str, tmp_path: Path, fs_class: type[PowerLoss] = PowerLoss) -> int:
    """Cut the power before every step in every way the disk allows; returns the number of disks looked at.

    A disk is fine if every file that the catalog (as committed at that moment) names is whole. Some of the
    disks are made real, opened and written to.
    """
    prepare, act = SCENARIOS[name]
    root = tmp_path / "run" / "workspace"
    root.parent.mkdir()
    prepare(root)
    fs = fs_class(root)
    looked, made = 0, 0
    seen: set[object] = set()

    def cut(step: str) -> None:
        nonlocal looked, made
        committed = set()
        if (root / "catalog.sqlite").exists() and (root / "catalog.sqlite").stat().st_size:
            with database.session(root / "catalog.sqlite") as connection:
                if connection.execute("pragma user_version").fetchone()[0]:
                    committed = set(connection.execute("select sha256, size from files").fetchall())
        for disk in fs.outcomes():
            looked += 1
            sizes = {path.stem: len(data) for path, data in disk.items() if data is not None}
            lost = [sha for sha, size in committed if sizes.get(sha) != size]
            if committed and root / "catalog.sqlite" not in disk:
                lost = ["catalog.sqlite"]
            assert not lost, f"power cut before {step}: the catalog names {lost}, the disk has {sorted(disk)}"
            shape = (
                len(committed),
                *sorted((p.name[64:] or p.name, -1 if d is None else len(d)) for p, d in disk.items()),
            )
            if shape not in seen and made < 60:
                seen.add(shape)
                made += 1
                open_what_is_left(root, disk, tmp_path / f"cut {made}" / "workspace")

    fs.at_step = cut
    act(root, fs, "new")
    cut("the end")
    return looked


def open_what_is_left(root: Path, disk: dict[Path, bytes | None], left: Path) -> None:
    left.parent.mkdir()
    if root / "catalog.sqlite" in disk:
        shutil.copytree(root, left, ignore=lambda folder, names: ["files", "lock"])
    for path, data in sorted(disk.items()):
        target = left / path.relative_to(root)
        if data is None:
            target.mkdir(exist_ok=True)
        elif not target.name.startswith("catalog"):
            target.write_bytes(data)
    before = state(left) if left.exists() else {}
    act_commit(left, LOCAL, "new")
    after = state(left)
    assert {n: after[n] for n in before} == before
    assert len(after) == len(before) + 1
    shutil.rmtree(left.parent)


@pytest.mark.parametrize("name", ["first commit", "commit", "undo", "gc", "forget", "mart", "restore"])
def test_power_cut(name: str, tmp_path: Path) -> None:
    assert survive_every_power_cut(name, tmp_path) >= 9


class NoFolderSync(PowerLoss):
    def sync_folder(self, path: Path) -> None:
        pass


class NoFileSync(PowerLoss):
    def sync_file(self, path: Path) -> None:
        pass


@pytest.mark.parametrize("fs_class", [NoFolderSync, NoFileSync])
def test_the_power_cut_test_sees_a_missing_sync(fs_class: type[PowerLoss], tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the catalog names"):
        survive_every_power_cut("commit", tmp_path, fs_class)


@pytest.mark.parametrize(("pragma", "reason"), [("max_page_count = 1", "ENOSPC"), ("query_only = on", "EROFS")])
def test_the_catalog_cannot_be_written(
    pragma: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_versions(tmp_path / "w")
    before = state(tmp_path / "w")
    connect = database._connect

    def limited(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute(f"pragma {pragma}")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(database, "_connect", limited)
        with pytest.raises(StoreUnwritable) as refusal:
            add_version(Store.open(tmp_path / "w"), "x" * 100_000)
        assert refusal.value.details["reason"] == reason
        assert state(tmp_path / "w") == before
    assert add_version(Store.open(tmp_path / "w"), "y").number == 4


@pytest.mark.parametrize("junk", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_broken_catalog_is_refused(junk: bytes, tmp_path: Path) -> None:
    three_versions(tmp_path / "w")
    for path in (tmp_path / "w").glob("catalog.sqlite*"):
        path.unlink()
    (tmp_path / "w" / "catalog.sqlite").write_bytes(junk)
    with pytest.raises(StoreDamaged):
        Store.open(tmp_path / "w").head()


@pytest.mark.parametrize("empty", [True, False])
def test_a_lost_catalog_is_never_replaced_by_an_empty_one(empty: bool, tmp_path: Path) -> None:
    three_versions(tmp_path / "w")
    store = Store.open(tmp_path / "w")
    files = sorted((tmp_path / "w" / "files").rglob("*"))
    (tmp_path / "w" / "catalog.sqlite").unlink()
    if empty:
        (tmp_path / "w" / "catalog.sqlite").touch()
    with pytest.raises(StoreDamaged):
        Store.open(tmp_path / "w")
    if not empty:
        with pytest.raises(StoreDamaged):
            store.head()
    assert sorted((tmp_path / "w" / "files").rglob("*")) == files


def test_a_file_where_the_workspace_should_be(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("mine")
    with pytest.raises(StoreUnwritable):
        Store.open(tmp_path / "w")
    with pytest.raises(StoreUnwritable):
        Store.open(tmp_path / "w" / "inside")
    assert (tmp_path / "w").read_text() == "mine"


def test_a_parent_that_may_not_be_listed_is_no_obstacle(tmp_path: Path) -> None:
    class Strict(FileSystem):
        def sync_folder(self, path: Path) -> None:
            if path == tmp_path:
                raise PermissionError(errno.EACCES, "no")
            super().sync_folder(path)

    assert Store.open(tmp_path / "w", Strict()).head() is None
