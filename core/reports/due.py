"""By when: the one rule for the dates of what is to be done."""

from __future__ import annotations

from datetime import date, timedelta

from core.i18n import Text

_FRIDAY = 4
_AT_LEAST_DAYS = 2


def due(today: date) -> date:
    """The next Friday that leaves at least two days to do it."""
    ahead = (_FRIDAY - today.weekday()) % 7
    return today + timedelta(days=ahead if ahead >= _AT_LEAST_DAYS else ahead + 7)


def due_day(today: date) -> Text:
    """The day as sentences name it: 12/11（周五）, Friday 11 Dec."""
    day = due(today)
    return Text(f"{day.month}/{day.day}（周五）", f"Friday {day:%-d %b}")


def by_due_day(today: date) -> Text:
    """The start of what is to be done: 12/11（周五）前：, By Friday 11 Dec: ."""
    return Text("{day}前：", "By {day}: ").fill(day=due_day(today))
