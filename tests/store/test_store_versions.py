"""Commits, versions, undo, pins and settings of one writer."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_faults import START, Clock, add_version, contents, put_tables

from core.errors import BadRequest, ParentConflict, StoreDamaged, StoreError, UnknownVersion
from core.store import Store, StoreTooNew, database


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "deep" / "workspace", now=Clock())


def test_a_new_workspace_is_empty(store: Store) -> None:
    assert store.head() is None
    assert store.versions() == []
    assert store.pins() == []
    assert store.verify().ok
    with pytest.raises(UnknownVersion):
        store.version(1)


def test_a_commit_is_read_back(store: Store) -> None:
    files = put_tables(store, "a")
    made = store.commit(
        {**files, "costs": []}, parent=None, action="import", who="老板", note="第一次", summary={"new": 5, "名": None}
    )
    assert (made.number, made.parent, made.action, made.who, made.note) == (1, None, "import", "老板", "第一次")
    assert made.summary == {"new": 5, "名": None}
    assert made.files == {table: tuple(parts) for table, parts in files.items()}, "a table without files is absent"
    again = Store.open(store.root)
    assert again.head() == again.version(1) == again.versions()[0] == made
    assert contents(store, made)["groups"] == [b"groups a"]
    assert made.files["orders"][0].low == "2026-03-01"


def test_parquet_buffers_are_stored_as_they_are(store: Store) -> None:
    table = pa.table({"user_id": ["0012", None], "n": [1, 2]})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    file = store.put("members", 3, 2, sink.getvalue())
    assert pq.read_table(store.path(file)).equals(table)
    assert file.size == store.path(file).stat().st_size
    assert store.put("members", 3, 2, sink.getvalue().to_pybytes()) == file


def test_versions_are_numbered_one_two_three_even_if_the_clock_goes_back(tmp_path: Path) -> None:
    clock = Clock()
    store = Store.open(tmp_path, now=clock)
    for seed in ("a", "b", "c"):
        add_version(store, seed)
        clock.forward(days=-400)
    assert [v.number for v in store.versions()] == [1, 2, 3]
    assert [v.parent for v in store.versions()] == [None, 1, 2]
    assert store.head().note == "c"
    assert store.gc().versions == ()


def test_times_are_in_the_workspaces_zone(store: Store) -> None:
    assert add_version(store, "a").created_at == datetime(2026, 3, 1, 20)
    store.set_setting("zone", "UTC")
    assert store.head().created_at == START.replace(tzinfo=None)
    assert store.zone.key == "UTC"
    for wrong in ("Mars/Base", "../../etc/passwd", 8, None):
        with pytest.raises(BadRequest):
            store.set_setting("zone", wrong)


def test_settings_are_json_and_the_secret_is_made_once(store: Store) -> None:
    assert store.setting("profiles") is None
    assert store.setting("profiles", {}) == {}
    store.set_setting("profiles", {"甲": [1, None, "x"]})
    other = Store.open(store.root)
    assert other.setting("profiles") == {"甲": [1, None, "x"]}
    assert len(store.secret) == 32
    assert store.secret == other.secret
    assert store.secret != Store.open(store.root.parent / "second").secret
    assert store.setting("secret") is None


def test_a_lost_update_is_refused(store: Store) -> None:
    first = add_version(store, "a")
    files = put_tables(store, "b")
    for parent in (None, 7):
        with pytest.raises(ParentConflict) as refusal:
            store.commit(files, parent=parent, action="import", who="late")
        assert refusal.value.details == {"parent": parent, "head": 1}
    assert store.head() == first


def test_a_file_must_be_there_and_for_its_table(store: Store) -> None:
    files = put_tables(store, "a")
    with pytest.raises(ValueError, match="another table"):
        store.commit({"groups": files["orders"]}, parent=None, action="import", who="x")
    store.gc()  # between put and commit, outside of `writing`
    with pytest.raises(StoreError, match="Repeat the import"):
        store.commit(files, parent=None, action="import", who="x")
    assert store.head() is None


def test_files_without_rows_are_left_out(store: Store) -> None:
    made = store.commit({"costs": [store.put("costs", 0, 0, b"empty")]}, parent=None, action="import", who="x")
    assert made.files == {}


def test_undo_makes_a_new_version(store: Store) -> None:
    first, second = add_version(store, "a"), add_version(store, "b")
    assert store.undo(2, "me") is None
    third = store.undo(1, "me")
    assert (third.number, third.parent, third.action, third.who, third.summary) == (3, 2, "undo", "me", {"to": 1})
    assert third.files == first.files
    assert store.undo(1, "me") is None
    assert store.undo(3, "me") is None
    assert store.undo(2, "me").files == second.files
    for unknown in (0, -1, 9, 10**30):
        with pytest.raises(UnknownVersion):
            store.undo(unknown, "me")


def test_undo_to_lost_files_is_refused(store: Store) -> None:
    first, second = add_version(store, "a"), add_version(store, "b")
    store.path(first.files["groups"][0]).unlink()
    with pytest.raises(StoreDamaged) as refusal:
        store.undo(1, "me")
    assert first.files["groups"][0].sha256 in str(refusal.value)
    assert store.head() == second


def test_putting_a_file_again_mends_it(store: Store) -> None:
    version = add_version(store, "a")
    file = version.files["groups"][0]
    store.path(file).write_bytes(b"groups A")
    assert not store.verify().ok
    put_tables(store, "a")
    assert store.verify().ok


def test_everything_is_private(store: Store) -> None:
    add_version(store, "a")
    store.backup(store.root.parent / "saved.zip")
    for path in (store.root, store.root.parent / "saved.zip", *store.root.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "files" / "ab").mkdir(parents=True)
    mine = [tmp_path / "notes.txt", tmp_path / "files" / "readme", tmp_path / "files" / "ab" / "x.parquet"]
    for path in mine:
        path.write_text("mine")
    store = Store.open(tmp_path)
    add_version(store, "a")
    store.gc()
    assert [path.read_text() for path in mine] == ["mine"] * 3
    assert store.verify().orphans == 0


def test_a_newer_catalog_is_refused(store: Store) -> None:
    with database.session(store.root / "catalog.sqlite", write=True) as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(StoreTooNew) as refusal:
        Store.open(store.root)
    assert refusal.value.code == "store_too_new"


def test_pins(store: Store) -> None:
    add_version(store, "a")
    store.pin(1, "link 甲")
    store.pin(1, "link 甲")
    store.pin(1, "audit")
    assert [(pin.version, pin.reason) for pin in store.pins()] == [(1, "audit"), (1, "link 甲")]
    store.unpin(1, "audit")
    store.unpin(1, "never there")
    assert len(store.pins()) == 1
    with pytest.raises(UnknownVersion):
        store.pin(2, "x")


def test_words_in_a_broken_encoding_are_kept_as_well_as_can_be(store: Store) -> None:
    files = put_tables(store, "a")
    made = store.commit(files, parent=None, action="import", who="\udcff", note="é\udc80", summary={"file": "\udcff"})
    assert (made.who, made.note) == ("?", "é?")
    assert Store.open(store.root).head() == made


def test_the_clock_is_read_in_utc_by_default(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.set_setting("zone", "UTC")
    before = datetime.now(UTC).replace(tzinfo=None)
    assert before <= add_version(store, "a").created_at <= datetime.now(UTC).replace(tzinfo=None)
