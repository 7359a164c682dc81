"""What building the marts of one version needs: a session on its tables, a scratch folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from core.db import Session, parquet_sql, scratch_folder, table_sql, workbench
from core.domain.tables import TABLES
from core.marts.mart_files import Part
from core.store import DataFile, Store, Version

_MEMORY = "1100MB"
"""What building may hold in memory: with the rest of the process it stays below 1.5 GB."""


class BuildSession:
    """A session on a version's tables and a scratch folder, opened by the first mart that must be built."""

    def __init__(self, store: Store, version: Version, stack: ExitStack) -> None:
        self.store = store
        self.version = version
        self._stack = stack

    @cached_property
    def scratch(self) -> Path:
        """An empty folder for results on their way to the store."""
        folder = tempfile.TemporaryDirectory(prefix="marts-", dir=scratch_folder(self.store.root))
        return Path(self._stack.enter_context(folder))

    @cached_property
    def session(self) -> Session:
        """Finds the version's canonical tables."""
        session = self._stack.enter_context(workbench([self.store.root], scratch_folder(self.store.root), _MEMORY))
        for name, table in TABLES.items():
            paths = self.store.checked(self.version.files.get(name, ()))
            session.run(f"create temp view {name} as {table_sql(table, paths)}")
        return session

    def take_persons(self, files: Sequence[DataFile]) -> None:
        """Load the rows of the persons mart in `files` into the session as `persons`."""
        paths = [self.store.path(file) for file in files]
        self.session.run(f"create or replace temp table persons as select * from {parquet_sql(paths)}")

    def write(self, sql: str, table: str, bucket: int) -> Part:
        """Write a query's rows, in its order, to a scratch file."""
        path = self.scratch / f"{len(list(self.scratch.iterdir()))}.parquet"
        return Part(table, bucket, self.session.write_parquet(sql, path), path)
