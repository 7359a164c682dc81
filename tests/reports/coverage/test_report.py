"""Coverage by a hand-made example."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from core.marts import ensure, open_dataset
from core.reports.coverage import report as coverage
from core.reports.coverage.report import CoverageReport, DayRange, FallingOff, Recognised
from tests.marts.making import Row, commit, open_store


def look(tmp_path: Path, tables: dict[str, list[Row]], today: date | None = None) -> CoverageReport:
    store = open_store(tmp_path)
    version = commit(store, tables)
    return coverage.build(open_dataset(store, version), ensure(store, version), today)


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
    assert report.falling_off == (FallingOff("group_daily", date(2026, 3, 9), 170),)
    json = coverage.to_json(report)
    assert json["tables"][1]["missing"][0] == {"first": "2026-03-03", "last": "2026-03-04"}
    assert json["falling_off"][0]["days_left"] == 170
    assert any("170" in line.zh for line in coverage.sentences(report))


def test_nothing_falls_off_on_the_last_day_itself(tmp_path: Path) -> None:
    tables = {"owner_daily": [{"owner": "li", "day": date(2026, 3, 9)}]}
    assert look(tmp_path / "1", tables, date(2026, 3, 9)).falling_off == ()
    assert look(tmp_path / "2", tables, date(2026, 9, 7)).falling_off[0].days_left == -1


def test_recognised_by_a_shared_kind_whether_he_bought_or_not(tmp_path: Path) -> None:
    tables = {
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
    assert coverage.to_json(report)["orders"]["share"] is None


def test_conflicts_are_counted(tmp_path: Path) -> None:
    rows = [link(user, "phone", "H", "roster") for user in ("u1", "u2")]
    assert look(tmp_path, {"identities": rows}).identity_conflicts == 1
