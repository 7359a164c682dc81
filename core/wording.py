"""Numbers, dates and spans of time as sentences write them, in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from core.i18n import Text

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_TEN_THOUSANDS_FROM = 100_000
"""From here on Chinese counts in 万."""
_WHOLE_FROM = 9.95
"""From ten people on an estimate has no decimals."""
_TENTHS_FROM = 0.95
_SMALLEST = 0.005


def same(words: object) -> Text:
    """What reads alike in both languages: a number, a name from the data."""
    return Text(str(words), str(words))


def count(n: int) -> Text:
    """1,234; in Chinese 12.3 万 from 100,000 on."""
    en = f"{n:,}"
    return Text(f"{n / 10_000:,.1f} 万" if abs(n) >= _TEN_THOUSANDS_FROM else en, en)


def money(amount: Decimal | float) -> Text:
    """¥1,234; in Chinese ¥12.3 万 from 100,000 on."""
    sign, size = ("−" if amount < 0 else ""), abs(float(amount))
    en = f"{sign}¥{size:,.0f}"
    return Text(f"{sign}¥{size / 10_000:,.1f} 万" if size >= _TEN_THOUSANDS_FROM else en, en)


def estimated_money(amount: Decimal) -> Text:
    """An estimate in CNY with two significant digits: ¥2,900, ¥58; from 100,000 on 万 in Chinese."""
    size = float(f"{float(amount):.2g}")
    en = f"¥{size:,.0f}"
    return Text(f"¥{size / 10_000:,.3g} 万" if abs(size) >= _TEN_THOUSANDS_FROM else en, en)


def percent(share: float, digits: int = 1) -> str:
    """12.3%."""
    return f"{share * 100:.{digits}f}%"


def of_hundred(share: float) -> str:
    """A share as so many of a hundred."""
    return f"{share * 100:.0f}"


def scale_of(share: float) -> int:
    """Out of how many people a share is stated: a hundred; a thousand where it would be less than two of a hundred."""
    return 100 if share >= 0.02 else 1000


def estimated_people(n: float, *, like: float | None = None) -> Text:
    """People a week: whole from 10 on (if `like` is), one decimal from 1 on, else two."""
    size = n if like is None else like
    if like is None and n < _SMALLEST:
        return Text("不到 0.01", "less than 0.01")
    return same(f"{n:,.{0 if size >= _WHOLE_FROM else 1 if size >= _TENTHS_FROM else 2}f}")


def people_range(low: float, high: float) -> Text:
    """An interval of people a week: 36–62."""
    return Text("–", "–").join(estimated_people(end, like=high) if end >= _SMALLEST else same(0) for end in (low, high))


def period(days: tuple[date, date]) -> Text:
    """11/9–11/15, from the first day to the last; `days`: until exclusive."""
    first, last = days[0], days[1] - timedelta(days=1)
    return Text(f"{first.month}/{first.day}–{last.month}/{last.day}", f"{first:%-d %b} – {last:%-d %b}")


def duration(seconds: float, by_day: bool = False) -> Text:
    """12 分钟, 4.3 小时, 2.1 天; `by_day`: only days are known, so that nothing shorter is said."""
    if by_day:
        days = round(seconds / _DAY)
        return Text(f"{days} 天", f"{days} {'day' if days == 1 else 'days'}") if days else Text("当天", "same day")
    if seconds < _MINUTE:
        return Text("不到 1 分钟", "under 1 min")
    if seconds < 1.5 * _HOUR:
        return Text(f"{seconds / _MINUTE:.0f} 分钟", f"{seconds / _MINUTE:.0f} min")
    if seconds < 2 * _DAY:
        return Text(f"{seconds / _HOUR:.1f} 小时", f"{seconds / _HOUR:.1f} h")
    return Text(f"{seconds / _DAY:.1f} 天", f"{seconds / _DAY:.1f} days")


def ago(then: datetime, now: datetime) -> Text:
    """How long ago: just now, 5 分钟前, 3 小时前, 2 天前."""
    minutes = int(max(now - then, timedelta()).total_seconds() // _MINUTE)
    if minutes < 1:
        return Text("刚刚", "just now")
    if minutes < 60:
        return Text(f"{minutes} 分钟前", f"{minutes} min ago")
    if minutes < 48 * 60:
        return Text(f"{minutes // 60} 小时前", f"{minutes // 60} h ago")
    return Text(f"{minutes // 1440} 天前", f"{minutes // 1440} days ago")
