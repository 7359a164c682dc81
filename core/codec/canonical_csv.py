"""Canonical CSV: UTF-8 with BOM, ISO times, plain decimals, ids exactly as stored, formula guard on text."""

from __future__ import annotations

from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from core.codec.formula import guard_array

BOM = b"\xef\xbb\xbf"
_SLICE = 65_536


def write_canonical_csv(table: pa.Table, out: BinaryIO) -> None:
    """Write a stored table to a binary file.

    A timestamp is `YYYY-MM-DDTHH:MM:SS[.ffffff]`, or only the date where its `<column>_is_day` flag is true; the
    flags themselves are no columns of the file. A missing value is an empty cell.
    """
    names = [name for name in table.column_names if not _is_flag(name, table.schema)]
    out.write(BOM + ",".join(_quoted(pa.array(names)).to_pylist()).encode() + b"\n")
    for batch in table.to_batches(max_chunksize=_SLICE):
        columns = [pc.fill_null(_text(batch, name), "") for name in names]
        if len(columns) == 1:  # an empty line would be no record
            columns = [pc.if_else(pc.equal(columns[0], ""), '""', columns[0])]
        lines = pc.binary_join_element_wise(*columns, ",")
        out.write("".join(f"{line}\n" for line in lines.to_pylist()).encode())


def _is_flag(name: str, schema: pa.Schema) -> bool:
    return name.endswith("_is_day") and name.removesuffix("_is_day") in schema.names


def _quoted(cells: pa.Array) -> pa.Array:
    """Cells with a comma, quote or line break inside in quotes."""
    needs = pc.match_substring_regex(cells, '[,"\\r\\n]')
    if not pc.any(needs).as_py():
        return cells
    doubled = pc.replace_substring(cells, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), cells)


def _text(batch: pa.RecordBatch, name: str) -> pa.Array:
    column = batch.column(name)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return _quoted(guard_array(column.cast(pa.string())))
    if pa.types.is_timestamp(column.type):
        flag = f"{name}_is_day"
        return _times(column, batch.column(flag) if flag in batch.schema.names else None)
    return column.cast(pa.string())


def _times(column: pa.Array, is_day: pa.Array | None) -> pa.Array:
    text = pc.binary_replace_slice(column.cast(pa.timestamp("us")).cast(pa.string()), 10, 11, "T")
    whole = pc.ends_with(text, ".000000")
    text = pc.if_else(whole, pc.utf8_slice_codeunits(text, 0, 19), text)
    if is_day is None:
        return text
    return pc.if_else(pc.fill_null(is_day, False), pc.utf8_slice_codeunits(text, 0, 10), text)
