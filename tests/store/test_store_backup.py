"""Backup and restore: whole or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from store_faults import Clock, add_version, state, three_versions

from core.errors import StoreDamaged, StoreError, StoreUnwritable
from core.store import LOCAL, BackupDamaged, BackupMissing, FileSystem, Store, StoreTooNew, WorkspaceNotEmpty, database


@pytest.fixture
def store(tmp_path: Path) -> Store:
    three_versions(tmp_path / "w")
    store = Store.open(tmp_path / "w")
    store.pin(2, "a link")
    store.set_setting("profiles", {"甲": 1})
    return store


@pytest.fixture
def saved(store: Store, tmp_path: Path) -> Path:
    store.backup(tmp_path / "saved.zip")
    return tmp_path / "saved.zip"


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, content: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def with_catalog(content: dict[str, bytes], image: bytes) -> dict[str, bytes]:
    manifest = json.loads(content["manifest.json"])
    manifest |= {"catalog": hashlib.sha256(image).hexdigest(), "size": len(image)}
    return {**content, "catalog.sqlite": image, "manifest.json": json.dumps(manifest).encode()}


@pytest.mark.parametrize("target", ["missing", "empty workspace", "folder with other files"])
def test_there_and_back(target: str, store: Store, saved: Path, tmp_path: Path) -> None:
    root = tmp_path / "again"
    if target == "empty workspace":
        Store.open(root).set_setting("profiles", {"other": 2})
    elif target == "folder with other files":
        root.mkdir()
        (root / "notes.txt").write_text("mine")
    again = Store.restore(saved, root)
    assert state(root) == state(store.root)
    assert again.versions() == store.versions()
    assert again.secret == store.secret
    assert again.pins() == store.pins()
    assert again.setting("profiles") == {"甲": 1}
    assert again.latest_mart("persons") == store.latest_mart("persons")
    assert add_version(again, "next").number == 4
    assert (root / "notes.txt").exists() == (target == "folder with other files")


def test_an_empty_workspace_goes_there_and_back_too(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "w")
    store.backup(tmp_path / "saved.zip")
    assert Store.restore(tmp_path / "saved.zip", tmp_path / "again").secret == store.secret


def test_a_backup_replaces_an_older_one_and_leaves_nothing_else(store: Store, saved: Path) -> None:
    first = saved.read_bytes()
    store.backup(saved)
    assert saved.read_bytes() == first
    add_version(store, "more")
    store.backup(saved)
    assert saved.read_bytes() != first
    assert sorted(path.name for path in saved.parent.iterdir()) == ["saved.zip", "w"]


def test_a_damaged_workspace_is_not_backed_up_as_if_it_were_whole(store: Store, saved: Path) -> None:
    whole = saved.read_bytes()
    path = store.path(store.head().files["groups"][0])
    path.write_bytes(b"GROUPS c")
    with pytest.raises(StoreDamaged, match=path.stem):
        store.backup(saved)
    path.unlink()
    with pytest.raises(StoreDamaged, match=path.stem):
        store.backup(saved)
    assert saved.read_bytes() == whole
    assert not list(saved.parent.glob(".*"))


def test_data_is_never_restored_over(store: Store, saved: Path, tmp_path: Path) -> None:
    other = Store.open(tmp_path / "other")
    add_version(other, "x")
    before = state(other.root)
    with pytest.raises(WorkspaceNotEmpty) as refusal:
        Store.restore(saved, other.root)
    assert refusal.value.code == "workspace_not_empty"
    assert isinstance(refusal.value, StoreError)
    assert state(other.root) == before


def test_a_version_that_appears_while_restoring_wins(saved: Path, tmp_path: Path) -> None:
    class Meanwhile(FileSystem):
        def step(self, name: str, path: Path | None = None) -> None:
            if name == "lock" and self.first:
                self.first = False
                add_version(Store.open(tmp_path / "again"), "x")

        first = True

    with pytest.raises(WorkspaceNotEmpty):
        Store.restore(saved, tmp_path / "again", Meanwhile())
    assert len(state(tmp_path / "again")) == 1


def flip(at: float) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[int(len(data) * at)] ^= 0x40
        path.write_bytes(data)

    return change


def drop(part: str) -> Callable[[Path], None]:
    return lambda path: rewrite(path, {n: d for n, d in entries(path).items() if not n.startswith(part)})


def change(part: str, how: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        content = entries(path)
        name = next(name for name in content if name.startswith(part))
        rewrite(path, {**content, name: how(content[name])})

    return apply


def sql(*statements: str) -> Callable[[Path], None]:
    """A catalog that somebody made up, with a manifest that fits it."""

    def apply(path: Path) -> None:
        content = entries(path)
        with database.memory_session(content["catalog.sqlite"]) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.execute("commit")
            image = connection.serialize()
        rewrite(path, with_catalog(content, image))

    return apply


FAULTS: dict[str, Callable[[Path], None]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "another file": lambda path: path.write_bytes(b"order_id,user_id\n" * 100),
    "another zip": lambda path: rewrite(path, {"a.txt": b"a"}),
    "no manifest": drop("manifest"),
    "no catalog": drop("catalog"),
    "no files": drop("files"),
    "manifest is no json": change("manifest", lambda data: b"\xff{"),
    "manifest is a list": change("manifest", lambda data: b"[]"),
    "manifest is huge": change("manifest", lambda data: data + b" " * (1 << 21)),
    "other kind": change("manifest", lambda data: data.replace(b"qunce", b"other")),
    "catalog changed": change("catalog", lambda data: data[:-1] + b"x"),
    "catalog is junk": lambda path: rewrite(path, with_catalog(entries(path), b"junk" * 1000)),
    "catalog is empty": lambda path: rewrite(path, with_catalog(entries(path), b"")),
    "file changed": change("files", lambda data: b"X" + data[1:]),
    "file grown": change("files", lambda data: data + b"x"),
    "compressed": lambda path: rewrite(path, entries(path), zipfile.ZIP_DEFLATED),
    "catalog with a trigger": sql("create trigger t after insert on files begin delete from versions; end"),
    "catalog with a view": sql("drop table doomed", "create view doomed as select 'x' as sha256"),
    "catalog of no version": sql("pragma user_version = 0"),
    "hash is a path": sql(
        "pragma foreign_keys = off",
        "insert into files values ('../../../../tmp/evil', 4)",
    ),
    "file that is not there": sql(f"insert into files values ('{'ab' * 32}', 4)"),
    "version that is not there": sql("pragma foreign_keys = off", "insert into pins values (99, 'x')"),
    "no secret": sql("delete from workspace"),
    **{f"bit flip at {at}": flip(at) for at in (0.05, 0.3, 0.6, 0.8)},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_damaged_backup_is_refused_with_nothing_written(fault: str, saved: Path, tmp_path: Path) -> None:
    FAULTS[fault](saved)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BackupDamaged) as refusal:
        Store.restore(saved, tmp_path / "again")
    assert refusal.value.code == "backup_damaged"
    assert sorted(tmp_path.rglob("*")) == before


def test_names_in_the_archive_are_no_paths(saved: Path, tmp_path: Path) -> None:
    content = entries(saved)
    rewrite(saved, {**content, "../evil": b"1", "/tmp/evil-qunce": b"2", "files/../../evil": b"3"})
    Store.restore(saved, tmp_path / "deep" / "again")
    assert not list(tmp_path.rglob("*evil*"))
    assert not Path("/tmp/evil-qunce").exists()


@pytest.mark.parametrize(
    "fault", [sql("pragma user_version = 99"), change("manifest", lambda d: d.replace(b"1,", b"9,", 1))]
)
def test_a_newer_backup_is_refused(fault: Callable[[Path], None], saved: Path, tmp_path: Path) -> None:
    fault(saved)
    with pytest.raises(StoreTooNew):
        Store.restore(saved, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_no_such_backup_and_no_such_folder(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupMissing):
        Store.restore(tmp_path / "nothing.zip", tmp_path / "again")
    with pytest.raises(StoreUnwritable, match="folder does not exist"):
        store.backup(tmp_path / "no folder" / "saved.zip")
    with pytest.raises(StoreUnwritable):
        store.backup(tmp_path)


def test_commits_go_on_during_a_backup_but_nothing_is_deleted(tmp_path: Path) -> None:
    clock = Clock()
    store = Store.open(tmp_path / "w", now=clock)
    for seed in ("a", "b"):
        add_version(store, seed)
    before = state(store.root)

    class Meanwhile(FileSystem):
        done = False

        def open(self, path: Path):
            if not self.done:
                self.done = True
                add_version(store, "while backing up")
                with pytest.raises(StoreError, match="store_busy"), store._deleting(0.02):
                    raise AssertionError
            return super().open(path)

    fs = Meanwhile()
    Store.open(store.root, fs).backup(tmp_path / "saved.zip")
    assert fs.done
    assert len(store.versions()) == 3
    Store.restore(tmp_path / "saved.zip", tmp_path / "again", LOCAL)
    assert state(tmp_path / "again") == before
