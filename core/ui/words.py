"""Words and numbers as every page writes them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from core import wording
from core.i18n import Text
from core.ui.state import language

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Where a web or mail address can be broken: Streamlit makes links of them after it has read the escapes."""
_JOINER = "\u2060"
"""Invisible, and no line break."""
MISSING = "—"


def say(zh: str, en: str, **values: object) -> str:
    """The sentence in the page's language with its places filled."""
    return Text(zh, en).fill(**values).of(language())


def escape_markdown(data: object) -> str:
    """A string from the data inside a label, where Streamlit reads Markdown: marks are escaped, addresses no links."""
    broken = _ADDRESS.sub(_JOINER, " ".join(str(data).split()))
    return _MARKDOWN.sub(r"\\\1", broken)


def count(n: int | None) -> str:
    """1,234; in Chinese 12.3 万 from 100,000 on. A missing number is a dash."""
    return MISSING if n is None else wording.count(n).of(language())


def money(amount: Decimal | float | None) -> str:
    """¥1,234; in Chinese ¥12.3 万 from 100,000 on. A missing amount is a dash."""
    return MISSING if amount is None else wording.money(amount).of(language())


def percent(share: float | None, digits: int = 1) -> str:
    """12.3%; a missing share is a dash."""
    return MISSING if share is None else wording.percent(share, digits)


def day(value: date | None) -> str:
    """YYYY-MM-DD."""
    return MISSING if value is None else value.isoformat()[:10]
