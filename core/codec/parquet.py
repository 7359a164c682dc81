"""How every stored table becomes the bytes of a Parquet file."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 131_072
"""Rows per row group: small enough to skip most of a file, large enough to compress."""


def parquet_bytes(table: pa.Table) -> pa.Buffer:
    """The Parquet file of `table`. The same rows give the same bytes with the same pyarrow."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, row_group_size=ROW_GROUP, compression="snappy")
    return sink.getvalue()
