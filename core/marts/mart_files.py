"""Marts in the store: computed outside the writer lock, then put and registered under it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from core.codec.parquet import parquet_bytes
from core.errors import UnknownVersion
from core.marts.revision import REVISION, columns
from core.store import DataFile, Store, Version


@dataclass(frozen=True, slots=True)
class Part:
    """One file a mart is made of, not yet in the store: bytes, or a file written to a scratch folder."""

    table: str
    bucket: int
    rows: int
    content: pa.Buffer | Path

    def data(self) -> pa.Buffer:
        """Its bytes; a file is mapped, not read."""
        if isinstance(self.content, Path):
            with pa.memory_map(str(self.content)) as source:
                return source.read_buffer()
        return self.content


def mart_key(version: Version, tables: Sequence[str], *more: object) -> str:
    """The key of a mart: the code that makes it, the columns and files of the canonical tables it reads, and `more`."""
    files = [sorted(file.sha256 for file in version.files.get(table, ())) for table in tables]
    return hashlib.sha256(json.dumps([REVISION, columns(tables), files, *more]).encode()).hexdigest()


def find(store: Store, name: str, key: str, version: Version) -> tuple[DataFile, ...] | None:
    """The mart under this name and key; registered for `version` too if that is newer, so that gc keeps it."""
    files = store.mart(name, key)
    if files is not None and not store.is_intact(files):
        return None  # it can be built again from the version's own files
    if files is not None:
        latest = store.latest_mart(name)
        if latest is not None and version.number > latest[1]:
            _register(store, name, key, version, files)
    return files


def save(store: Store, name: str, key: str, version: Version, parts: Iterable[Part | DataFile]) -> tuple[DataFile, ...]:
    """Put the parts (files that are in the store already stay as they are) and register the mart."""
    with store.writing():
        files = tuple(
            part if isinstance(part, DataFile) else store.put(part.table, part.bucket, part.rows, part.data())
            for part in parts
        )
        _register(store, name, key, version, files)
    return files


def table_part(name: str, bucket: int, table: pa.Table) -> Part:
    """A small table as a part."""
    return Part(name, bucket, table.num_rows, parquet_bytes(table))


def facts_part(name: str, facts: Mapping[str, Any]) -> Part:
    """Facts about a mart that are no rows, as JSON in a file of one row."""
    return table_part(name, 0, pa.table({"json": [json.dumps(facts)]}))


def read_facts(store: Store, file: DataFile) -> dict[str, Any]:
    """Inverse of facts_part."""
    found = json.loads(pq.read_table(store.path(file))["json"][0].as_py())
    assert isinstance(found, dict)
    return found


def describe(files: Sequence[DataFile]) -> list[dict[str, Any]]:
    """Data files as JSON."""
    return [asdict(file) for file in files]


def described(found: Sequence[Mapping[str, Any]]) -> tuple[DataFile, ...]:
    """Inverse of describe."""
    return tuple(DataFile(**file) for file in found)


def of_table(files: Iterable[DataFile], table: str) -> Iterator[DataFile]:
    """The files of one part of a mart."""
    return (file for file in files if file.table == table)


def _register(store: Store, name: str, key: str, version: Version, files: Sequence[DataFile]) -> None:
    try:
        store.save_mart(name, key, version.number, files)
    except UnknownVersion:
        # gc took the version while its mart was computed: nobody can ask for it any more.
        return
