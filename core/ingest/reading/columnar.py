"""Parquet files as text cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.domain.problems import refusal
from core.ingest.reading.archives import MAX_BYTES
from core.ingest.reading.sheets import HEAD_RECORDS, RawBatch, Sheet, cell_text, check_cells, make_batch

_BATCH_ROWS = 16_384
_CASTABLE = (pa.types.is_integer, pa.types.is_date, pa.types.is_decimal, pa.types.is_large_string)


def parquet_sheet(file: str, data: Path | IO[bytes]) -> Sheet:
    """A Sheet over a flat Parquet file; record 1 is the column names.

    Raises ImportRefused: unreadable (damaged, or with nested columns), too_large.
    """
    try:
        source = pq.ParquetFile(data)
    except (pa.ArrowException, OSError, ValueError):
        raise refusal("damaged", file=file) from None
    metadata = source.metadata
    if sum(metadata.row_group(g).total_byte_size for g in range(metadata.num_row_groups)) > MAX_BYTES:
        raise refusal("over_limit", file=file, limit=f"{MAX_BYTES >> 30} GB")
    names = [name for name in source.schema_arrow.names if not _is_flag(name, source.schema_arrow)]
    if any(pa.types.is_nested(kind) for kind in source.schema_arrow.types):
        raise refusal("not_text", file=file)

    def read(header_row: int) -> Iterator[RawBatch]:
        row = 2
        for batch in _batches(file, source):
            skip = max(0, min(header_row + 1 - row, batch.num_rows))
            columns = _texts(batch.slice(skip), names)
            rows = pa.array(np.arange(row + skip, row + batch.num_rows))
            row += batch.num_rows
            if len(rows):
                yield check_cells(file, make_batch(rows, columns))

    head = [names]
    for batch in _batches(file, source):
        columns = [texts.to_pylist() for texts in _texts(batch.slice(0, HEAD_RECORDS - 1), names)]
        head += [[cell or "" for cell in record] for record in zip(*columns, strict=True)]
        break
    return Sheet(file, None, head, read)


def _batches(file: str, source: Any) -> Iterator[pa.RecordBatch]:
    try:
        for batch in source.iter_batches(batch_size=_BATCH_ROWS):
            batch.validate(full=True)  # texts that are not UTF-8 among it
            yield batch
    except (pa.ArrowException, OSError, ValueError):
        raise refusal("damaged", file=file) from None


def _is_flag(name: str, schema: pa.Schema) -> bool:
    """Our own exports say in `X_is_day` which times of column X are days without a clock."""
    time = name.removesuffix("_is_day")
    return time != name and time in schema.names and pa.types.is_boolean(schema.field(name).type)


def _texts(batch: pa.RecordBatch, names: list[str]) -> list[pa.Array]:
    """The named columns as text; a day without a clock as the day alone."""
    found = []
    for name in names:
        texts = _text(batch[name])
        flag = f"{name}_is_day"
        if flag in batch.schema.names and _is_flag(flag, batch.schema):
            texts = pc.if_else(pc.fill_null(batch[flag], False), pc.utf8_slice_codeunits(texts, 0, 10), texts)
        found.append(texts)
    return found


def _text(column: pa.Array) -> pa.Array:
    """Any flat column as canonical text: plain decimals, ISO times, whole floats without a fraction."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_string(kind):
        return column
    if any(is_kind(kind) for is_kind in _CASTABLE):
        return pc.cast(column, pa.string())
    if pa.types.is_timestamp(kind):
        return pc.cast(column.cast(pa.timestamp("us", kind.tz), safe=False), pa.string())
    return pa.array([None if value is None else cell_text(value) for value in column.to_pylist()], pa.string())
