"""Cutting a block of delimited UTF-8 text into columns with Arrow, where that equals csv.reader."""

from __future__ import annotations

import csv
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from core.ingest.reading.delimiters import Dialect
from core.ingest.reading.sheets import CELL_BYTES, RawBatch, columns_of, is_blank, make_batch

Ints = npt.NDArray[np.int64]
_QUOTE, _LF, _CR = ord('"'), ord("\n"), ord("\r")


def to_lf(data: bytes) -> bytes:
    """Every line break (CR LF, CR) as LF."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def whole_records(data: bytes, dialect: Dialect) -> bytes:
    """The start of `data` (which begins with a record) up to its last LF outside quotes, provided that every quote
    opens or closes a cell; else b"", and the text must be read cell by cell."""
    end = data.rfind(b"\n") + 1
    if not dialect.quoted or b'"' not in data:
        return data[:end]
    inside = data.count(b'"', 0, end) % 2
    while end and inside:
        start = data.rfind(b"\n", 0, end - 1) + 1
        inside ^= data.count(b'"', start, end) % 2
        end = start
    block = data[:end]
    return block if _quotes_are_outer(block, dialect) else b""


def _quotes_are_outer(block: bytes, dialect: Dialect) -> bool:
    """Every odd quote starts a cell (or follows the quote it doubles); then parity tells what is quoted."""
    data = np.frombuffer(block, np.uint8)
    opening = np.flatnonzero(data == _QUOTE)[::2]
    before = data[opening[opening > 0] - 1]
    return bool(np.isin(before, (ord(dialect.delimiter), _LF, _CR, _QUOTE)).all())


def parse_block(block: bytes, dialect: Dialect, width: int, first_row: int) -> RawBatch | None:
    """The block (from `whole_records`) as one batch numbered from `first_row`; None where csv.reader must do it."""
    quoted = dialect.quoted and b'"' in block
    if quoted:
        block = to_lf(block)  # inside cells too; outside Arrow knows all line breaks
    columns = _by_arrow(block, dialect, width, quoted)
    if columns is not None:
        return make_batch(_count(first_row, len(columns[0])), columns)
    return _ragged(to_lf(block), dialect, width, first_row, quoted)


def _count(first: int, length: int) -> pa.Array:
    return pa.array(np.arange(first, first + length))


def _by_arrow(block: bytes, dialect: Dialect, width: int, quoted: bool) -> list[pa.Array] | None:
    """Columns of a block whose records all have `width` cells, else None."""
    names = [str(position) for position in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(block) + 1),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                check_utf8=False, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns]


def _ragged(block: bytes, dialect: Dialect, width: int, first_row: int, quoted: bool) -> RawBatch | None:
    """A block with records of several widths: those of the commonest width by Arrow, the others by csv.reader."""
    starts, ends, widths = _layout(block, dialect, quoted)
    common = int(np.bincount(widths).argmax())
    regular = widths == common
    odd = np.flatnonzero(~regular)
    if common > 4 * width + 64 or len(odd) > len(widths) // 2 or (ends - starts).max() > CELL_BYTES:
        return None
    columns = _by_arrow(_joined(block, starts, ends, regular), dialect, common, quoted)
    kept = np.flatnonzero(regular)
    if columns is None or len(columns[0]) != len(kept):
        return None
    overlong = {first_row + int(kept[index]) for index in _non_blank(columns[width:])}
    columns = columns[:width] + [pa.nulls(len(kept), pa.string())] * (width - common)
    records = _by_reader(block, starts[odd], ends[odd], dialect)
    overlong |= {
        first_row + int(index)
        for index, record in zip(odd, records, strict=True)
        if not all(map(is_blank, record[width:]))
    }
    order = pa.array(np.argsort(np.concatenate([kept, odd]), kind="stable"))
    merged = [
        pa.concat_arrays([column, pa.array(extra, pa.string())]).take(order)
        for column, extra in zip(columns, columns_of(records, width), strict=True)
    ]
    return make_batch(_count(first_row, len(order)), merged, tuple(sorted(overlong)))


def _layout(block: bytes, dialect: Dialect, quoted: bool) -> tuple[Ints, Ints, Ints]:
    """Start, end and number of cells of every record. The block ends with LF."""
    data = np.frombuffer(block, np.uint8)
    breaks = np.flatnonzero(data == _LF)
    delimiters = np.flatnonzero(data == ord(dialect.delimiter))
    if quoted:
        quotes = np.flatnonzero(data == _QUOTE)
        breaks = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
        delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
    ends = breaks + 1
    starts = np.concatenate([[0], ends[:-1]])
    widths = np.diff(np.searchsorted(delimiters, ends), prepend=0) + 1
    return starts, ends, np.where(ends - starts == 1, 0, widths)


def _joined(block: bytes, starts: Ints, ends: Ints, regular: npt.NDArray[np.bool_]) -> bytes:
    """The regular records, copied run by run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], regular, [False]]).astype(np.int8)))
    runs = zip(edges[::2], edges[1::2], strict=True)
    return b"".join(block[starts[first] : ends[last - 1]] for first, last in runs)


def _by_reader(block: bytes, starts: Ints, ends: Ints, dialect: Dialect) -> Sequence[list[str]]:
    records: list[list[str]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        lines = [line + "\n" for line in block[start : end - 1].decode().split("\n")]
        records.append(next(csv.reader(lines, delimiter=dialect.delimiter, quoting=dialect.quoting)))
    return records


def _non_blank(columns: Sequence[pa.Array]) -> Ints:
    """Indices of the records with anything but blanks in one of `columns`."""
    if not columns:
        return np.empty(0, np.int64)
    filled = np.zeros(len(columns[0]), bool)
    for column in columns:
        filled |= pc.greater(pc.binary_length(pc.utf8_trim_whitespace(column)), 0).to_numpy(zero_copy_only=False)
    return np.flatnonzero(filled)
