"""The coverage calendar and its sentences, by a hand-made example."""

from __future__ import annotations

from datetime import date, timedelta

from core.charts.palette import Role
from core.reports.coverage import tables as coverage_view
from core.reports.coverage.chart import chart
from core.reports.coverage.report import CoverageReport, DayRange, Recognised, TableCoverage

NOBODY = Recognised(None, 0, 0)
MONDAY = date(2026, 3, 2)


def report(*tables: TableCoverage, members: Recognised = NOBODY, orders: Recognised = NOBODY) -> CoverageReport:
    return CoverageReport(1, tables, members, (), orders, (), 0, ())


def table(name: str, first: date, last: date, *missing: DayRange) -> TableCoverage:
    gone = sum((gap.last - gap.first).days + 1 for gap in missing)
    return TableCoverage(name, 9, first, last, (last - first).days + 1 - gone, gone, missing, None)


def test_weeks_of_a_daily_and_of_another_table() -> None:
    hole = DayRange(MONDAY + timedelta(days=5), MONDAY + timedelta(days=14))  # Saturday to Monday week
    days = (MONDAY + timedelta(days=2), MONDAY + timedelta(days=22))
    shown = report(table("group_daily", *days, hole), table("orders", *days, hole))
    found = coverage_view.calendar(shown, date(2026, 12, 31))
    assert found.mondays == tuple(MONDAY + timedelta(weeks=n) for n in range(4))
    assert [(w.days, w.of, w.state) for w in found.rows[0].weeks] == [
        (3, 5, "part"),  # from Wednesday; Saturday and Sunday are missing
        (0, 7, "gap"),
        (6, 7, "part"),
        (2, 2, "full"),
    ]
    assert [w.state for w in found.rows[1].weeks] == ["some", "quiet", "some", "full"]
    drawn = chart(found)
    assert len(drawn.categories) == 26  # half a year at least, the weeks before are blank
    daily, orders = ([point for point in row.points if point is not None] for row in drawn.series)
    assert [(point.value, point.role) for point in daily] == [
        (3, Role.PENDING),
        (0, Role.LOST),
        (6, Role.PENDING),
        (2, Role.CONVERTED),
    ]
    assert [point.role for point in orders] == [Role.PARTLY, Role.NEUTRAL, Role.PARTLY, Role.CONVERTED]
    assert daily[0].tooltip[0].en == "Groups by day, week of 2026-03-02: data on 3 of 5 days"
    assert "Groups by day: every day 1, gaps 2, missing 1" in drawn.alt.en


def test_a_wrong_day_in_the_future_or_long_ago_does_not_stretch_the_calendar() -> None:
    shown = report(table("orders", date(1970, 1, 1), date(2099, 1, 1), DayRange(date(1970, 1, 2), date(2098, 12, 31))))
    found = coverage_view.calendar(shown, date(2026, 3, 31))
    assert len(found.mondays) == coverage_view.WEEKS
    assert found.mondays[-1] == date(2026, 3, 30)
    assert found.cut > 2000


def test_gaps_in_words() -> None:
    gap = table("group_daily", MONDAY, date(2026, 4, 30), DayRange(date(2026, 3, 10), date(2026, 3, 12)))
    assert coverage_view.gaps(report(gap, table("orders", MONDAY, MONDAY))) == (gap,)
    told = coverage_view.gap_sentence(gap, date(2026, 3, 22))
    assert told.zh == "群每日数据缺 3 天：2026-03-10 – 2026-03-12。最近缺的一天还有 170 天可以从企业微信补取。"
    assert "no longer has them" in coverage_view.gap_sentence(gap, date(2026, 9, 8)).en


def test_what_raises_the_share_recognised() -> None:
    some, half, nearly = Recognised(None, 100, 30), Recognised(None, 100, 50), Recognised(None, 100, 95)
    assert "成员名单" in str(coverage_view.how_to_raise(report()))
    assert "订单" in str(coverage_view.how_to_raise(report(members=some)))
    assert "身份标识" in str(coverage_view.how_to_raise(report(members=some, orders=half)))
    assert coverage_view.how_to_raise(report(members=nearly, orders=nearly)) is None
