"""The day of a snapshot export that has no date inside: from its file name, its title, or as given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.domain.problems import refusal

_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:"
    r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=(?:\d{4}|\d{6})?(?!\d))"
    r"|([-_./年])\s*(0?[1-9]|1[0-2])\s*[-_./月]\s*(0?[1-9]|[12]\d|3[01])(?!\d))"
)


def find_day(text: str) -> date | None:
    """The last day written in a text as YYYYMMDD, YYYY-MM-DD, YYYY/M/D or YYYY年M月D日; None if there is none."""
    found: date | None = None
    for match in _DAY.finditer(text):
        month, day = match[2] or match[5], match[3] or match[6]
        try:
            found = date(int(match[1]), int(month), int(day))
        except ValueError:
            continue
    return found


def day_of_export(day_from: str, file: str, titles: Sequence[Sequence[str]], zone: ZoneInfo) -> date:
    """The day a profile's `day_from` gives: "file_name", "title" (records above the header), "import_day" (today in
    `zone`) or YYYY-MM-DD.

    `file` may be a name inside an archive ("a.zip/orders.csv"): the innermost name that shows a day counts.
    Raises ImportRefused(no_day).
    """
    found: date | None = None
    if day_from == "file_name":
        found = next((day for part in reversed(re.split(r"[/\\]", file)) if (day := find_day(part))), None)
    elif day_from == "title":
        found = next((day for row in titles if (day := find_day(" ".join(cell or "" for cell in row)))), None)
    elif day_from == "import_day":
        found = datetime.now(zone).date()
    else:
        try:
            found = date.fromisoformat(day_from)
        except ValueError:
            found = None
    if found is None:
        raise refusal("no_day", file=file)
    return found
