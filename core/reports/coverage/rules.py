"""Gaps, expiry and the calendar by week, worked out from the days that each table has."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta

from core.domain.tables import TABLES
from core.reports.coverage.model import (
    DAILY,
    KEPT_BY_SOURCE,
    WECOM_DAYS,
    Calendar,
    CalendarRow,
    DayRange,
    FallingOff,
    State,
    TableCoverage,
    Week,
)

WEEKS = 104
"""Weeks the calendar shows at most, the newest ones."""
_NO_CALENDAR = ("identities",)


def day_ranges_between(days: Sequence[date]) -> tuple[DayRange, ...]:
    """The days missing between the first and the last of `days`, which are in order."""
    one = timedelta(days=1)
    pairs = itertools.pairwise(days)
    return tuple(DayRange(before + one, after - one) for before, after in pairs if after - before > one)


def falling_off(tables: Sequence[TableCoverage], today: date) -> tuple[FallingOff, ...]:
    """Tables whose days after the last one can be fetched for a limited time, seen on the day `today`."""
    found = []
    for table in tables:
        if table.table in KEPT_BY_SOURCE and table.last_day is not None:
            age = (today - (table.last_day + timedelta(days=1))).days
            if age >= 0:
                found.append(FallingOff(table.table, table.last_day, WECOM_DAYS - age))
    return tuple(found)


def gaps(tables: Sequence[TableCoverage]) -> tuple[TableCoverage, ...]:
    """Daily tables with missing days, most first."""
    found = [t for t in tables if t.table in DAILY and t.missing_days]
    return tuple(sorted(found, key=lambda t: -(t.missing_days or 0)))


def calendar(tables: Sequence[TableCoverage], today: date) -> Calendar:
    """The weeks of all tables that have days; days after `today` are not drawn."""
    shown = [t for t in tables if t.first_day and t.first_day <= today and t.table not in _NO_CALENDAR]
    if not shown:
        return Calendar((), (), 0)
    first = _monday(min(t.first_day for t in shown if t.first_day))
    last = _monday(min(max(t.last_day for t in shown if t.last_day), today))
    total = (last - first).days // 7 + 1
    kept = min(total, WEEKS)
    mondays = tuple(last - timedelta(weeks=kept - 1 - n) for n in range(kept))
    rows = tuple(CalendarRow(t.table, TABLES[t.table].label, _weeks(t, mondays)) for t in shown)
    return Calendar(mondays, rows, total - kept)


def _weeks(table: TableCoverage, mondays: Sequence[date]) -> tuple[Week, ...]:
    """The weeks between the table's first and last day."""
    if table.first_day is None or table.last_day is None:
        return ()
    missing: dict[date, int] = {}
    for gap in table.missing:
        day = max(gap.first, mondays[0])
        while day <= min(gap.last, mondays[-1] + timedelta(days=6)):
            missing[_monday(day)] = missing.get(_monday(day), 0) + 1
            day += timedelta(days=1)
    weeks = []
    for monday in mondays:
        low, high = max(monday, table.first_day), min(monday + timedelta(days=6), table.last_day)
        of = (high - low).days + 1
        if of > 0:
            days = of - missing.get(monday, 0)
            weeks.append(Week(monday, days, of, _state(days, of, table.table in DAILY)))
    return tuple(weeks)


def _state(days: int, of: int, daily: bool) -> State:
    if days == of:
        return "full"
    if daily:
        return "part" if days else "gap"
    return "some" if days else "quiet"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
