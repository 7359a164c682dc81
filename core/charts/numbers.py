"""Numbers, weeks and lists as charts write them: short, with their unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from core.i18n import Text
from core.wording import same

PERCENT = same("%")


def short(n: int) -> Text:
    """1,234; in Chinese 1.2 万 from 10,000 on; in English 12.3k from 10,000 on, 1.2M from a million on."""
    if n < 10_000:
        return same(f"{n:,}")
    return Text(f"{n / 10_000:,.1f} 万", f"{n / 1_000_000:,.1f}M" if n >= 1_000_000 else f"{n / 1_000:,.1f}k")


def people(n: int, exact: bool = False) -> Text:
    """`short` with its unit: 1,234 人, 1.2 万人, 12.3k people; `exact` to the last person."""
    number = same(f"{n:,}") if exact else short(n)
    return number + Text("人" if number.zh.endswith("万") else " 人", " people")


def sentence(parts: Iterable[Text]) -> Text:
    """Parts of a text alternative."""
    return Text("；", "; ").join(parts) + Text("。", ".")


def mondays(days: Sequence[date]) -> tuple[Text, ...]:
    """Weeks by month and day of their Monday; with the year where they span several."""
    years = len({day.year for day in days}) > 1
    return tuple(same(day if years else f"{day.month}/{day.day}") for day in days)
