"""Numbers as charts write them: short, with their unit."""

from __future__ import annotations

from core.i18n import Lang, Text


def people(n: int, lang: Lang) -> str:
    """1,234 人; in Chinese 1.2 万人 from 10,000 on; in English 12.3k from 10,000 on, 1.2M from a million on."""
    if lang == "zh":
        return f"{n / 10_000:,.1f} 万人" if n >= 10_000 else f"{n:,} 人"
    if n >= 1_000_000:
        return f"{n / 1_000_000:,.1f}M people"
    return f"{n / 1_000:,.1f}k people" if n >= 10_000 else f"{n:,} people"


def percent(share: float, digits: int = 1) -> str:
    """61.2%."""
    return f"{share * 100:.{digits}f}%"


def sentence(parts: list[str], lang: Lang) -> str:
    """Parts of a text alternative, joined as the language does."""
    return Text("；", "; ").of(lang).join(parts) + Text("。", ".").of(lang)
