"""gc, marts, verify and forgetting."""

from __future__ import annotations

import errno
from datetime import timedelta
from pathlib import Path

import pytest
from store_faults import START, Clock, FailNth, add_version, contents, three_versions

from core.errors import StoreUnwritable, UnknownVersion
from core.store import Store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return Store.open(tmp_path / "workspace", now=clock)


def numbers(store: Store) -> list[int]:
    return [version.number for version in store.versions()]


def stored(store: Store) -> int:
    return sum(path.is_file() for path in (store.root / "files").rglob("*"))


def test_gc_keeps_the_newest_the_young_and_the_pinned(store: Store, clock: Clock) -> None:
    store.set_setting("gc.keep_versions", 2)
    store.set_setting("gc.keep_days", 10)
    for i in range(6):
        add_version(store, str(i))  # on day 0, 3, 6, 9, 12, 15; now is day 18
        clock.forward(days=3)
    store.pin(2, "a link")
    report = store.gc()
    assert report.versions == (1, 3)
    assert numbers(store) == [2, 4, 5, 6]
    assert (report.files, report.bytes) == (4, sum(map(len, ("orders 0 0", "groups 0", "orders 0 2", "groups 2"))))
    assert stored(store) == 4 * 2 + 1
    clock.forward(days=1000)
    assert store.gc().versions == (4,)
    store.unpin(2, "a link")
    assert store.gc().versions == (2,)
    assert store.gc() == type(report)()
    assert add_version(store, "next").number == 7, "numbers are never used twice"
    with pytest.raises(UnknownVersion):
        store.undo(1, "me")


def test_gc_by_default_keeps_fifty_versions_and_ninety_days(store: Store, clock: Clock) -> None:
    for i in range(53):
        add_version(store, str(i))
    clock.forward(days=89)
    assert store.gc().versions == ()
    clock.forward(days=2)
    assert store.gc().versions == (1, 2, 3)


def test_gc_never_drops_the_head(store: Store, clock: Clock) -> None:
    store.set_setting("gc.keep_versions", 0)
    store.set_setting("gc.keep_days", 0)
    add_version(store, "a")
    clock.forward(days=5000)
    assert store.gc().versions == ()
    assert store.verify().ok


def test_gc_removes_what_an_interrupted_import_left(store: Store) -> None:
    add_version(store, "a")
    with pytest.raises(StoreUnwritable):
        add_version(Store.open(store.root, FailNth(20, errno.ENOSPC)), "b")
    store.put("orders", 0, 1, b"never committed")
    part = store.root / "files" / "ab" / f"{'ab' * 32}.{'0' * 16}.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    assert store.verify().ok
    assert store.verify().orphans >= 2
    store.gc()
    assert store.verify().orphans == 0
    assert stored(store) == 3


def test_marts_come_and_go_with_their_versions(store: Store) -> None:
    for i in range(1, 6):
        add_version(store, str(i))
        files = [store.put("persons", b, 1, f"{i} {b}".encode()) for b in range(3)]
        store.save_mart("persons", f"key {i}", i, files)
        assert store.mart("persons", f"key {i}") == tuple(files)
    assert store.mart("persons", "key 9") is None
    assert store.mart("funnel", "key 1") is None
    assert store.latest_mart("funnel") is None
    store.pin(1, "a link")
    assert store.gc().marts == 1
    assert [store.mart("persons", f"key {i}") is not None for i in range(1, 6)] == [True, False, True, True, True]
    assert store.latest_mart("persons")[:2] == ("key 5", 5)
    store.path(store.mart("persons", "key 5")[1]).unlink()
    assert store.mart("persons", "key 5") is None, "a mart that lost a file is built again"
    assert store.latest_mart("persons")[:2] == ("key 4", 4)
    with pytest.raises(UnknownVersion):
        store.save_mart("persons", "x", 99, [])


def test_a_mart_is_replaced_under_its_key(store: Store) -> None:
    add_version(store, "a")
    for data in (b"old", b"new"):
        store.save_mart("persons", "k", 1, [store.put("persons", 0, 1, data)])
    assert [store.path(f).read_bytes() for f in store.mart("persons", "k")] == [b"new"]
    assert store.gc().files == 1


