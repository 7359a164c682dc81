"""Assumptions and targets: limits are kept, what is stored is what was set, conflicts go both ways."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from core.domain import assumptions, targets
from core.domain.assumptions import Assumptions
from core.domain.targets import Targets
from core.errors import BadRequest


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("silent_days", bad) for bad in (0, -1, 3651, 1.5, "x", True, "NaN", float("inf"))),
        *(("group_time_share", bad) for bad in (1.01, -0.1)),
        *(("monthly_cost", bad) for bad in (-1, "1e12")),
        ("staff_count", 0),
        ("owner_load_factor", 0.5),
    ],
)
def test_a_number_out_of_its_limits_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(BadRequest) as refused:
        Assumptions().changed(name, value)
    assert refused.value.details["field"] == name
    with pytest.raises(BadRequest):
        Assumptions.from_json({name: value})


def test_what_was_set_is_read_back_with_who_and_when() -> None:
    mine = Assumptions().changed("staff_count", 6).changed("monthly_cost", 48000.5).changed("group_time_share", "0.8")
    mine = mine.with_conflicts("listed", [["网商", "实体"], ("实体", "网商")])
    stored = mine.record("王敏", datetime(2026, 3, 1, 9, 5))
    assert (stored["who"], stored["at"]) == ("王敏", "2026-03-01T09:05:00")
    again = assumptions.load(stored)
    assert again == mine
    assert (again.monthly_cost, again.conflict_pairs) == (Decimal("48000.50"), (("实体", "网商"),))


def test_only_changes_are_stored_and_emptying_a_field_gives_the_default() -> None:
    assert Assumptions().to_json() == {}
    assert Assumptions(silent_days=45).changed("silent_days", None).silent_days == 30
    assert Assumptions(silent_days=45).to_json() == {"silent_days": 45}
    assert Assumptions.from_json({"of_another_release": 1}) == Assumptions()
    assert assumptions.load(None) == Assumptions()


def test_overdue_by_purpose() -> None:
    purposes = ("lead_in", "flash", "new_user", "camp", "delivery", "benefits", "core_fans", "regional", None)
    assert [Assumptions().overdue_days(p) for p in purposes] == [2, 2, 30, 37, 37, None, None, None, None]


def test_conflicts_of_identity_classes() -> None:
    every, nothing = Assumptions(), Assumptions().with_conflicts("none")
    some = Assumptions().with_conflicts("listed", [("a", "b")])
    pairs = [("a", "b"), ("b", "a"), ("a", "c"), ("a", "a"), ("a", None), (None, None)]
    assert [every.conflicts(*p) for p in pairs] == [True, True, True, False, False, False]
    assert [some.conflicts(*p) for p in pairs] == [True, True, False, False, False, False]
    assert not any(nothing.conflicts(*p) for p in pairs)


@pytest.mark.parametrize(
    ("rule", "pairs"), [("some", ()), ("listed", [["a"]]), ("listed", [["a", "a"]]), ("all", "ab")]
)
def test_a_broken_rule_of_conflicts_is_refused(rule: str, pairs: Any) -> None:
    with pytest.raises(BadRequest):
        Assumptions().with_conflicts(rule, pairs)


def test_targets() -> None:
    mine = Targets().changed("step_4", 0.6)
    again = targets.load(mine.record("王敏", datetime(2026, 3, 1)))
    assert (again.step_rate(4), again.step_rate(5), again.step_rate(1)) == (0.6, None, None)


def test_every_number_says_what_it_is_in_both_languages() -> None:
    for entry in (*Assumptions.entries(), *Targets.entries()):
        assert all((entry.label.zh, entry.label.en, entry.meaning.zh, entry.meaning.en, entry.unit.zh, entry.unit.en))
        assert entry.default is None or entry.low <= entry.default <= entry.high
