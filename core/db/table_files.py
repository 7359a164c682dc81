"""Reading the Parquet files of a canonical table, whichever release wrote them.

A column that files lack reads as null, one that today's table no longer has is left out. Which columns a file holds is
read from its footer, so that DuckDB is given the plainest scan that is right: `union_by_name` only where files differ,
since it opens every file for every query, and no union with an empty table, which costs row counts and filters on time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from core.db.instance import quoted
from core.domain.table import Table

_SQL_TYPES: dict[pa.DataType, str] = {
    pa.string(): "varchar",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
    pa.int64(): "bigint",
    pa.bool_(): "boolean",
    pa.decimal128(18, 2): "decimal(18, 2)",
    pa.decimal128(18, 4): "decimal(18, 4)",
}


def table_sql(table: Table, paths: Sequence[Path]) -> str:
    """A query for the rows in these files: the columns of `table`, in its order. No files: no rows."""
    return _query(table, paths) if paths else empty_sql(table)


def located_rows_sql(table: Table, paths: Sequence[Path]) -> str:
    """The same of at least one file, as a relation, with each row's `filename` and `file_row_number` (from 0) behind
    the columns."""
    return f"({_query(table, paths, 'filename', 'file_row_number')})"


def empty_sql(table: Table) -> str:
    """A query with the columns of `table` and no rows."""
    columns = ", ".join(_null(table, name) for name in table.schema.names)
    return f"select {columns} where false"


def sql_type(kind: pa.DataType) -> str:
    """The DuckDB type in which values of a stored Arrow type are read."""
    return _SQL_TYPES[kind]


def _query(table: Table, paths: Sequence[Path], *located: str) -> str:
    held = {_columns(path) for path in paths}
    known = frozenset[str]().union(*held)
    options = ["union_by_name"] * (len(held) > 1) + list(located)
    columns = [f'"{name}"' if name in known else _null(table, name) for name in table.schema.names]
    files = ", ".join([f"[{', '.join(quoted(str(path)) for path in paths)}]", *(f"{name} = true" for name in options)])
    return f"select {', '.join([*columns, *located])} from read_parquet({files})"


@lru_cache(maxsize=65_536)
def _columns(path: Path) -> frozenset[str]:
    """The columns in a file; files are immutable, so each is looked at once per process."""
    return frozenset(pq.read_schema(path).names)


def _null(table: Table, name: str) -> str:
    return f'null::{sql_type(table.schema.field(name).type)} as "{name}"'
