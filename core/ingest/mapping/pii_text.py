"""Contact data that only free text shows: a WeChat id behind its label, a landline, a citizen's ID-card number.

Taken out of text columns and of whatever is shown; a stored id is never changed: there eighteen digits are an order's
number.
"""

from __future__ import annotations

import re
from datetime import date

_ID = r"[a-z][-_a-z0-9]{5,19}(?![-_a-z0-9]|\.[a-z]|://)"
_ID_WITH_DIGIT = rf"(?=[-_a-z]*[0-9]){_ID}"
_LABELLED = rf"(?:[微薇][信xX]|(?<![a-z0-9])(?:wx|vx|wechat|weixin))[\s_]?(?:号码?|id|账号|帐号)\s*[:是为]?\s*{_ID}"
_AFTER_COLON = rf"(?<!企业)[微薇]信\s*:\s*{_ID}|(?<![a-z0-9_])(?:wx|vx|wechat|weixin)\s*:\s*{_ID_WITH_DIGIT}"
"""微信号 abc123; 微信：abc123; wx:abc123. Latin labels also stand in codes (wx:share_card): they need a digit."""

_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_LANDLINE = (
    rf"(?<![0-9a-z])(?<![0-9a-z]-)(?:\({_AREA}\)\s?|{_AREA}(?:\s?[-—–]\s?|\s))[2-8][0-9]{{6,7}}"
    r"(?:-[0-9]{1,6}(?![0-9]))?(?![0-9a-z]|-[0-9])"
)
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_BORN = r"(?:19[0-9]{2}|20[01][0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
"""A later year is rather the day inside an order's number than a birthday of a customer."""
_CARD = rf"{_PROVINCE}[0-9]{{4}}{_BORN}[0-9]{{3}}[0-9x]"

IN_TEXT = rf"{_LABELLED}|{_AFTER_COLON}|{_LANDLINE}|(?<![0-9a-z]){_CARD}(?![0-9a-z])"
"""For Python's `re`, ignoring case, on NFKC text; what looks like an ID card is settled by `is_contact`."""
IN_TEXT_MAYBE = (
    rf"[微薇][信x]|(?:wx|vx|wechat|weixin)[\s_]?(?:号|id|账号|帐号|[:：])"
    rf"|{_AREA}[^0-9a-z]{{1,3}}[2-8][0-9]{{6}}|{_CARD}"
)
"""For RE2, ignoring case, on raw text: wider and quick, to tell columns that need a closer look."""

_card = re.compile(_CARD, re.IGNORECASE)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def is_contact(found: str) -> bool:
    """Whether what the pattern found is contact data; eighteen digits only with a real birthday and check digit.

    Check digit: GB 11643-1999 (ISO 7064, MOD 11-2).
    """
    if _card.fullmatch(found) is None:
        return True
    try:
        date(int(found[6:10]), int(found[10:12]), int(found[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(found, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == found[17].upper()
