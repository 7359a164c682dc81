"""What reading a file gives: sheets of text cells in batches, or a nested JSON document."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.domain.problems import refusal

HEAD_RECORDS = 60
BATCH_RECORDS = 50_000
CELL_BYTES = 1 << 20
"""A longer cell cannot be meant (a spreadsheet's own limit is 32,767 characters)."""
MAX_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Consecutive records of a sheet as text.

    rows      int64, 1-based record numbers as a spreadsheet shows them: titles and blank rows are counted,
              a quoted cell with line breaks is part of one record
    cells     string columns "0", "1", …, one per header cell; null or "" = empty, short records padded
    overlong  numbers of the records that had a non-blank cell beyond the header
    """

    rows: pa.Array
    cells: pa.RecordBatch
    overlong: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table of text cells. `head` holds its first records (at most 60) as text.

    `encoding_sure` is False where two encodings fit equally well; `delimiter` is None where a line is one cell.
    """

    file: str
    sheet: str | None
    head: list[list[str]]
    reader: Callable[[int], Iterator[RawBatch]] = field(repr=False, compare=False)
    encoding: str | None = None
    encoding_sure: bool = True
    delimiter: str | None = None

    def batches(self, header_row: int) -> Iterator[RawBatch]:
        """The records after the 1-based header record, in order; may be called again. Raises ImportRefused."""
        return self.reader(header_row)


@dataclass(frozen=True)
class Document:
    """Parsed JSON that is not a flat list of flat objects. Fractions are Decimal, so no digit is lost."""

    file: str
    document: Any = field(repr=False)


def cell_text(value: object) -> str:
    """A typed cell as text: integral floats without ".0" up to 15 digits, larger ones in exponent form
    (their last digits are lost, as in Excel), times as ISO, None as ""."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return _float_text(value)
        case Decimal():
            if value.as_tuple().exponent > 0 and value.adjusted() >= 15:  # type: ignore[operator]
                return str(value)  # written with an exponent: its last digits are lost
            return format(value, "f") if -30 < value.adjusted() < 30 else str(value)
        case dt.datetime():
            return value.isoformat(sep=" ")
        case dt.timedelta():
            return _clock_text(value)
    return str(value)


def _float_text(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if abs(value) >= 1e15:
        mantissa, exponent = f"{value:.16E}".split("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    return repr(value).upper()


def _clock_text(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def is_blank(cell: str | None) -> bool:
    """Nothing but blanks."""
    return not cell or cell.isspace()


def text_batch(first_row: int, records: Sequence[Sequence[str | None]], width: int) -> RawBatch:
    """Records as lists of text → one batch of `width` columns, numbered from `first_row`."""
    columns = [pa.array(column, pa.string()) for column in columns_of(records, width)]
    overlong = tuple(
        first_row + index
        for index, record in enumerate(records)
        if len(record) > width and not all(map(is_blank, record[width:]))
    )
    return make_batch(pa.array(np.arange(first_row, first_row + len(records))), columns, overlong)


def columns_of(records: Sequence[Sequence[str | None]], width: int) -> list[Sequence[str | None]]:
    """Transpose records to exactly `width` columns; short records are padded with None."""
    fitting: Iterable[Sequence[str | None]] = (r if len(r) <= width else r[:width] for r in records)
    columns: list[Sequence[str | None]] = list(itertools.zip_longest(*fitting))
    return columns + [[None] * len(records)] * (width - len(columns))


def make_batch(rows: pa.Array, columns: Sequence[pa.Array], overlong: tuple[int, ...] = ()) -> RawBatch:
    """A RawBatch from ready columns."""
    names = [str(position) for position in range(len(columns))]
    return RawBatch(rows, pa.RecordBatch.from_arrays(list(columns), names=names), overlong)


def check_cells(file: str, batch: RawBatch) -> RawBatch:
    """The batch itself; raises ImportRefused(endless_cell) where a cell is longer than can be meant."""
    if batch.cells.nbytes > CELL_BYTES:
        for column in batch.cells.columns:
            lengths = pc.binary_length(column)
            if (pc.max(lengths).as_py() or 0) > CELL_BYTES:
                row = batch.rows[pc.index(pc.greater(lengths, CELL_BYTES), True).as_py()].as_py()
                raise refusal("endless_cell", file=file, row=row)
    return batch


def stream_sheet(
    file: str,
    sheet: str | None,
    records: Callable[[], Iterable[Sequence[object]]],
) -> Sheet:
    """A Sheet over a function that starts a fresh pass over all records, the header among them."""

    def read(header_row: int) -> Iterator[RawBatch]:
        stream = iter(records())
        header = next(itertools.islice(stream, header_row - 1, header_row), ())
        first = header_row + 1
        while block := [[cell_text(c) for c in r] for r in itertools.islice(stream, BATCH_RECORDS)]:
            yield check_cells(file, text_batch(first, block, len(header)))
            first += len(block)

    head = [[cell_text(cell) for cell in record] for record in itertools.islice(records(), HEAD_RECORDS)]
    if head and max(map(len, head)) > MAX_COLUMNS:
        raise refusal("over_limit", file=file, limit=f"{MAX_COLUMNS} columns")
    return Sheet(file, sheet, head, read)


def rows_sheet(file: str, sheet: str | None, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Sheet:
    """A Sheet from rows in memory (unpacked JSON, aggregated chat logs): record 1 is the header."""
    kept = rows if isinstance(rows, Sequence) else list(rows)
    return stream_sheet(file, sheet, lambda: itertools.chain([header], kept))
