from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from core.ingest.values.parse import (
    ambiguous_dates,
    date_order_evidence,
)
from tests.ingest.reading import one, parsed

ZONE = ZoneInfo("Asia/Shanghai")


CLOCK = dt.datetime(2026, 3, 1, 9, 5)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2026-03-01 09:05:07", CLOCK.replace(second=7)),
        ("2026-03-01T09:05:07", CLOCK.replace(second=7)),
        ("2026-03-01 09:05:07.123456", CLOCK.replace(second=7, microsecond=123456)),
        ("2026-03-01 09:05:07.5", CLOCK.replace(second=7, microsecond=500000)),
        ("2026/3/1 9:05", CLOCK),
        ("2026.03.01 09:05", CLOCK),
        ("20260301090507", CLOCK.replace(second=7)),
        ("20260301 09:05:07", CLOCK.replace(second=7)),
        ("2026年03月01日09时05分", CLOCK),
        ("2026年03月01日09时05分11秒", CLOCK.replace(second=11)),
        ("2026年3月1日 9:05", CLOCK),
        ("２０２６年３月１日　９：０５", CLOCK),
        ("2026年3月1日 星期日 9:05", CLOCK),
        ("2026/3/1 9:05 PM", CLOCK.replace(hour=21)),
        ("2026/3/1 9:05:07 am", CLOCK.replace(second=7)),
        ("2026/3/1 下午 9:05", CLOCK.replace(hour=21)),
        ("2026/3/1 上午9:05", CLOCK),
        ("2026/3/1 12:05 AM", CLOCK.replace(hour=0)),
        ("2026/3/1 12:05 PM", CLOCK.replace(hour=12)),
        ("2026-03-01T01:05:00Z", CLOCK),
        ("2026-03-01T01:05:00.000Z", CLOCK),
        ("2026-02-28 20:05:00-05:00", CLOCK),
        ("2026-03-01T09:05:00+0800", CLOCK),
        ("1772327100", CLOCK),
        ("1772327100000", CLOCK),
        ("46082.378472222219", CLOCK),
        ("\t2026-03-01 09:05:00\t", CLOCK),
        ("`2026-03-01 09:05:00", CLOCK),
    ],
)
def test_times_with_a_clock(cell: str, at: dt.datetime) -> None:
    result = parsed("ts", cell)
    assert result.bad == {}
    assert (result.values[0].as_py(), result.is_day[0].as_py()) == (at, False)
    assert one("day", cell) == at.date()


@pytest.mark.parametrize(
    "cell",
    ["2026-03-01", "2026/3/1", "20260301", "2026.03.01", "2026年3月1日", "2026年03月01日", "46082", "2026-3-1"],
)
def test_days_are_marked_as_days(cell: str) -> None:
    result = parsed("ts", cell)
    assert (result.values[0].as_py(), result.is_day[0].as_py()) == (dt.datetime(2026, 3, 1), True)


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "2026-13-01", "2026/2/29 1:00", "2026-03-01 25:00", "2026-03-01 09:61:00", "20260231", "yesterday",
     "12345", "1826-03-01", "2026-03", "99999", "2026年3月", "123456789012", "20-03-01", "2026-03-01 13:00 AM",
     "2026-03/01"],
)  # fmt: skip
def test_impossible_dates(cell: str) -> None:
    assert one("ts", cell) == "bad_date"
    assert one("day", cell) == "bad_date"


def test_zero_dates_of_databases_are_empty() -> None:
    result = parsed("ts", "0", "0000-00-00", "0000-00-00 00:00:00")
    assert result.values.null_count == 3
    assert result.bad == {}


def test_day_and_month_are_never_guessed() -> None:
    assert one("day", "03/04/2026") == "ambiguous_date"
    assert ambiguous_dates(pa.array(["03/04/2026", "05/05/2026", None]))
    assert one("day", "05/05/2026") == dt.date(2026, 5, 5)
    assert one("day", "03/04/2026", date_format="%d/%m/%Y") == dt.date(2026, 4, 3)
    assert one("day", "03/04/2026", date_format="%m/%d/%Y") == dt.date(2026, 3, 4)
    assert one("ts", "03/04/2026 10:00", date_format="%m/%d/%Y") == dt.datetime(2026, 3, 4, 10)
    assert one("day", "03/04/2026", date_format="dmy") == dt.date(2026, 4, 3)


def test_a_value_beyond_twelve_settles_its_column() -> None:
    assert parsed("day", "03/04/2026", "13/04/2026").values.to_pylist() == [dt.date(2026, 4, 3), dt.date(2026, 4, 13)]
    assert parsed("day", "03/04/2026", "04/13/2026").values.to_pylist() == [dt.date(2026, 3, 4), dt.date(2026, 4, 13)]
    assert not ambiguous_dates(pa.array(["03/04/2026", "13/04/2026"]))
    both = pa.array(["03/04/2026", "13/04/2026", "04/13/2026"])
    assert date_order_evidence(both) == {"dmy", "mdy", "open"}
    assert ambiguous_dates(both)


def test_a_pattern_settles_short_years_and_the_1904_system() -> None:
    assert one("day", "1/3/26", date_format="%d/%m/%y") == dt.date(2026, 3, 1)
    assert one("day", "44620", date_format="excel1904") == dt.date(2026, 3, 1)
