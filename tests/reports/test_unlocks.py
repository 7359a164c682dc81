"""The unlock line: what can be seen, and what the next file opens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.marts import open_dataset
from core.reports import registry, unlocks
from tests.marts.making import commit, open_store
from tests.reports.making_inputs import inputs_of


def _deciding() -> frozenset[str]:
    """Every fact that some view asks for."""
    views = [report.unlocks() if callable(report.unlocks) else report.unlocks for report in registry.reports()]
    return frozenset().union(*(needed for report in views for view in report for needed in view.enough))


def brought(source: unlocks.Source) -> frozenset[str]:
    return frozenset(fact for fact in _deciding() if source.brings(fact))


def test_unlocks_from_nothing_to_everything() -> None:
    first = unlocks.unlocks(())
    assert first.seen == 0
    assert first.source is not None
    assert first.source.zh == "群列表"
    facts: set[str] = set()
    seen = [0]
    for source in unlocks.SOURCES:
        facts |= brought(source)
        seen.append(unlocks.unlocks(facts).seen)
    assert seen == sorted(seen)
    assert seen[-1] == first.total
    assert unlocks.unlocks(facts).sentence().zh == f"现在能看 {first.total}/{first.total} 项。"


def test_what_the_next_file_opens_is_what_it_opens() -> None:
    """Adding the proposed file opens exactly the views that were promised."""
    known = frozenset({"groups", "groups.group_name", "groups.owner", "groups.last_message_on"})
    told = unlocks.unlocks(known)
    source = next(s for s in unlocks.SOURCES if s.label == told.source)
    assert unlocks.unlocks(known | brought(source)).seen == told.seen + len(told.opens)


def test_a_group_list_brings_no_purposes() -> None:
    groups = unlocks.SOURCES[0]
    assert groups.brings("groups.created_on")
    assert groups.brings("group_daily.members")
    assert not groups.brings("groups.purpose")
    assert not groups.brings("group_daily.messages")


def test_the_sentence_names_three_views_and_counts_the_rest() -> None:
    line = unlocks.unlocks(()).sentence()
    assert line.zh.startswith("现在能看 0/15 项。再传「群列表」→ 解锁沉默群、空壳群、重复群 等 ")
    assert line.en.startswith("0 of 15 views open. Add “group list” to open: silent groups, shells, duplicates and ")


@pytest.mark.parametrize("column", ["owner", "purpose", "last_message_on"])
def test_facts_name_filled_columns_only(tmp_path: Path, column: str) -> None:
    value = {"owner": "li", "purpose": "camp", "last_message_on": date(2026, 3, 31)}[column]
    store = open_store(tmp_path)
    version = commit(store, {"groups": [{"group_id": "g", column: value}]})
    assert unlocks.facts_of(open_dataset(store, version)) == {"groups", "groups.group_id", f"groups.{column}"}


def test_a_version_tells_its_facts(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"groups": [{"group_id": "g", "group_name": "east", "owner": "li"}]})
    assert unlocks.unlocks_of(inputs).seen == 2  # duplicates and owner load
