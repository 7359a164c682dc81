"""Which character separates the cells of a text file, judged by its first records."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from core.domain.problems import refusal

CANDIDATES = (",", "\t", "|", ";")
_ONE_CELL = "\x1f"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is cut into cells. `spaces`: runs of blanks separate, blanks at both ends are dropped."""

    delimiter: str
    quoted: bool = True
    spaces: bool = False

    @property
    def quoting(self) -> Literal[0, 3]:
        """What csv.reader is told."""
        return csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE

    @property
    def name(self) -> str | None:
        """As a profile writes it; None where every line is one cell."""
        return "spaces" if self.spaces else None if self.delimiter == _ONE_CELL else self.delimiter


SPACES = Dialect("\t", quoted=False, spaces=True)


def find_dialect(text: str, file: str, given: str | None = None) -> Dialect:
    """The dialect of a file that starts with `text` (whole lines), or the `given` one.

    A candidate scores the number of records of its most common width times that width less one, so title lines
    and a stray delimiter inside a cell do not mislead. Raises ImportRefused(bad_delimiter).
    """
    if given is not None:
        return _given(given, file)
    if hint := re.match(r'\ufeff?"?sep=([^\w\s"]|\t)', text, re.IGNORECASE):  # Excel's own first line
        return Dialect(hint[1])
    scores = {candidate: _score(text, candidate) for candidate in CANDIDATES}
    best = max(CANDIDATES, key=lambda candidate: scores[candidate])
    if scores[best]:
        return Dialect(best)
    if _aligned(text):
        return SPACES
    return Dialect(_ONE_CELL, quoted=text.lstrip().startswith('"'))


def _given(delimiter: str, file: str) -> Dialect:
    if delimiter == "spaces":
        return SPACES
    symbol = {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter)
    if len(symbol) != 1 or not symbol.isascii() or symbol in '"\r\n\0' or symbol.isalnum():
        raise refusal("bad_delimiter", file=file, delimiter=repr(delimiter))
    return Dialect(symbol)


def _score(text: str, candidate: str) -> int:
    if candidate not in text:
        return 0
    lines = re.split(r"(?<=\n)", text.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        widths = Counter(len(record) for record in csv.reader(lines, delimiter=candidate) if len(record) > 1)
    except csv.Error:  # an endless cell: reported when the file is read
        return 0
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _aligned(text: str) -> bool:
    """At least three lines, each of the same two or more blank-separated words."""
    widths = {len(line.split()) for line in text.splitlines() if line.strip()}
    return len(widths) == 1 and max(widths) > 1 and len(text.splitlines()) >= 3


def spaces_to_tabs(block: bytes) -> bytes:
    """Runs of blanks in whole lines → one TAB; blanks at both ends of a line are dropped."""
    tabbed = re.sub(rb"[ \t]+", b"\t", block)
    return re.sub(rb"\t?(\r\n|\n|\r)\t?", rb"\1", tabbed).lstrip(b"\t")
