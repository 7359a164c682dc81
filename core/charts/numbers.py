"""Numbers as charts write them: short, with their unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.i18n import Lang, Text


def short(n: int, lang: Lang) -> str:
    """1,234; in Chinese 1.2 万 from 10,000 on; in English 12.3k from 10,000 on, 1.2M from a million on."""
    if n < 10_000:
        return f"{n:,}"
    if lang == "zh":
        return f"{n / 10_000:,.1f} 万"
    return f"{n / 1_000_000:,.1f}M" if n >= 1_000_000 else f"{n / 1_000:,.1f}k"


def people(n: int, lang: Lang, exact: bool = False) -> str:
    """`short` with its unit: 1,234 人, 1.2 万人, 12.3k people; `exact` to the last person."""
    number = f"{n:,}" if exact else short(n, lang)
    return f"{number} people" if lang == "en" else f"{number}人" if number.endswith("万") else f"{number} 人"


def percent(share: float, digits: int = 1) -> str:
    """61.2%."""
    return f"{share * 100:.{digits}f}%"


def sentence(parts: list[str], lang: Lang) -> str:
    """Parts of a text alternative, joined as the language does."""
    return Text("；", "; ").of(lang).join(parts) + Text("。", ".").of(lang)


def mondays(days: Sequence[date]) -> list[str]:
    """Weeks by month and day of their Monday; with the year where they span several."""
    if len({day.year for day in days}) > 1:
        return [day.isoformat() for day in days]
    return [f"{day.month}/{day.day}" for day in days]