def damage(kind: str, first: Path, second: Path) -> None:
    if kind == "bit flip":
        data = bytearray(first.read_bytes())
        data[len(data) // 2] ^= 1
        first.write_bytes(data)
    elif kind == "truncated":
        first.write_bytes(first.read_bytes()[:-1])
    elif kind == "missing":
        first.unlink()
    else:
        a, b = first.read_bytes(), second.read_bytes()
        first.write_bytes(b)
        second.write_bytes(a)


@pytest.mark.parametrize("kind", ["bit flip", "truncated", "missing", "swapped"])
def test_verify_finds_damage_and_names_it(kind: str, tmp_path: Path) -> None:
    three_versions(tmp_path / "w")
    store = Store.open(tmp_path / "w")
    assert store.verify().ok
    orders, shared = store.version(2).files["orders"]
    damage(kind, store.path(orders), store.path(shared))
    report = store.verify()
    assert not report.ok
    assert (report.versions, report.files) == (3, 8)
    found = {finding.name: finding for finding in report.findings}
    name = f"files/{orders.sha256[:2]}/{orders.sha256}.parquet"
    assert len(found) == (2 if kind == "swapped" else 1)
    assert found[name].fault == ("missing" if kind == "missing" else "damaged")
    assert (found[name].tables, found[name].versions, found[name].marts) == (("orders",), (2,), ())
    if kind == "swapped":
        assert found[f"files/{shared.sha256[:2]}/{shared.sha256}.parquet"].versions == (1, 2, 3)


def test_verify_looks_at_marts_too(tmp_path: Path) -> None:
    three_versions(tmp_path / "w")
    store = Store.open(tmp_path / "w")
    store.path(store.latest_mart("persons")[2][0]).write_bytes(b"tram")
    (finding,) = store.verify().findings
    assert (finding.fault, finding.marts, finding.versions) == ("damaged", ("persons",), ())


def test_gc_drops_a_damaged_mart_so_that_it_is_built_again(tmp_path: Path) -> None:
    three_versions(tmp_path / "w")
    store = Store.open(tmp_path / "w", now=Clock())
    path = store.path(store.latest_mart("persons")[2][0])
    path.write_bytes(b"tram")
    report = store.gc()
    assert (report.versions, report.marts, report.files) == ((), 1, 1)
    assert store.latest_mart("persons") is None
    assert not path.exists()
    assert store.verify().ok


def test_forgetting_changes_every_version_and_deletes_at_once(tmp_path: Path) -> None:
    three_versions(tmp_path / "w")
    store = Store.open(tmp_path / "w", now=lambda: START + timedelta(days=400))
    before = {v.number: contents(store, v) for v in store.versions()}
    shared = store.head().files["orders"][1]
    gone = store.version(1).files["groups"][0]
    new = store.put("orders", 1, 1, b"orders 1, one person less")
    store.rewrite({shared.sha256: new, gone.sha256: None}, "me", "asked by mail", {"rows": 2})
    after = {v.number: contents(store, v) for v in store.versions()}
    assert list(after) == [1, 2, 3, 4]
    for n in (1, 2, 3):
        assert after[n]["orders"] == [before[n]["orders"][0], b"orders 1, one person less"]
        assert after[n].get("groups") == (None if n == 1 else before[n]["groups"])
    assert after[4] == after[3]
    head = store.head()
    assert (head.action, head.who, head.note, head.summary) == ("forget", "me", "asked by mail", {"rows": 2})
    assert not store.path(shared).exists()
    assert not store.path(gone).exists()
    assert store.latest_mart("persons") is None
    assert stored(store) == 3 + 1 + 2
    assert store.verify().ok


def test_forgetting_may_swap_files_and_an_empty_workspace_stays_empty(store: Store) -> None:
    store.rewrite({}, "me", "", {})
    assert store.head() is None
    version = add_version(store, "a")
    one, two = version.files["orders"]
    store.rewrite({one.sha256: two, two.sha256: one}, "me", "", {})
    assert contents(store, store.head())["orders"] == [b"orders 1, never changed", b"orders 0 a"]


def test_a_forget_that_was_interrupted_after_its_commit_is_finished_at_the_next_opening(tmp_path: Path) -> None:
    three_versions(tmp_path / "w")
    old = Store.open(tmp_path / "w").head().files["groups"][0]
    for n in range(1, 100):
        fs = FailNth(n, errno.EIO)
        store = Store.open(tmp_path / "w")
        store._fs = store._files._fs = store._catalog._fs = fs
        try:
            store.rewrite({old.sha256: None}, "me", "", {})
        except StoreUnwritable:
            if "groups" not in Store.open(tmp_path / "w").head().files:
                break
    assert fs.failed == "names"
    assert not store.path(old).exists()
