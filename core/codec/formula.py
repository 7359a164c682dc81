"""Formula guard: text that a spreadsheet would evaluate gets a leading ', which reading removes again.

`unguard(guard(text)) == text` for every text: what already looks guarded is guarded once more.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

# blanks a spreadsheet ignores, then = + - @, their full-width and small forms, or TAB, CR, LF
_STARTS = "^'*[ \u00a0\u3000\u200b\ufeff]*[=+\\-@＝＋－＠﹦﹢﹣﹫\t\r\n]"
_NUMBER = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_starts = re.compile(_STARTS)
_number = re.compile(_NUMBER[:-1] + r"\Z")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might evaluate it: it starts like one (perhaps after blanks) and is no plain number."""
    return _starts.match(text) is not None and _number.match(text) is None


def guard(text: str) -> str:
    """The text as it is written to a file that a spreadsheet may open."""
    return "'" + text if is_risky(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text


def _risky(cells: pa.Array) -> pa.Array:
    starts = pc.match_substring_regex(cells, _STARTS)
    if not pc.any(starts).as_py():
        return starts
    return pc.and_not(starts, pc.match_substring_regex(cells, _NUMBER))


def guard_array(cells: pa.Array) -> pa.Array:
    """`guard` for every cell; nulls stay."""
    risky = _risky(cells)
    if not pc.any(risky).as_py():
        return cells
    return pc.if_else(risky, pc.binary_join_element_wise("'", cells, ""), cells)
