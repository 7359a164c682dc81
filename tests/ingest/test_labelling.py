"""Labels written to stored groups: one version, nothing else touched, and a way back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.errors import ParentConflict
from core.ingest.labelling import groups_labelled, write_labels
from core.marts import open_dataset
from core.store import Store
from tests.marts.making import Row, commit, open_store

ROWS: list[Row] = [
    {"group_id": "001", "group_name": "华东-实体-1", "region": "华东", "created_on": date(2026, 3, 1)},
    {"group_id": "=x", "group_name": "福利群", "purpose": "benefits", "owner": "王敏"},
    {"group_id": "3", "group_name": None, "priority": "win"},
]


def groups(store: Store) -> list[tuple[object, ...]]:
    head = store.head()
    assert head is not None
    return open_dataset(store, head).rows(
        "select group_id, group_name, purpose, region, owner, priority, created_on from groups order by group_id"
    )


def test_only_the_given_labels_change_and_undo_brings_the_old_ones_back(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    commit(store, {"groups": ROWS, "changes": [{"day": date(2026, 3, 1), "scene": "s", "what": "w"}]})
    before = groups(store)
    made = write_labels(
        store, {"001": {"purpose": "camp"}, "=x": {"region": "华南"}, "3": {"priority": None}}, 1, "王敏"
    )
    assert made is not None
    assert (made.number, made.who, groups_labelled(made)) == (2, "王敏", 3)
    assert groups(store) == [
        ("001", "华东-实体-1", "camp", "华东", None, None, date(2026, 3, 1)),
        ("3", None, None, None, None, None, None),
        ("=x", "福利群", "benefits", "华南", "王敏", None, None),
    ]
    assert "changes" in made.files
    undone = store.undo(1, "王敏")
    assert undone is not None
    assert groups(store) == before
    assert groups_labelled(undone) is None


def test_the_same_labels_again_make_no_version(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    commit(store, {"groups": ROWS})
    assert write_labels(store, {"001": {"region": "华东"}}, 1, "test") is None


def test_labels_decided_on_another_version_are_not_written(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    commit(store, {"groups": ROWS})
    commit(store, {"groups": ROWS[:2]})
    with pytest.raises(ParentConflict):
        write_labels(store, {"001": {"region": "华北"}}, 1, "test")
    assert len(store.versions()) == 2


def test_the_demo_stays_the_demo(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    made = commit(store, {"groups": ROWS})
    with store.writing():
        store.commit(made.files, parent=1, action="demo", who="demo")
    labelled = write_labels(store, {"001": {"region": "华北"}}, 2, "test")
    assert labelled is not None
    assert (labelled.action, len(groups(store))) == ("demo", 3)
    store.undo(2, "test")
    head = store.head()
    assert head is not None
    assert head.action == "demo"
