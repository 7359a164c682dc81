"""A mart grown from an older one holds what a full build holds, whatever was imported and undone before."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.db import Engine, parquet_sql
from core.marts import ORDERS, FunnelMart, ensure, funnel_build, mart_files, touched
from core.store import Store, Version
from tests.marts.making import event, open_store, put

Row = dict[str, Any]


def import_files(store: Store, version: Version | None, tables: dict[str, list[list[Row]]]) -> Version:
    """A version with exactly these files: a list of rows each."""
    with store.writing():
        files = {t: [put(store, t, rows, i) for i, rows in enumerate(parts) if rows] for t, parts in tables.items()}
        parent = version.number if version else None
        return store.commit(files, parent=parent, action="import", who="test")


def rows_of(store: Store, mart: FunnelMart) -> Counter[tuple[Any, ...]]:
    with Engine.of(store.root).session() as session:
        return Counter(session.rows(f"select * from ({mart.people_sql()})"))


def cube_of(store: Store, mart: FunnelMart) -> dict[tuple[Any, ...], int]:
    with Engine.of(store.root).session() as session:
        cube = parquet_sql(mart.cube)
        return {
            tuple(row[:-1]): row[-1]
            for row in session.rows(
                f"select dim, value, entry_day, step, kind, days, sum(n)::bigint from {cube} "
                "group by all having sum(n) <> 0"
            )
        }


def random_events(rng: random.Random, users: list[str], n: int, first_step: int = 1) -> list[Row]:
    rows = {}
    for _ in range(n):
        at = datetime(2026, 3, 2) + timedelta(days=rng.randint(0, 9), hours=rng.choice([0, 9, 15]))
        is_day = at.hour == 0 and rng.random() < 0.5
        row = event(
            rng.choice(users),
            min(7, first_step + int(rng.expovariate(0.5))),
            at,
            is_day=is_day,
            result=rng.choice([None, "passed", "refused"]),
            channel=rng.choice([None, "a", "b"]),
            owner=rng.choice([None, "x"]),
        )
        rows[row["user_id"], row["step"], row["at"]] = row
    return list(rows.values())


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2))])
def test_growing_equals_building(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    monkeypatch.setattr(funnel_build, "_SEGMENTS", 3)
    grown: list[bool] = []
    find_touched = funnel_build.find_touched

    def watched(*args: Any, **others: Any) -> bool:
        grown.append(find_touched(*args, **others))
        return grown[-1]

    monkeypatch.setattr(funnel_build, "find_touched", watched)
    store = open_store(tmp_path / "grown")
    users = [f"u{i}" for i in range(40)]
    parts = [random_events(rng, users[:30], 60) for _ in range(6)]
    identities: list[Row] = []
    versions: list[Version] = []
    for _ in range(6):
        action = rng.random()
        if versions and action < 0.2:
            undone = store.undo(rng.choice(versions).number, "test")
            version = undone or versions[-1]
        else:
            kind = rng.choice(["add", "add", "rewrite", "drop", "identity"])
            if kind == "add":
                parts.append(random_events(rng, rng.sample(users, 5), 8))
            elif kind == "rewrite":
                i = rng.randrange(len(parts))
                kept = rng.sample(parts[i], max(1, len(parts[i]) - 2))
                parts[i] = kept + random_events(rng, ["v1", *users[:2]], 2)
            elif kind == "drop" and len(parts) > 6:
                parts.pop()
            else:
                pair = rng.sample(users, 2)
                identities.append({"user_id": pair[0], "id_kind": "buyer_nick", "id_value": pair[1], "source": "s"})
            parts = without_repeats(parts)
            version = import_files(store, store.head(), {"funnel_events": parts, "identities": [distinct(identities)]})
        versions.append(version)
        marts = ensure(store, version, derived=False)
        other = open_store(tmp_path / f"full{len(versions)}")
        fresh = ensure(other, import_same(store, other, version), derived=False)
        assert marts.span == fresh.span
        for order in ORDERS:
            assert rows_of(store, marts.funnel[order]) == rows_of(other, fresh.funnel[order])
            assert cube_of(store, marts.funnel[order]) == cube_of(other, fresh.funnel[order])
            assert len(marts.funnel[order].segments) <= 4
    assert any(grown)


def without_repeats(parts: list[list[Row]]) -> list[list[Row]]:
    """Keys are unique in a version: the first file that has one keeps it."""
    seen: set[tuple[Any, ...]] = set()
    kept: list[list[Row]] = []
    for part in parts:
        rows = [row for row in part if (row["user_id"], row["step"], row["at"]) not in seen]
        seen |= {(row["user_id"], row["step"], row["at"]) for row in rows}
        kept.append(rows)
    return kept


def distinct(identities: list[Row]) -> list[Row]:
    return list({(r["id_kind"], r["id_value"], r["user_id"]): r for r in identities}.values())


def import_same(store: Store, other: Store, version: Version) -> Version:
    """The same rows in a workspace that has no older mart to grow from."""
    with other.writing():
        files = {
            table: [other.put(f.table, f.bucket, f.rows, store.path(f).read_bytes(), f.low, f.high) for f in found]
            for table, found in version.files.items()
        }
        return other.commit(files, parent=None, action="import", who="test")


def test_an_unrelated_import_and_an_undo_reuse_the_marts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "w")
    rng = random.Random(1)
    events = [random_events(rng, ["a", "b", "c"], 20)]
    first = import_files(store, None, {"funnel_events": events})
    before = ensure(store, first, derived=False)
    group = [{"group_id": "g1"}]
    second = import_files(store, first, {"funnel_events": events, "groups": [group]})
    third = store.undo(1, "test")
    assert third is not None

    def not_again(*_: object) -> None:
        raise AssertionError("a mart was built again")

    monkeypatch.setattr(funnel_build, "make_persons", not_again)
    for version in (second, third):
        assert ensure(store, version, derived=False).funnel == before.funnel
    latest = store.latest_mart("funnel_any")
    assert latest is not None
    assert latest[1] == third.number


def test_a_mart_of_other_code_is_not_grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "w")
    events = [random_events(random.Random(1), ["a", "b", "c"], 20)]
    ensure(store, import_files(store, None, {"funnel_events": events}), derived=False)
    for module in (mart_files, funnel_build):
        monkeypatch.setattr(module, "REVISION", "other")
    monkeypatch.setattr(funnel_build, "find_touched", lambda *_, **__: pytest.fail("grown from rows of other code"))
    head = store.head()
    assert head is not None
    assert len(ensure(store, head, derived=False).funnel["any"].segments) == 1


def test_events_dated_after_the_import_count_once_time_has_passed_them(tmp_path: Path) -> None:
    early, late = datetime(2026, 3, 2), datetime(2026, 3, 20)
    rows = [event("a", 1, early), event("a", 2, late), event("b", 1, late)]
    spans = []
    for now in (datetime(2026, 3, 10), datetime(2026, 3, 30)):
        store = open_store(tmp_path / str(now.day), now.astimezone())
        version = import_files(store, None, {"funnel_events": [rows]})
        marts = ensure(store, version, derived=False)
        spans.append((marts.span.excluded, marts.span.cutoff and marts.span.cutoff.time))
        assert sum(rows_of(store, marts.funnel["any"]).values()) == (1 if now.day == 10 else 2)
    assert spans == [(2, early), (0, late)]


def test_a_missing_old_file_means_a_full_build(tmp_path: Path) -> None:
    store = open_store(tmp_path / "w")
    rng = random.Random(2)
    part = random_events(rng, [f"u{i}" for i in range(9)], 60)
    first = import_files(store, None, {"funnel_events": [part[:50], part[50:]]})
    ensure(store, first, derived=False)
    second = import_files(store, first, {"funnel_events": [part[:50]]})
    change = touched.Change(first.files["funnel_events"], second.files["funnel_events"], (), ())
    store.path(first.files["funnel_events"][1]).unlink()
    with Engine.of(store.root).session() as session:
        assert not touched.find_touched(session, store, change, 100)
