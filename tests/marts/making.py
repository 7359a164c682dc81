"""Small versions made from plain rows, for tests of marts and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import pyarrow as pa

from core.codec.parquet import parquet_bytes
from core.db import Dataset
from core.domain.tables import TABLES
from core.marts import Marts, ensure, open_dataset
from core.store import DataFile, FileSystem, Store, Version

Row = dict[str, Any]
IMPORTED = datetime(2030, 1, 1, tzinfo=UTC)


class Unsynced(FileSystem):
    """The local disk without waiting for it: these tests cut no power."""

    def sync_file(self, path: Path) -> None:
        pass

    def sync_folder(self, path: Path) -> None:
        pass


def open_store(root: Path, now: datetime = IMPORTED) -> Store:
    """A workspace whose clock stands still."""
    return Store.open(root, Unsynced(), lambda: now)


def put(store: Store, table: str, rows: Sequence[Row], bucket: int = 0) -> DataFile:
    """Store rows (missing columns are null) as one file."""
    schema = TABLES[table].schema
    data = pa.table({name: [row.get(name) for row in rows] for name in schema.names}, schema=schema)
    time = TABLES[table].time_column
    times = [row[time].isoformat() for row in rows] if time else []
    return store.put(table, bucket, len(rows), parquet_bytes(data), min(times, default=None), max(times, default=None))


def commit(store: Store, tables: Mapping[str, Sequence[Row]], buckets: int = 1) -> Version:
    """A new version that holds exactly these rows, split into `buckets` files by the first key column."""
    head = store.head()
    with store.writing():
        files = {}
        for table, rows in tables.items():
            key = TABLES[table].key[0]
            parts = [[row for row in rows if crc32(str(row[key]).encode()) % buckets == b] for b in range(buckets)]
            files[table] = [put(store, table, part, b) for b, part in enumerate(parts) if part]
        return store.commit(files, parent=head.number if head else None, action="import", who="test")


def opened(root: Path, tables: Mapping[str, Sequence[Row]], buckets: int = 1) -> tuple[Dataset, Marts]:
    """A new workspace that holds these rows, as the funnel's reports ask it."""
    store = open_store(root)
    version = commit(store, tables, buckets)
    return open_dataset(store, version, derived=False), ensure(store, version, derived=False)


def event(user: str, step: int, time: datetime | str, *, is_day: bool = False, **others: Any) -> Row:
    """A row of funnel_events."""
    at = datetime.fromisoformat(time) if isinstance(time, str) else time
    return {"user_id": user, "step": step, "at": at, "at_is_day": is_day, **others}
