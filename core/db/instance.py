"""A locked-down DuckDB instance, and the cursor through which every statement runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from core.domain.problems import sentence
from core.errors import QueryTimeout

Parameters = Mapping[str, Any]
_MACROS = Path(__file__).with_name("macros.sql").read_text(encoding="utf-8")


def open_instance(
    allowed: Sequence[Path], temp: Path, memory_limit: str, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A private in-memory DuckDB that can read and write only `allowed` and `temp`; this cannot be changed later.

    Results too large for `memory_limit` spill into `temp`. `threads` None: all cores.
    """
    temp.mkdir(mode=0o700, parents=True, exist_ok=True)
    config: dict[str, Any] = {"memory_limit": memory_limit, "temp_directory": str(temp)}
    if threads is not None:
        config["threads"] = threads
    root = duckdb.connect(":memory:", config=config)
    root.execute(_MACROS)
    folders = ", ".join(quoted(f"{folder}/") for folder in (*allowed, temp))
    for setting in (
        f"set allowed_directories = [{folders}]",
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
        "set enable_external_access = false",
        "set lock_configuration = true",
    ):
        root.execute(setting)
    return root


def quoted(text: str) -> str:
    """`text` as an SQL string literal (for DDL, where DuckDB takes no parameters)."""
    return "'" + text.replace("'", "''") + "'"


def parquet_sql(paths: Sequence[Path]) -> str:
    """`read_parquet` over exactly these files."""
    return f"read_parquet([{', '.join(quoted(str(path)) for path in paths)}])"


class Session:
    """One cursor: temp tables made through it are its own and vanish with it. Not for two threads."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, budget_seconds: float) -> None:
        self._cursor = cursor
        self._budget = budget_seconds

    def run(self, sql: str, params: Parameters | None = None) -> None:
        """Run one statement without a result."""
        with self._limited():
            self._cursor.execute(sql, dict(params) if params else None)

    def rows(self, sql: str, params: Parameters | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query as Python tuples."""
        with self._limited():
            return self._cursor.execute(sql, dict(params) if params else None).fetchall()

    def arrow(self, sql: str, params: Parameters | None = None) -> pa.Table:
        """The whole result of a query as an Arrow table."""
        with self._limited():
            relation = self._cursor.sql(sql, params=dict(params) if params else None)
            if relation is None:
                raise ValueError("the statement has no result")
            return relation.to_arrow_table()

    def write_parquet(self, sql: str, path: Path) -> int:
        """Write the rows of a query, in its order, to a new file; returns how many. The folder must be allowed."""
        target = f"{quoted(str(path))} (format parquet, row_group_size 131072)"
        return int(self.rows(f"copy ({sql}) to {target}")[0][0])

    @contextmanager
    def holding(self, lock: threading.Lock) -> Iterator[None]:
        """Hold a lock; waiting for it is limited like a query. Errors: QueryTimeout."""
        if not lock.acquire(timeout=self._budget):
            raise _timeout(self._budget)
        try:
            yield
        finally:
            lock.release()

    def close(self) -> None:
        """Close the cursor and drop its temp tables."""
        self._cursor.close()

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Interrupt the statement inside once the budget is used up."""
        guard, state = threading.Lock(), {"running": True, "stopped": False}

        def stop() -> None:
            with guard:
                if state["running"]:
                    state["stopped"] = True
                    self._cursor.interrupt()

        timer = threading.Timer(self._budget, stop)
        timer.daemon = True
        timer.start()
        try:
            yield
        except duckdb.InterruptException as error:
            if not state["stopped"]:
                raise
            raise _timeout(self._budget) from error
        finally:
            with guard:
                state["running"] = False
            timer.cancel()


def _timeout(seconds: float) -> QueryTimeout:
    return QueryTimeout(*sentence("query_timeout", seconds=seconds), budget_seconds=seconds)
