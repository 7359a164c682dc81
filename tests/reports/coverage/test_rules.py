"""Gaps and the calendar by week, by a hand-made example."""

from __future__ import annotations

from datetime import date, timedelta

from core.charts.palette import Role
from core.reports.coverage import chart, rules
from core.reports.coverage.model import DayRange
from tests.reports.coverage.making_views import MONDAY, table


def test_weeks_of_a_daily_and_of_another_table() -> None:
    hole = DayRange(MONDAY + timedelta(days=5), MONDAY + timedelta(days=14))  # Saturday to Monday week
    days = (MONDAY + timedelta(days=2), MONDAY + timedelta(days=22))
    found = rules.calendar((table("group_daily", *days, hole), table("orders", *days, hole)), date(2026, 12, 31))
    assert found.mondays == tuple(MONDAY + timedelta(weeks=n) for n in range(4))
    assert [(w.days, w.of, w.state) for w in found.rows[0].weeks] == [
        (3, 5, "part"),  # from Wednesday; Saturday and Sunday are missing
        (0, 7, "gap"),
        (6, 7, "part"),
        (2, 2, "full"),
    ]
    assert [w.state for w in found.rows[1].weeks] == ["some", "quiet", "some", "full"]
    drawn = chart.chart(found)
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
    orders = table("orders", date(1970, 1, 1), date(2099, 1, 1), DayRange(date(1970, 1, 2), date(2098, 12, 31)))
    found = rules.calendar((orders,), date(2026, 3, 31))
    assert len(found.mondays) == rules.WEEKS
    assert found.mondays[-1] == date(2026, 3, 30)
    assert found.cut > 2000


def test_gaps_are_those_of_daily_tables_most_days_first() -> None:
    one = table("owner_daily", MONDAY, date(2026, 4, 30), DayRange(date(2026, 3, 10), date(2026, 3, 10)))
    three = table("group_daily", MONDAY, date(2026, 4, 30), DayRange(date(2026, 3, 10), date(2026, 3, 12)))
    orders = table("orders", MONDAY, date(2026, 4, 30), DayRange(date(2026, 3, 10), date(2026, 3, 20)))
    assert rules.gaps((one, three, orders, table("member_daily", MONDAY, MONDAY))) == (three, one)


def test_ranges_of_days_between() -> None:
    days = [date(2026, 3, d) for d in (1, 2, 5, 9)]
    assert rules.day_ranges_between(days) == (
        DayRange(date(2026, 3, 3), date(2026, 3, 4)),
        DayRange(date(2026, 3, 6), date(2026, 3, 8)),
    )
    assert rules.day_ranges_between(days[:1]) == rules.day_ranges_between([]) == ()
