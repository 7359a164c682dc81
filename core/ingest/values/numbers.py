"""Numbers as people write them: ¥1,234.50, 3.2万, (500), 12.5%, 5,678次, full-width digits."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from core.ingest.values.cells import BLANKS

_SCALES = {
    "": Decimal(1),
    "千": Decimal(1_000),
    "万": Decimal(10_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
}
_UNITS = "元|圆|块|人民币|人次|人|次|个|件|条|笔|单|份|位|名|天|日|小时|分钟|分|秒|群|RMB|CNY"
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*(?:¥|RMB|CNY|人民币)?\s*(?P<inner>[+-]?)\s*"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d*))?(?:[eE](?P<exponent>[+-]?\d{1,3}))?"
    rf"\s*(?P<scale>百万|千万|千|万|亿)?\s*(?P<percent>%)?\s*(?:{_UNITS})?",
    re.IGNORECASE | re.ASCII,
)
_REFUND = re.compile(r"(?P<amount>[^()]+)\((?:(?P<full>已?全额退款)|已?退款?:?(?P<refund>[^()]+))\)")
_FOLDS = str.maketrans({"−": "-", "–": "-", "﹣": "-"})
_SHOWN_EXPONENT = 10
"""Up to here programs write 1E+05 for an exact number; a larger exponent means that digits are not shown."""


def number(text: str) -> Decimal | None:
    """The number a cell writes, or None where it is none. Percent is a share: 12.5% is 0.125."""
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDS).strip(BLANKS)
    negative = folded.startswith("(") and folded.endswith(")")
    found = _NUMBER.fullmatch(folded[1:-1].strip() if negative else folded)
    if found is None or not folded.isprintable():
        return None
    whole, part = found["whole"].replace(",", ""), found["part"] or ""
    sign = found["sign"] or found["inner"]
    if not (whole or part) or len(whole) > 40 or (found["sign"] and found["inner"]) or (negative and sign):
        return None
    exponent = int(found["exponent"] or 0)
    if exponent > _SHOWN_EXPONENT and len(part) < exponent:
        return None  # digits were lost on the way
    value = Decimal(f"{whole or 0}.{part or 0}E{exponent}") * _SCALES[found["scale"] or ""]
    if found["percent"]:
        value /= 100
    return -value if negative or sign == "-" else value


def money(text: str) -> Decimal | str:
    """An amount in CNY with two places, half up; or the problem code. Percents are no money."""
    return _fixed(text, 2)


def decimal(text: str) -> Decimal | str:
    """A number with four places, half up; or the problem code."""
    return _fixed(text, 4)


def _fixed(text: str, places: int) -> Decimal | str:
    value = number(text)
    if value is None or (places == 2 and ("%" in text or "％" in text)):
        return "bad_number"
    if abs(value) >= Decimal(10) ** (18 - places):
        return "out_of_range"
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return rounded if abs(rounded) < Decimal(10) ** (18 - places) else "out_of_range"


def whole(text: str) -> int | str:
    """A whole number (12.0 is one, 12.5 is none); or the problem code."""
    value = number(text)
    if value is None or value != value.to_integral_value() or "%" in text or "％" in text:
        return "bad_number"
    return int(value) if abs(value) < 2**63 else "out_of_range"


def score(text: str) -> int | str:
    """A whole number from 0 to 10; or the problem code."""
    value = whole(text)
    return value if isinstance(value, int) and 0 <= value <= 10 else "bad_score"


def money_with_refund(text: str) -> tuple[Decimal | str, Decimal | None]:
    """`131.77(已退款89.84)` → (131.77, 89.84); `468.32(已全额退款)` → (468.32, 468.32); else (money, None).

    The first is a problem code where either part is no amount.
    """
    found = _REFUND.fullmatch(unicodedata.normalize("NFKC", text).strip(BLANKS))
    if found is None:
        return money(text), None
    amount = money(found["amount"])
    refund = amount if found["full"] else money(found["refund"])
    if isinstance(amount, str) or isinstance(refund, str):
        return "bad_number", None
    return amount, abs(refund)
