"""The only place that knows DuckDB: locked-down instances, versions as views, queries with a time budget."""

from core.codec.parquet import parquet_bytes
from core.db.engine import Dataset, Engine, empty_sql
from core.db.instance import Parameters, Session, parquet_sql, quoted
from core.db.scratch import process_is_alive, scratch_folder
from core.db.workbench import workbench

__all__ = [
    "Dataset",
    "Engine",
    "Parameters",
    "Session",
    "empty_sql",
    "parquet_bytes",
    "parquet_sql",
    "process_is_alive",
    "quoted",
    "scratch_folder",
    "workbench",
]
