"""The only package that uses DuckDB: locked-down instances, versions as views, queries with a time budget."""

from core.codec.parquet import parquet_bytes
from core.db.engine import Dataset, Engine
from core.db.instance import Parameters, Session, parquet_sql, quoted
from core.db.scratch import process_is_alive, scratch_folder
from core.db.table_files import located_rows_sql, sql_type, table_sql
from core.db.workbench import workbench

__all__ = [
    "Dataset",
    "Engine",
    "Parameters",
    "Session",
    "located_rows_sql",
    "parquet_bytes",
    "parquet_sql",
    "process_is_alive",
    "quoted",
    "scratch_folder",
    "sql_type",
    "table_sql",
    "workbench",
]
