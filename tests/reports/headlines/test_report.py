"""Headline numbers, by examples that can be counted by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from core.reports.headlines.model import Headline, Headlines
from core.reports.headlines.report import REPORT, HeadlinesQuery
from core.reports.verdict import Missing
from core.scope import Scope
from tests.marts.making import Row
from tests.reports.health.making_groups import CUTOFF, ago, group, member
from tests.reports.making_inputs import inputs_of

DAYS = 14
EVERYTHING = Scope()


def look(folder: Path, tables: dict[str, list[Row]], scope: Scope = EVERYTHING) -> Headlines:
    inputs = inputs_of(folder, tables)
    view = inputs.view(REPORT, REPORT.ask(inputs, scope))
    assert not isinstance(view, Missing)
    return view


def number(found: Headlines, code: str) -> Headline:
    headline = found.get(code)
    assert headline is not None
    return headline


def daily(group_id: str, days: range = range(DAYS), **values: int) -> list[Row]:
    return [{"group_id": group_id, "day": ago(n), **values} for n in days]


def test_a_week_against_the_week_before(tmp_path: Path) -> None:
    rows = daily("a", range(7), members=50, joins=3, leaves=1, messages=10)
    rows += daily("a", range(7, 14), members=40, joins=2, leaves=0, messages=0)
    found = look(tmp_path, {"groups": [group("a")], "group_daily": rows})
    assert found.period is not None
    assert (found.period.since, found.period.last) == (ago(6), CUTOFF)
    counted = {n.code: (n.value, n.before, n.change) for n in found.headlines}
    assert counted == {
        "groups": (1, 1, 0),
        "members": (50, 40, 10),
        "joins": (21, 14, 7),
        "leaves": (7, 0, 7),
        "net": (14, 14, 0),
        "messages": (70, 0, 70),
        "active": (1, 0, 1),
    }


def test_a_missing_day_is_named_and_no_zero(tmp_path: Path) -> None:
    rows = [row for row in daily("a", joins=2, members=9) if row["day"] != ago(3)]
    joins = number(look(tmp_path, {"groups": [group("a")], "group_daily": rows}), "joins")
    assert (joins.value, joins.before, joins.missing, joins.change) == (12, 14, (ago(3),), None)


def test_a_dissolved_group_does_not_lose_people_and_a_new_one_does_not_win_them(tmp_path: Path) -> None:
    rows = [{"group_id": "gone", "day": ago(2), "leaves": 80, "joins": 1}]
    rows += [{"group_id": "new", "day": ago(2), "joins": 60, "leaves": 1}]
    rows += daily("a", joins=0, leaves=0)
    groups = [group("a"), group("gone", dissolved_on=ago(2)), group("new", created_on=ago(2))]
    found = look(tmp_path, {"groups": groups, "group_daily": rows})
    assert (number(found, "joins").value, number(found, "leaves").value) == (1, 1)


def test_the_roster_stands_in_and_counts_people_once(tmp_path: Path) -> None:
    roster = [member(g, u, joined_at=datetime(2025, 12, 1)) for g in "ab" for u in ("u1", "u2")]
    roster += [
        member("a", "u3", joined_at=datetime(2026, 3, 30, 9), joined_at_is_day=False),
        member("b", "invited", joined_at=datetime(2026, 3, 30), join_scene="invited"),
        member("b", "boss", joined_at=datetime(2026, 3, 30), role="staff"),
        member("a", "u4", left_at=datetime(2026, 3, 31, 8), left_at_is_day=False, leave_reason="left"),
        member("a", "u5", left_at=datetime(2026, 3, 31, 8), left_at_is_day=False, leave_reason="dissolved"),
    ]
    found = look(tmp_path, {"groups": [group("a"), group("b", created_on=date(2026, 3, 30))], "members": roster})
    assert (number(found, "members").value, number(found, "people").value) == (6, 4)
    assert (number(found, "joins").value, number(found, "leaves").value) == (1, 1)


def test_sizes_are_carried_for_seven_days_only(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"group_id": "a", "day": ago(7), "members": 10},
        {"group_id": "b", "day": ago(8), "members": 10},
        {"group_id": "c", "day": CUTOFF, "members": 10},
    ]
    members = number(look(tmp_path, {"groups": [group(g) for g in "abc"], "group_daily": rows}), "members")
    assert (members.value, members.unknown, members.change) == (20, 1, None)


def test_scope_takes_days_and_groups(tmp_path: Path) -> None:
    rows = daily("a", joins=1) + daily("b", joins=10) + daily("c", joins=100)
    groups = [group("a", region="east"), group("b", region="south"), group("c")]
    tables = {"groups": groups, "group_daily": rows}
    scope = Scope(since=ago(3), until=ago(1), region=("east", None))
    joins = number(look(tmp_path, tables, scope), "joins")
    assert (joins.value, joins.before) == (202, 202)
    assert look(tmp_path / "2", tables, Scope(since=CUTOFF + timedelta(days=1))).period is None


def test_order_amount(tmp_path: Path) -> None:
    orders = [
        {"order_id": f"o{n}", "line": 1, "user_id": "u", "paid_at": datetime(2026, 3, 31 - n, 9),
         "paid_at_is_day": False, "amount": Decimal("10.10"), "group_id": "a" if n else None}
        for n in range(20)
    ]  # fmt: skip
    tables = {"groups": [group("a", last_message_on=CUTOFF)], "orders": orders}
    assert number(look(tmp_path / "1", tables), "amount").value == Decimal("70.70")
    amount = number(look(tmp_path / "2", tables, Scope(owner=("li",))), "amount")
    assert (amount.value, amount.change) == (Decimal("60.60"), Decimal("-10.10"))


def test_an_empty_workspace_has_no_numbers(tmp_path: Path) -> None:
    found = inputs_of(tmp_path, {}).view(REPORT, HeadlinesQuery())
    assert isinstance(found, Missing)
    assert "group_daily" in found.tables
