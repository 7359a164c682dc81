"""The demo's time: 18 months of days up to an end day, and how busy each of them is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from core.demo.draw import Floats, Ints

DAYS = 548
"""18 months, the end day included."""
DAY_SECONDS = 86_400
_HOURS = np.array([1, 1, 0, 0, 0, 1, 3, 6, 9, 11, 11, 9, 10, 8, 8, 9, 9, 9, 10, 13, 16, 15, 9, 4], dtype=float)
"""How the hours of a day share what happens in it."""
_FESTIVALS = (
    *("2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01"),
    *("2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"),
    *("2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08", "2036-01-28", "2037-02-15", "2038-02-04"),
)
"""First days of the lunar year 春节: it follows the moon, so it is looked up."""


@dataclass(frozen=True)
class Span:
    """Days are counted from 0 (`start`) to DAYS - 1 (`end`), moments in seconds from the midnight of `start`."""

    end: datetime.date

    @cached_property
    def start(self) -> datetime.date:
        """The first day."""
        return self.end - datetime.timedelta(days=DAYS - 1)

    @property
    def last(self) -> int:
        """The number of the end day."""
        return DAYS - 1

    @property
    def seconds(self) -> int:
        """All seconds; nothing happens at or after this moment."""
        return DAYS * DAY_SECONDS

    def ago(self, days: int) -> int:
        """The number of the day that lies `days` before the end day."""
        return self.last - days

    def date(self, day: int) -> datetime.date:
        """The date of a day number."""
        return self.start + datetime.timedelta(days=int(day))

    def dates(self, days: Ints) -> pa.Array:
        """Day numbers as dates."""
        return pa.array(np.datetime64(self.start, "D") + days)

    def times(self, seconds: Ints) -> pa.Array:
        """Moments as timestamps; a negative one is empty."""
        moments = np.datetime64(self.start, "us") + seconds * 1_000_000
        return pa.array(moments, pa.timestamp("us"), mask=seconds < 0)

    @cached_property
    def weekday(self) -> Ints:
        """Monday 0 … Sunday 6 of every day."""
        return (self.start.weekday() + np.arange(DAYS)) % 7

    @cached_property
    def from_double11(self) -> Ints:
        """Days from the nearest 11 November 双十一, negative before it."""
        return self._from_nearest(
            [datetime.date(year, 11, 11) for year in range(self.start.year - 1, self.end.year + 2)]
        )

    @cached_property
    def from_festival(self) -> Ints:
        """Days from the nearest first day of the lunar year 春节; 365 where the table knows none."""
        return self._from_nearest([datetime.date.fromisoformat(day) for day in _FESTIVALS])

    def busy(self, week: tuple[float, ...], festival: float, eve: float, double11: float) -> Floats:
        """A factor per day: the weekday's, less around 春节, more in the days before 11.11 and on the day itself."""
        factor = np.array(week)[self.weekday]
        factor = np.where((self.from_festival >= -3) & (self.from_festival <= 9), factor * festival, factor)
        factor = np.where((self.from_double11 >= -4) & (self.from_double11 <= 1), factor * eve, factor)
        return np.where(self.from_double11 == 0, factor * double11 / eve, factor)

    def _from_nearest(self, feasts: list[datetime.date]) -> Ints:
        days = np.arange(DAYS)[:, None] - np.array([(feast - self.start).days for feast in feasts])
        nearest = np.take_along_axis(days, np.abs(days).argmin(axis=1)[:, None], axis=1)[:, 0]
        return np.where(np.abs(nearest) > 200, 365, nearest)


def in_hours(rng: np.random.Generator, n: int) -> Ints:
    """`n` seconds of a day, busy in the evening and quiet at night."""
    hour = rng.choice(24, n, p=_HOURS / _HOURS.sum())
    return hour * 3_600 + rng.integers(0, 3_600, n)
