"""Dates and times as exports write them. Where day and month could be swapped nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from core.ingest.values.cells import BLANKS

Order = Literal["dmy", "mdy"]

_CLOCK = (
    r"(?P<early>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|[AP]\.?M\.?)?\s*"
    r"(?P<hour>\d{1,2})(?::|时|點|点)(?:(?P<minute>\d{1,2})(?:(?::|分)(?P<second>\d{1,2})?(?:[.,](?P<fraction>\d{1,9}))?秒?)?)?"
    r"\s*(?P<late>[AP]\.?M\.?|上午|下午)?"
    r"\s*(?P<offset>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_TAIL = rf"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?(?:[ T]?\s*{_CLOCK})?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?:(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})"
    rf"|\s*年\s*(?P<month_>\d{{1,2}})\s*月\s*(?P<day_>\d{{1,2}})\s*日?){_TAIL}",
    re.I | re.A,
)
_YEAR_LAST = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<sep>[-/.])(?P<two>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}),?{_TAIL}", re.I | re.A
)
_COMPACT = re.compile(rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:[ T]\s*{_CLOCK})?", re.I | re.A)
_COMPACT_CLOCK = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?", re.A)
_UNIX = re.compile(r"(?P<seconds>[1-4]\d{9})(?:\.(?P<fraction>\d{1,9})|(?P<milli>\d{3}))?", re.A)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.A)
_NO_DATE = re.compile(r"0|0000[-/]00[-/]00(?:[ T]00:00:00(?:\.0+)?)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_EXCEL_1900, _EXCEL_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_SERIALS = range(32_874, 73_051)
"""Days 1990-01-01 to 2100-01-01 in Excel's 1900 system; other five-digit numbers are no dates."""
_AFTERNOON = ("pm", "下午", "傍晚", "晚上")
_CLOCK_MARKS = re.compile(r"%[HIMSpXcTRsf]")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in the workspace's zone, without zone; `is_day` where the source gave no clock."""

    at: dt.datetime
    is_day: bool


@dataclass(frozen=True, slots=True)
class DateReading:
    """How a column's dates are read: the zone, the order of day and month where a value leaves it open, and a
    strptime pattern ("excel1904" reads serial numbers of that system)."""

    zone: ZoneInfo
    order: Order | None = None
    pattern: str | None = None


def moment(text: str, how: DateReading) -> Moment | str | None:
    """The time a cell writes; None for 0 and 0000-00-00 (no date); or the problem code."""
    folded = unicodedata.normalize("NFKC", text).strip(BLANKS)
    if _NO_DATE.fullmatch(folded):
        return None
    try:
        found = _by_pattern(folded, how) or _written(folded, how) or _counted(folded, how)
    except (ValueError, OverflowError):  # 31 February, 25 o'clock
        return "bad_date"
    if isinstance(found, str):
        return found
    if found is None or not _FIRST_YEAR <= found.at.year <= _LAST_YEAR:
        return "bad_date"
    return found


def order_of(pattern: str | None) -> Order | None:
    """The order of day and month that a strptime pattern settles."""
    if not pattern or "%d" not in pattern or "%m" not in pattern:
        return None
    return "dmy" if pattern.index("%d") < pattern.index("%m") else "mdy"


def order_evidence(texts: Iterable[str]) -> frozenset[str]:
    """What values like 13/04/2026 prove about a column: "dmy", "mdy", and "open" where a value fits both ways."""
    found: set[str] = set()
    for text in texts:
        match = _YEAR_LAST.fullmatch(unicodedata.normalize("NFKC", text).strip(BLANKS))
        if match and match["one"] != match["two"]:
            one, two = int(match["one"]), int(match["two"])
            found.add("dmy" if one > 12 else "mdy" if two > 12 else "open" if one != two else "")
    return frozenset(found - {""})


def settled_order(evidence: frozenset[str]) -> Order | None:
    """The one order a column's evidence allows, None where it has none or contradicts itself."""
    if ("dmy" in evidence) == ("mdy" in evidence):
        return None
    return "dmy" if "dmy" in evidence else "mdy"


def _by_pattern(text: str, how: DateReading) -> Moment | None:
    if not how.pattern or "%" not in how.pattern:
        return None
    try:
        at = dt.datetime.strptime(text, unicodedata.normalize("NFKC", how.pattern))
    except ValueError:
        return None
    return Moment(_local(at, how.zone), _CLOCK_MARKS.search(how.pattern) is None)


def _local(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return at if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)


def _written(text: str, how: DateReading) -> Moment | str | None:
    """Year, month and day in digits, with or without a clock."""
    if match := _YEAR_FIRST.fullmatch(text):
        month, day = match["month"] or match["month_"], match["day"] or match["day_"]
        return _with_clock(match, int(match["year"]), int(month), int(day), how.zone)
    if match := _COMPACT.fullmatch(text):
        return _with_clock(match, int(match["year"]), int(match["month"]), int(match["day"]), how.zone)
    if match := _COMPACT_CLOCK.fullmatch(text):
        parts = [int(part or 0) for part in match.groups()]
        return Moment(dt.datetime(*parts), False)  # type: ignore[arg-type]
    if match := _YEAR_LAST.fullmatch(text):
        one, two = int(match["one"]), int(match["two"])
        order: str | None = how.order
        if one > 12 or two > 12:
            order = "dmy" if one > 12 else "mdy"
        elif one != two and order is None:
            return "ambiguous_date"
        ordered = (one, two) if order == "dmy" else (two, one)
        return _with_clock(match, int(match["year"]), ordered[1], ordered[0], how.zone)
    return None


def _with_clock(match: re.Match[str], year: int, month: int, day: int, zone: ZoneInfo) -> Moment:
    if match["hour"] is None:
        return Moment(dt.datetime(year, month, day), True)
    hour = int(match["hour"])
    half = (match["early"] or match["late"] or "").lower().replace(".", "")
    if half in ("am", "上午") and hour > 12:
        raise ValueError("no such hour")
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in ("am", "上午", "凌晨") and hour == 12:
        hour = 0
    elif half == "中午" and hour < 3:
        hour += 12
    micro = int((match["fraction"] or "0").ljust(6, "0")[:6])
    at = dt.datetime(year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0), micro)
    return Moment(_shifted(at, match["offset"], zone), False)


def _shifted(at: dt.datetime, offset: str | None, zone: ZoneInfo) -> dt.datetime:
    if offset is None:
        return at
    if offset[0] not in "+-":
        return _local(at.replace(tzinfo=dt.UTC), zone)
    digits = offset[1:].replace(":", "").ljust(4, "0")
    shift = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return _local(at.replace(tzinfo=dt.timezone(-shift if offset[0] == "-" else shift)), zone)


def _counted(text: str, how: DateReading) -> Moment | None:
    """Unix seconds (10 digits), milliseconds (13 digits) and Excel's day numbers."""
    if match := _UNIX.fullmatch(text):
        micro = int((match["milli"] or match["fraction"] or "0").ljust(6, "0")[:6])
        at = dt.datetime.fromtimestamp(int(match["seconds"]), dt.UTC).replace(microsecond=micro)
        return Moment(_local(at, how.zone), False)
    if _SERIAL.fullmatch(text):
        days = float(text)
        start = _EXCEL_1904 if how.pattern == "excel1904" else _EXCEL_1900
        at = start + dt.timedelta(milliseconds=round(days * 86_400_000))
        if int(days) + (1462 if start == _EXCEL_1904 else 0) in _SERIALS:
            return Moment(at, days.is_integer())
    return None
