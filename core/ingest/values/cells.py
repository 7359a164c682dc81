"""Cleaning text cells: outer blanks, a leading TAB or backtick, the formula guard, words that mean empty."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.codec.formula import unguard

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

BLANKS = (
    " \t\r\n\v\f\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
)
"""Everything that shows as nothing at the ends of a cell, byte order and direction marks among it."""

_EMPTY_WORDS = frozenset({"/", "／", "n/a", "#n/a", "null", "none", "nan", "nat", "无", "\\n"})
_DASHES = re.compile("[-‐‑‒–—―－﹣]+(?: +[-‐‑‒–—―－﹣]+)*")


def clean(text: str | None) -> str | None:
    """One cell as its meaning: trimmed, unguarded, None where it says that there is nothing."""
    if text is None:
        return None
    trimmed = unguard(text.lstrip(BLANKS + "`").rstrip(BLANKS))
    return None if is_empty(trimmed) else trimmed


def is_empty(text: str) -> bool:
    """Nothing, or a word or sign that exports use for nothing: - -- —— / N/A null 无."""
    return not text or text.lower() in _EMPTY_WORDS or _DASHES.fullmatch(text) is not None


def _byte_table(*values: int) -> Bools:
    table = np.zeros(256, bool)
    table[list(values)] = True
    return table


# first bytes of what clean() may change: blanks, backtick, ', dashes and the empty words (also full-width ones)
_FIRST = _byte_table(*range(33), *b"`'-/nN#\\", 0xC2, 0xE1, 0xE2, 0xE3, 0xEF)
_LAST = _byte_table(*range(33))
_NOTHING = "无".encode()


def clean_array(cells: pa.Array) -> pa.Array:
    """`clean` for every cell of a string array; only cells that may need it are looked at one by one."""
    suspects = np.flatnonzero(_suspects(cells))
    if not len(suspects):
        return cells
    mask = np.zeros(len(cells), bool)
    mask[suspects] = True
    words = cells.take(pa.array(suspects)).dictionary_encode()
    cleaned = pa.array([clean(word) for word in words.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(cells, pa.array(mask), cleaned.take(words.indices))


def _suspects(cells: pa.Array) -> Bools:
    """Cells whose first or last bytes, or length, allow that `clean` changes them."""
    starts, ends, data = string_bytes(cells)
    lengths = ends - starts
    present: Bools = np.asarray(pc.is_valid(cells).to_numpy(zero_copy_only=False))
    if not len(data):
        return present
    top = len(data) - 1
    first = data[np.minimum(starts, top)]
    last = data[np.clip(ends - 1, 0, top)]
    found = _FIRST[first] | _LAST[last]
    found |= (lengths == 3) & (first == _NOTHING[0])
    wide = np.flatnonzero((last >= 0x80) & (lengths >= 2))  # the last character may be a wide blank
    if len(wide):
        at = ends[wide]
        found[wide] |= _wide_blank(data, at, lengths[wide])
    suspects: Bools = (found | (lengths == 0)) & present
    return suspects


def _wide_blank(data: Bytes, ends: Ints, lengths: Ints) -> Bools:
    one, two = data[ends - 1], data[ends - 2]
    three = np.where(lengths >= 3, data[np.maximum(ends - 3, 0)], 0)
    latin = (two == 0xC2) & ((one == 0xA0) | (one == 0x85))
    general = (three == 0xE2) & ((two == 0x80) | (two == 0x81))
    other = ((three == 0xE3) & (two == 0x80) & (one == 0x80)) | ((three == 0xE1) & (two == 0x9A) & (one == 0x80))
    mark = (three == 0xEF) & (two == 0xBB) & (one == 0xBF)
    found: Bools = latin | general | other | mark
    return found


def string_bytes(cells: Any) -> tuple[Ints, Ints, Bytes]:
    """Start and end of every cell in the array's UTF-8 bytes. A null cell's range is empty or meaningless."""
    kind = np.int64 if pa.types.is_large_string(cells.type) else np.int32
    _, offset_buffer, data_buffer = cells.buffers()
    if len(cells) == 0 or offset_buffer is None:
        empty = np.empty(0, np.int64)
        return empty, empty, np.empty(0, np.uint8)
    offsets = np.frombuffer(offset_buffer, kind)[cells.offset : cells.offset + len(cells) + 1].astype(np.int64)
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.empty(0, np.uint8)
    return offsets[:-1], offsets[1:], data
