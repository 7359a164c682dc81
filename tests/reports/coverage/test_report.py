"""Coverage by a hand-made example."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.codec import canonical_json
from core.domain.tables import CANONICAL_TABLES
from core.reports.coverage.model import CoverageView, DayRange, FallingOff, Recognised
from core.reports.coverage.report import REPORT, CoverageQuery, to_json
from core.reports.coverage.rules import falling_off
from core.reports.coverage.tables import groups_listing
from tests.marts.making import IMPORTED, Row
from tests.reports.making_inputs import TODAY, inputs_of


def look(tmp_path: Path, tables: dict[str, list[Row]], today: date = TODAY) -> CoverageView:
    view = inputs_of(tmp_path, tables, today=today).view(REPORT, CoverageQuery())
    assert isinstance(view, CoverageView)
    return view


def printed(view: CoverageView) -> Any:
    return json.loads(canonical_json.dumps(to_json(view)))


def member(group: str, user: str) -> Row:
    return {"group_id": group, "user_id": user, "joined_at": datetime(2026, 3, 1), "joined_at_is_day": True}


def order(number: int, user: str, line: int = 1) -> Row:
    paid = datetime(2026, 3, 1 + number, 9)
    return {
        "order_id": f"o{number}", "line": line, "user_id": user, "paid_at": paid, "paid_at_is_day": False,
        "amount": Decimal("1.00"),
    }  # fmt: skip


def link(user: str, kind: str, value: str, source: str) -> Row:
    return {"user_id": user, "id_kind": kind, "id_value": value, "source": source, "seen_on": date(2026, 3, 1)}


def test_days_gaps_and_groups(tmp_path: Path) -> None:
    days = [date(2026, 3, d) for d in (1, 2, 5, 9)]
    report = look(tmp_path, {"group_daily": [{"group_id": f"g{d.day % 2}", "day": d} for d in days]}, date(2026, 3, 20))
    found = next(table for table in report.tables if table.table == "group_daily")
    assert (found.rows, found.first_day, found.last_day, found.days, found.groups) == (4, days[0], days[-1], 4, 2)
    assert found.missing == (
        DayRange(date(2026, 3, 3), date(2026, 3, 4)),
        DayRange(date(2026, 3, 6), date(2026, 3, 8)),
    )
    assert found.missing_days == 5
    # the first missing day is 10 March, 10 days old on the 20th
    assert falling_off(report.tables, date(2026, 3, 20)) == (FallingOff("group_daily", date(2026, 3, 9), 170),)
    assert [row.table for row in report.calendar.rows] == ["group_daily"]
    assert any("170" in note.zh for note in REPORT.verdict(report, date(2026, 3, 20)).notes)


def test_json_counts_days_left_from_the_day_of_the_version(tmp_path: Path) -> None:
    days = [date(2029, 12, d) for d in (1, 2, 5, 9)]
    report = look(tmp_path, {"group_daily": [{"group_id": "g", "day": day} for day in days]}, date(2030, 6, 30))
    found = printed(report)
    assert found["tables"][1]["missing"][0] == {"first": "2029-12-03", "last": "2029-12-04"}
    assert report.imported_on == IMPORTED.date()
    # the first missing day is 10 December, 22 days old on 1 January
    assert found["falling_off"] == [{"table": "group_daily", "last_day": "2029-12-09", "days_left": 158}]
    assert found["members"] == {"name": None, "total": 0, "recognised": 0, "share": None}


def test_nothing_falls_off_on_the_last_day_itself(tmp_path: Path) -> None:
    tables = look(tmp_path, {"owner_daily": [{"owner": "li", "day": date(2026, 3, 9)}]}).tables
    assert falling_off(tables, date(2026, 3, 9)) == ()
    assert falling_off(tables, date(2026, 9, 7))[0].days_left == -1


def test_recognised_by_a_shared_kind_whether_he_bought_or_not(tmp_path: Path) -> None:
    tables: dict[str, list[Row]] = {
        "groups": [{"group_id": "g1", "group_name": "东区", "owner": "李"}, {"group_id": "g2"}],
        "members": [member("g1", "ext1"), member("g1", "ext2"), member("g2", "ext3"), member("g2", "ext1")],
        "orders": [order(1, "nick9"), order(1, "nick9", 2), order(2, "nick8"), order(3, "walk-in")],
        "identities": [
            link("ext1", "external_userid", "ext1", "roster"),
            link("ext1", "phone", "H1", "roster"),
            link("ext2", "external_userid", "ext2", "roster"),
            link("ext2", "phone", "H2", "roster"),
            link("ext3", "external_userid", "ext3", "roster"),
            link("nick9", "buyer_nick", "nick9", "shop"),
            link("nick9", "phone", "H1", "shop"),
            link("nick8", "buyer_nick", "nick8", "shop"),
        ],
    }
    report = look(tmp_path, tables)
    assert report.members_by_group == (Recognised("g1", 2, 2), Recognised("g2", 2, 1))
    listed = groups_listing(report)
    assert listed.column("group_name") == [None, "东区"]  # the least recognised first
    assert listed.column("owner") == [None, "李"]
    assert listed.column("share") == [0.5, 1.0]
    assert report.members == Recognised(None, 3, 2)
    assert report.orders_by_source == (Recognised("shop", 2, 1), Recognised(None, 1, 0))
    assert report.orders == Recognised(None, 3, 1)
    assert report.identity_conflicts == 0


def test_without_identities_ids_are_one_kind_from_half_of_the_buyers_on(tmp_path: Path) -> None:
    members = [member("g1", "a"), member("g1", "b")]
    half = {"members": members, "orders": [order(1, "a"), order(2, "x")]}
    assert look(tmp_path / "half", half).members == Recognised(None, 2, 2)
    less = {"members": members, "orders": [order(1, "a"), order(2, "x"), order(3, "y")]}
    report = look(tmp_path / "less", less)
    assert report.members == Recognised(None, 2, 0)
    assert report.orders == Recognised(None, 3, 1)
    assert look(tmp_path / "none", {"members": members}).members == Recognised(None, 2, 0)


def test_an_empty_workspace_has_no_shares(tmp_path: Path) -> None:
    report = look(tmp_path, {"groups": [{"group_id": "g"}]})
    assert report.members.share is None
    assert report.orders_by_source == ()
    assert printed(report)["orders"]["share"] is None


@pytest.mark.parametrize("table", CANONICAL_TABLES)
def test_any_table_alone_is_enough(table: str) -> None:
    assert REPORT.answers(frozenset({table}))


def test_conflicts_are_counted(tmp_path: Path) -> None:
    rows = [link(user, "phone", "H", "roster") for user in ("u1", "u2")]
    assert look(tmp_path, {"identities": rows}).identity_conflicts == 1
