"""A time and its precision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Moment:
    """A time and whether only its day is known (then `time` is that day's midnight)."""

    time: datetime
    is_day: bool = False

    @classmethod
    def of_day(cls, day: date) -> Moment:
        """The day alone."""
        return cls(datetime.combine(day, time()), is_day=True)

    def code(self) -> int:
        """The sortable integer of core/db/macros.sql."""
        return 2 * ((self.time - datetime(1970, 1, 1)) // timedelta(microseconds=1)) + (0 if self.is_day else 1)

    @property
    def end(self) -> datetime:
        """The last instant it covers: itself, or the end of its day."""
        return datetime.combine(self.time, time.max) if self.is_day else self.time

    @property
    def date(self) -> date:
        """Its day."""
        return self.time.date()
