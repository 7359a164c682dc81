"""The lists of the coverage report, by a hand-made example."""

from __future__ import annotations

from datetime import date

from core.reports.coverage.model import DayRange, Recognised
from core.reports.coverage.tables import recognised_listing, sources_listing, tables, tables_listing
from tests.reports.coverage.making_views import MONDAY, table, view_of

LAST = date(2026, 3, 31)
HOLE = DayRange(date(2026, 3, 10), date(2026, 3, 12))


def test_missing_days_are_counted_for_daily_tables_only() -> None:
    view = view_of(table("group_daily", MONDAY, LAST, HOLE), table("orders", MONDAY, LAST, HOLE))
    listed = tables_listing(view)
    assert listed.column("days") == [27, 27]
    assert listed.column("missing_days") == [3, None]


def test_recognition_is_left_out_without_members_and_orders() -> None:
    assert [shown.short.name for shown in tables(view_of(table("costs", MONDAY, LAST)))] == ["coverage"]
    members = view_of(table("members", MONDAY, LAST), members=Recognised(None, 4, 1))
    assert [shown.short.name for shown in tables(members)] == ["recognised", "coverage"]
    listed = recognised_listing(members)
    assert listed.column("share") == [0.25, None]
    assert listed.column("recognised") == [1, 0]


def test_sources_in_words() -> None:
    sources = tuple(Recognised(name, 2, 1) for name in ("canonical/identities", "no_such_format/x", None))
    listed = sources_listing(view_of(sources=sources))
    named = [name if isinstance(name, str) else str(getattr(name, "zh", "")) for name in listed.column("source")]
    assert named == ["标准表「身份标识」", "no_such_format", "没有写明"]
