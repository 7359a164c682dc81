"""What the coverage report answers: days and groups with data per table, and who is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.i18n import Text

DAILY = ("group_daily", "owner_daily", "funnel_daily", "member_daily")
"""Tables that a source fills every day: a day without rows is a day that was not imported."""
KEPT_BY_SOURCE = ("owner_daily", "group_daily")
"""Tables that WeCom's own statistics fill."""
WECOM_DAYS = 180
"""WeCom's statistics interface keeps this many days (domain text, section 10)."""

State = Literal["full", "part", "gap", "some", "quiet"]
"""full: every day of the week has data · part, gap: a daily source lacks some or all days · some, quiet: another
source has records on some days or none, which is no fault."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """Consecutive days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """One table: None where it has no day or no group. Missing days are not zeros."""

    table: str
    rows: int
    first_day: date | None
    last_day: date | None
    days: int | None
    """Days with data."""
    missing_days: int | None
    """Days without data between the first and the last."""
    missing: tuple[DayRange, ...]
    groups: int | None
    """Groups with data."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Of `total` members (of a group) or orders (of a source), how many are of a known person. 识别率."""

    name: str | None
    """The group's id or the source; None: all together, or a source that is not named."""
    total: int
    recognised: int

    @property
    def share(self) -> float | None:
        """recognised / total; None without any."""
        return self.recognised / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class FallingOff:
    """The source forgets: days after `last_day` that were not imported can be fetched for `days_left` more days."""

    table: str
    last_day: date
    days_left: int
    """Until the first missing day falls out of the source's 180 days; 0 or less: days are lost already."""


@dataclass(frozen=True, slots=True)
class Week:
    """One table's week: days with data of the days that lie between the table's first and last."""

    monday: date
    days: int
    of: int
    state: State


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One table."""

    table: str
    label: Text
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Tables with days, by week; `cut` weeks before the first one are not shown."""

    mondays: tuple[date, ...]
    rows: tuple[CalendarRow, ...]
    cut: int


@dataclass(frozen=True, slots=True)
class GroupName:
    """What a group is called, and who owns it."""

    group_id: str
    name: str | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class CoverageView:
    """Coverage of one version. Members count once per group and source id, orders once per order id."""

    version: int
    imported_on: date
    """The day of the version."""
    tables: tuple[TableCoverage, ...]
    members: Recognised
    members_by_group: tuple[Recognised, ...]
    orders: Recognised
    orders_by_source: tuple[Recognised, ...]
    identity_conflicts: int
    """Ids that two people claim and that therefore join neither."""
    groups: tuple[GroupName, ...]
    calendar: Calendar
    """As seen today."""
