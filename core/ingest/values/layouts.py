"""Columns in the canonical spelling, read as a whole with NumPy and Arrow: no value of another spelling is touched.

Each function returns the values (null where not read) and which cells it read; the rest is read one by one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.ingest.values.cells import Bools, Bytes, Ints, string_bytes

_DASH, _SLASH, _COLON, _BLANK, _T, _DOT, _ZERO = (ord(c) for c in "-/: T.0")
_FORMS = (10, 19, 26)
"""Lengths of YYYY-MM-DD, with HH:MM:SS, with .ffffff."""
_MONTHS = np.arange("1900-01", "2200-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
_MONTH_STARTS, _MONTH_DAYS = _MONTHS[:-1], np.diff(_MONTHS)
"""Days since 1970 on which each month from January 1900 on starts, and how many days it has."""


def read_times(cells: pa.Array) -> tuple[pa.Array, Bools, Bools]:
    """ISO-like days and times → timestamps (µs), which cells were read, and which of them are days."""
    starts, ends, data = string_bytes(cells)
    lengths = np.where(np.asarray(pc.is_valid(cells).to_numpy(zero_copy_only=False)), ends - starts, 0)
    micros = np.zeros(len(cells), np.int64)
    read = np.zeros(len(cells), bool)
    for length in _FORMS:
        chosen = np.flatnonzero(lengths == length)
        if len(chosen):
            values, good = _times(_stacked(data, starts[chosen], length))
            micros[chosen[good]] = values[good]
            read[chosen[good]] = True
    values = pa.array(micros, mask=~read).view(pa.timestamp("us"))
    return values, read, read & (lengths == 10)


def _stacked(data: Bytes, starts: Ints, length: int) -> Bytes:
    """The cells of one length as a matrix with a column per cell; adjoining cells are not gathered one by one."""
    first, count = int(starts[0]), len(starts)
    adjoining = int(starts[-1]) - first == (count - 1) * length and bool((np.diff(starts) == length).all())
    if adjoining:
        rows = data[first : first + count * length].reshape(count, length)
    else:
        rows = np.lib.stride_tricks.sliding_window_view(data, length)[starts]
    return np.ascontiguousarray(rows.T)


def _times(text: Bytes) -> tuple[Ints, Bools]:
    """Columns of 10, 19 or 26 bytes → µs since 1970 and which columns are such times."""
    length = len(text)
    separator = text[4]
    good = ((separator == _DASH) | (separator == _SLASH)) & (text[7] == separator)
    digits = [0, 1, 2, 3, 5, 6, 8, 9]
    if length > 10:
        good &= ((text[10] == _BLANK) | (text[10] == _T)) & (text[13] == _COLON) & (text[16] == _COLON)
        digits += [11, 12, 14, 15, 17, 18]
    if length > 19:
        good &= text[19] == _DOT
        digits += range(20, 26)
    figures = text - _ZERO  # wraps around below "0", so one comparison is enough
    for position in digits:
        good &= figures[position] <= 9
    year, month, day = _figure(figures, 0, 4), _figure(figures, 5, 2), _figure(figures, 8, 2)
    good &= (year >= 1900) & (year <= 2199) & (month >= 1) & (month <= 12) & (day >= 1)
    at = np.where(good, (year - 1900) * 12 + month - 1, 0)
    good &= day <= _MONTH_DAYS[at]
    seconds = (_MONTH_STARTS[at] + day - 1) * 86_400
    if length > 10:
        hour, minute, second = _figure(figures, 11, 2), _figure(figures, 14, 2), _figure(figures, 17, 2)
        good &= (hour < 24) & (minute < 60) & (second < 60)
        seconds += hour * 3600 + minute * 60 + second
    micros: Ints = seconds * 1_000_000
    return (micros + _figure(figures, 20, 6) if length > 19 else micros), good


def _figure(figures: Bytes, start: int, count: int) -> npt.NDArray[np.int32]:
    value: npt.NDArray[np.int32] = figures[start].astype(np.int32)
    for position in range(start + 1, start + count):
        value = value * 10 + figures[position]
    return value


def read_whole(cells: pa.Array) -> tuple[pa.Array, Bools]:
    """Plain digits, at most 18 of them → int64."""
    read = pc.and_(pc.ascii_is_decimal(cells), pc.less_equal(pc.binary_length(cells), 18))
    plain = np.asarray(pc.fill_null(read, False).to_numpy(zero_copy_only=False))
    return pc.cast(_only(cells, plain), pa.int64()), plain


def read_fixed(cells: pa.Array, kind: pa.Decimal128Type) -> tuple[pa.Array, Bools]:
    """Digits with at most as many decimals as `kind` has → decimals."""
    pattern = rf"^-?[0-9]{{1,14}}(?:\.[0-9]{{1,{kind.scale}}})?$"
    read = pc.fill_null(pc.match_substring_regex(cells, pattern), False)
    plain: npt.NDArray[np.bool_] = np.asarray(read.to_numpy(zero_copy_only=False))
    return pc.cast(_only(cells, plain), kind), plain


def _only(cells: pa.Array, wanted: Bools) -> pa.Array:
    return cells if wanted.all() else pc.if_else(pa.array(wanted), cells, pa.scalar(None, pa.string()))
