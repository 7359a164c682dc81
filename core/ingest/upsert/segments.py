"""Turns a compared import into new immutable files: rewritten ones, new segments, and merged small ones.

A table's rows lie in hash buckets of the first key column; a bucket holds several segments with disjoint keys.
New rows become one more segment per bucket, so an import costs what it brings, not what is already there;
only files that hold changed rows are rewritten, and small segments are merged when they become many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from core.codec.parquet import parquet_bytes
from core.db import Session, located_rows_sql, table_sql
from core.domain.tables import Table
from core.ingest.upsert.difference import TableDifference
from core.ingest.upsert.incoming import stored_columns
from core.store import DataFile, Store

SMALL_ROWS = 262_144
MANY_SMALL = 8
"""A bucket with more than MANY_SMALL segments below SMALL_ROWS gets them merged into one."""


def write(
    store: Store, bench: Session, table: Table, difference: TableDifference, stored: Sequence[DataFile]
) -> list[DataFile]:
    """Write what `difference` found (the relations of `difference.compare`) and return the table's files afterwards."""
    columns = ", ".join(f'"{s}"' for s, _, _ in stored_columns(table))
    order = ", ".join(f'"{k}"' for k in table.key)
    store.checked(stored)  # a damaged file is never carried into a new version
    kept = {str(store.path(f)): f for f in stored}
    for source in difference.rewritten:
        old = kept.pop(source)
        rows = bench.arrow(
            f"select {columns} from {located_rows_sql(table, [store.path(old)])} where file_row_number not in "
            f"(select _at from {table.name}_merged where _changed and _source = $source) "
            f"union all by name select {columns} from {table.name}_merged where _changed and _source = $source "
            f"order by {order}",
            {"source": source},
        )
        new = put(store, table, old.bucket, rows)
        kept[str(store.path(new))] = new
    files = list(kept.values())
    for (bucket,) in bench.rows(f"select distinct _bucket from {table.name}_fresh order by 1"):
        rows = bench.arrow(
            f"select {columns} from {table.name}_fresh where _bucket = $b order by {order}", {"b": bucket}
        )
        files.append(put(store, table, int(bucket), rows))
    return merge_small(store, bench, table, files)


def merge_small(store: Store, bench: Session, table: Table, files: Iterable[DataFile]) -> list[DataFile]:
    """Merge the small segments of every bucket that has too many of them."""
    order = ", ".join(f'"{k}"' for k in table.key)
    buckets: dict[int, list[DataFile]] = defaultdict(list)
    for file in files:
        buckets[file.bucket].append(file)
    result: list[DataFile] = []
    for bucket, members in sorted(buckets.items()):
        small = [f for f in members if f.rows < SMALL_ROWS]
        if len(small) <= MANY_SMALL:
            result += members
            continue
        rows = bench.arrow(f"{table_sql(table, [store.path(f) for f in small])} order by {order}")
        result += [f for f in members if f.rows >= SMALL_ROWS]
        result.append(put(store, table, bucket, rows))
    return result


def put(store: Store, table: Table, bucket: int, rows: pa.Table) -> DataFile:
    """Store rows as one file in the table's schema, with the range of its key's time for skipping."""
    typed = rows.select(table.schema.names).cast(table.schema)
    low = high = None
    if table.time_column is not None and typed.num_rows:
        span = pc.min_max(typed[table.time_column])
        low, high = (v.as_py().isoformat() if v.is_valid else None for v in (span["min"], span["max"]))
    return store.put(table.name, bucket, typed.num_rows, parquet_bytes(typed), low, high)
