"""One DuckDB instance per process and workspace; a version's tables as views."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from weakref import WeakValueDictionary

import pyarrow as pa

from core.db.instance import Parameters, Session, open_instance, parquet_sql
from core.db.scratch import scratch_folder
from core.db.table_files import table_sql
from core.domain.tables import TABLES

_DATASETS_KEPT = 64
_ANSWERS_KEPT = 16
_Answer = TypeVar("_Answer")


class Engine:
    """Runs queries on the Parquet files of one workspace. Threads may share it: every query has its own cursor."""

    _open: ClassVar[dict[Path, Engine]] = {}
    _opening: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, root: Path, memory_limit: str = "1100MB", threads: int | None = None) -> None:
        self.root = root
        self._instance = open_instance([root], scratch_folder(root), memory_limit, threads)
        self._lock = threading.RLock()
        self._datasets: OrderedDict[str, Dataset] = OrderedDict()
        self._held: dict[str, OrderedDict[str, int]] = {}
        self._making: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    @classmethod
    def of(cls, root: Path) -> Engine:
        """The process's one engine for the workspace at `root`."""
        root = root.resolve()
        with cls._opening:
            if root not in cls._open:
                cls._open[root] = cls(root)
            return cls._open[root]

    def dataset(
        self, version: int, files: Mapping[str, Sequence[Path]], derived: Mapping[str, Sequence[Path]] | None = None
    ) -> Dataset:
        """The tables of one version. A canonical table without files is an empty view of its columns.

        `derived`: further tables by name, read as they are; none without files.
        """
        tables = {**files, **(derived or {})}
        names = repr(sorted((table, [str(path) for path in paths]) for table, paths in tables.items()))
        schema = f"v{version}_{hashlib.sha256(names.encode()).hexdigest()[:12]}"
        with self._lock:
            if schema not in self._datasets:
                self._create_views(schema, files, derived or {})
                self._datasets[schema] = Dataset(self, version, schema)
                if len(self._datasets) > _DATASETS_KEPT:
                    self._run(f"drop schema {self._datasets.popitem(last=False)[0]} cascade")
            self._datasets.move_to_end(schema)
            return self._datasets[schema]

    @contextmanager
    def session(self, schema: str = "main", budget_seconds: float = 30) -> Iterator[Session]:
        """A fresh cursor with the tables of `schema` in its search path; closed at the end."""
        with self._instance.cursor() as cursor:
            if schema != "main":
                cursor.execute(f"set search_path = '{schema},main'")
            yield Session(cursor, budget_seconds)

    @contextmanager
    def materialized(self, session: Session, kind: str, key: str, make: Callable[[], str], keep: int) -> Iterator[str]:
        """Keep the rows of the query that `make` returns in memory, as a table; equal kind and key mean equal rows.

        Yields the name of the table. `make` is called, and its query run by `session`, only where the table is not in
        memory yet. It stays for later callers; unused tables of the kind beyond the `keep` last used are dropped.
        Compressed, a table takes a sixth of the memory, and DuckDB compares each distinct name once, not once a row.
        """
        name = f"{kind}_{key}"
        with self._lock:
            held = self._held.setdefault(kind, OrderedDict())
            making = self._making.setdefault(name, threading.Lock())
        with session.holding(making):  # a caller of another table does not wait for this one
            if not self._take(held, name):
                _hold(session, name, make())
                with self._lock:
                    held[name] = 1
        try:
            yield f"{name}.main.held"
        finally:
            with self._lock:
                held[name] -= 1
                for idle in [found for found, users in list(held.items())[:-keep] if not users]:
                    self._run(f"detach {idle}")
                    del held[idle]

    def _take(self, held: OrderedDict[str, int], name: str) -> bool:
        """Count one more user of a table, if it is there."""
        with self._lock:
            if name not in held:
                return False
            held[name] += 1
            held.move_to_end(name)
            return True

    def is_materialized(self, kind: str, key: str) -> bool:
        """Whether such a table is in memory."""
        return f"{kind}_{key}" in self._held.get(kind, ())

    def _create_views(
        self, schema: str, files: Mapping[str, Sequence[Path]], derived: Mapping[str, Sequence[Path]]
    ) -> None:
        self._run(f"create schema {schema}")
        for table in TABLES.values():
            source = table_sql(table, files.get(table.name, ()))
            self._run(f"create view {schema}.{table.name} as {source}")
        for name, paths in derived.items():
            self._run(f"create view {schema}.{name} as select * from {parquet_sql(paths)}")

    def _run(self, sql: str) -> None:
        with self._instance.cursor() as cursor:
            cursor.execute(sql)


class Dataset:
    """One version's canonical tables: SQL says `from funnel_events`."""

    def __init__(self, engine: Engine, version: int, schema: str) -> None:
        self.engine = engine
        self.version = version
        self._schema = schema
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def rows(self, sql: str, params: Parameters | None = None, budget_seconds: float = 30) -> list[tuple[Any, ...]]:
        """All rows of a query; values only as `$name` parameters. QueryTimeout over the budget."""
        with self.session(budget_seconds) as session:
            return session.rows(sql, params)

    def arrow(self, sql: str, params: Parameters | None = None, budget_seconds: float = 30) -> pa.Table:
        """The result of a query as an Arrow table; values only as `$name` parameters. QueryTimeout over the budget."""
        with self.session(budget_seconds) as session:
            return session.arrow(sql, params)

    def cached(self, key: Hashable, make: Callable[[], _Answer]) -> _Answer:
        """The result of `make`, cached by key for the results used last: a version's tables never change.

        Two threads that ask at the same time may both compute it.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                kept: _Answer = self._answers[key]
                return kept
        answer = make()
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)
        return answer

    @contextmanager
    def session(self, budget_seconds: float = 30) -> Iterator[Session]:
        """Several statements on one cursor, with temp tables of its own."""
        with self.engine.session(self._schema, budget_seconds) as session:
            yield session


def _hold(session: Session, name: str, sql: str) -> None:
    # In a database of its own: DuckDB compresses at a checkpoint, which needs a database without readers.
    session.run(f"attach ':memory:' as {name} (compress)")
    try:
        session.run(f"create table {name}.main.held as {sql}")
        session.run(f"checkpoint {name}")
    except BaseException:
        session.run(f"detach {name}")
        raise
