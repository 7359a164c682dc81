"""Words and numbers as every page writes them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from core.i18n import Text
from core.ui.state import language

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Where a web or mail address can be broken: Streamlit makes links of them after it has read the escapes."""
_JOINER = "\u2060"
"""Nothing to be seen, and no line break."""


def say(zh: str, en: str, **values: object) -> str:
    """The sentence in the page's language with its places filled."""
    return Text(zh, en).fill(**values).of(language())


def plain(data: object) -> str:
    """A string from the data inside a label, where Streamlit reads Markdown: marks are escaped, addresses no links."""
    broken = _ADDRESS.sub(_JOINER, " ".join(str(data).split()))
    return _MARKDOWN.sub(r"\\\1", broken)


def count(n: int | None) -> str:
    """1,234; in Chinese 1.2 万 from 100,000 on. A missing number is a dash."""
    if n is None:
        return "—"
    if language() == "zh" and abs(n) >= 100_000:
        return f"{n / 10_000:,.1f} 万"
    return f"{n:,}"


def money(amount: Decimal | float | None) -> str:
    """¥1,234; in Chinese ¥1.2 万 from 100,000 on."""
    if amount is None:
        return "—"
    sign, size = ("−" if amount < 0 else ""), abs(float(amount))
    if language() == "zh" and size >= 100_000:
        return f"{sign}¥{size / 10_000:,.1f} 万"
    return f"{sign}¥{size:,.0f}"


def percent(share: float | None, digits: int = 1) -> str:
    """12.3 %; a missing share is a dash."""
    return "—" if share is None else f"{share * 100:.{digits}f}%"


def day(value: date | None) -> str:
    """YYYY-MM-DD."""
    return "—" if value is None else value.isoformat()[:10]


def ago(then: datetime, now: datetime) -> str:
    """How long ago: just now, 5 分钟前, 3 小时前, 2 天前."""
    passed = max(now - then, timedelta())
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return say("刚刚", "just now")
    if minutes < 60:
        return say("{n} 分钟前", "{n} min ago", n=minutes)
    if minutes < 48 * 60:
        return say("{n} 小时前", "{n} h ago", n=minutes // 60)
    return say("{n} 天前", "{n} days ago", n=minutes // 1440)
