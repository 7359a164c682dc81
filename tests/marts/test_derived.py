"""Derived tables are computed once for the same inputs, again for others, and always tell what the version holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.marts import open_dataset
from core.marts.build_session import BuildSession
from core.marts.mart_files import Part
from core.reports import unlocks
from core.reports.health import facts
from core.reports.inputs import Inputs
from core.reports.scope_values import scope_values
from core.store import Store, Version
from tests.marts.making import Row, commit, open_store, put

GROUPS = [{"group_id": g, "group_name": g, "owner": "li", "last_message_on": date(2026, 3, 1)} for g in ("a", "b")]


def roster(*users: str) -> list[Row]:
    joined = datetime(2026, 2, 1)
    return [{"group_id": "a", "user_id": user, "joined_at": joined, "joined_at_is_day": True} for user in users]


def customers(store: Store, version: Version) -> dict[str, int | None]:
    known = facts.read(open_dataset(store, version), version.created_at)
    return {group.group_id: group.customers for group in known.groups}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the derived tables that were computed."""
    names: list[str] = []
    write = BuildSession.write

    def noted(bench: BuildSession, sql: str, table: str, bucket: int) -> Part:
        names.append(table)
        return write(bench, sql, table, bucket)

    monkeypatch.setattr(BuildSession, "write", noted)
    return names


def test_only_what_its_inputs_change_is_computed_again(tmp_path: Path, built: list[str]) -> None:
    store = open_store(tmp_path / "w")
    first = commit(store, {"groups": GROUPS, "members": roster("u1")})
    assert customers(store, first) == {"a": 1, "b": None}
    assert {"contents_groups", "contents_members", "group_facts", "stays"} <= set(built)
    built.clear()
    sold = {"order_id": "o", "user_id": "u1", "paid_at": datetime(2026, 3, 9), "amount": 1, "paid_at_is_day": True}
    second = commit(store, {"groups": GROUPS, "members": roster("u1"), "orders": [sold]})
    assert customers(store, second) == {"a": 1, "b": None}
    assert set(built) == {"contents_orders", "order_days", "recognition"}
    assert unlocks.facts_of(open_dataset(store, second)) > unlocks.facts_of(open_dataset(store, first))
    built.clear()
    third = commit(store, {"groups": GROUPS, "members": roster("u1", "u2"), "orders": [sold]})
    assert customers(store, third) == {"a": 2, "b": None}
    assert {"group_facts", "group_pairs", "stays"} <= set(built)
    assert not {"contents_groups", "group_days", "order_days"} & set(built)


def test_an_undo_finds_the_tables_of_the_version_it_returns_to(tmp_path: Path, built: list[str]) -> None:
    store = open_store(tmp_path / "w")
    open_dataset(store, commit(store, {"groups": GROUPS, "members": roster("u1")}))
    open_dataset(store, commit(store, {"groups": GROUPS, "members": roster("u1", "u2")}))
    built.clear()
    third = store.undo(1, "test")
    assert third is not None
    assert customers(store, third) == {"a": 1, "b": None}
    assert built == []
    store.gc()
    assert customers(store, third) == {"a": 1, "b": None}


def test_nobody_forgotten_stays_in_a_derived_table(tmp_path: Path) -> None:
    store = open_store(tmp_path / "w")
    version = commit(store, {"groups": GROUPS, "members": roster("u1", "u2")})
    assert customers(store, version)["a"] == 2
    with store.writing():
        (old,) = version.files["members"]
        store.rewrite({old.sha256: put(store, "members", roster("u2"))}, "test", "", {})
    assert store.latest_mart("stays") is None
    head = store.head()
    assert head is not None
    assert customers(store, head)["a"] == 1


def test_days_after_the_import_count_once_time_has_passed_them(tmp_path: Path) -> None:
    told = [{**GROUPS[0], "last_message_on": date(2026, 3, 20)}, {**GROUPS[1], "last_message_on": date(2026, 3, 2)}]
    store = open_store(tmp_path / "w", datetime(2026, 3, 10, tzinfo=UTC))
    early = commit(store, {"groups": told})
    later = commit(open_store(tmp_path / "w", datetime(2026, 4, 10, tzinfo=UTC)), {"groups": told})
    for version, day in ((early, date(2026, 3, 2)), (later, date(2026, 3, 20))):
        inputs = Inputs.of(store, version, day)
        assert facts.group_facts(inputs).cutoff == day
        assert scope_values(inputs).cutoff == day
