"""The coverage calendar: a row per table, a cell per week, coloured by how many of its days have data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.charts.chart import Axis, Chart, Key, Kind, Point, Series
from core.charts.palette import Role
from core.i18n import Text
from core.reports.coverage.model import Calendar, CalendarRow, State, Week
from core.wording import same

_KEYS: dict[State, Key] = {
    "full": Key(Text("每天有", "every day"), Role.CONVERTED),
    "part": Key(Text("缺几天", "gaps"), Role.PENDING),
    "gap": Key(Text("整周缺", "missing"), Role.LOST),
    "some": Key(Text("有记录", "some"), Role.PARTLY),
    "quiet": Key(Text("无记录", "none"), Role.NEUTRAL),
}
_WEEKS = 26
"""The fewest weeks drawn: half a year."""


def chart(calendar: Calendar) -> Chart:
    """Weeks before a table's first and after its last day stay blank."""
    mondays = _at_least(calendar.mondays)
    head = Text("各表每周有没有数据（周数）. ", "Weeks with data by table. ")
    return Chart(
        name="calendar",
        kind=Kind.CELLS,
        alt=head + same("; ").join(_in_words(row) for row in calendar.rows),
        axis=Axis(Text("一周里有数据的天", "days of the week with data"), Text("天", "days"), shown=False),
        categories=tuple(same(monday) for monday in mondays),
        series=tuple(_row(row, mondays) for row in calendar.rows),
        keys=tuple(_KEYS.values()),
    )


def _at_least(mondays: Sequence[date]) -> list[date]:
    """The weeks with blank ones before, so that the cells of a young workspace stay small."""
    blank = max(_WEEKS - len(mondays), 0) if mondays else 0
    return [*(mondays[0] - timedelta(weeks=n) for n in range(blank, 0, -1)), *mondays]


def _in_words(row: CalendarRow) -> Text:
    """How many weeks of a table are whole, partly there, missing."""
    counts = {state: sum(week.state == state for week in row.weeks) for state in _KEYS}
    told = [_KEYS[state].name + same(f" {n}") for state, n in counts.items() if n]
    return row.label + same(": ") + same(", ").join(told)


def _row(row: CalendarRow, mondays: Sequence[date]) -> Series:
    cells = {week.monday: _cell(row.label, week) for week in row.weeks}
    return Series(row.label, tuple(cells.get(monday) for monday in mondays))


def _cell(label: Text, week: Week) -> Point:
    text = Text(
        "{label}，{monday} 起的一周：{days}/{of} 天有数据", "{label}, week of {monday}: data on {days} of {of} days"
    )
    tooltip = text.fill(label=label, monday=week.monday, days=week.days, of=week.of)
    return Point(week.days, (tooltip,), role=_KEYS[week.state].role)
