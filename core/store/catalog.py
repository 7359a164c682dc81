"""The catalog: versions, the files they name, settings and pins. One row of `versions` is a commit.

(Marts and upkeep: core.store.mart_catalog.)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.store import database, schema
from core.store.database import Connection
from core.store.fs import FileSystem
from core.store.model import DataFile, Pin, Version
from core.store.refusals import parent_conflict, unknown_version

DEFAULT_ZONE = "Asia/Shanghai"

TableFiles = Mapping[str, Sequence[DataFile]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a new version records beside its files."""

    at: datetime
    """With zone."""
    action: str
    who: str
    note: str
    summary: Mapping[str, Any]


class Catalog:
    """Rows in, dataclasses out. Every call is one transaction on its own connection."""

    def __init__(self, path: Path, fs: FileSystem) -> None:
        self._path = path
        self._fs = fs

    def create(self) -> None:
        """Make the catalog if it is missing or was left unfinished. The caller holds the writer's lock."""
        if self._fs.size(self._path) is None:
            self._fs.create(self._path).close()
        self._fs.sync_folder(self._path.parent)
        database.write_ahead(self._path)
        with self.writing("create") as connection:
            schema.create(connection)

    def ready(self) -> bool:
        """True if the catalog is there and complete. Errors: StoreTooNew, StoreDamaged."""
        if not self._fs.size(self._path):
            return False
        with self.reading() as connection:
            return schema.check(connection)

    def reading(self) -> AbstractContextManager[Connection]:
        """A session that sees one state."""
        return database.session(self._path)

    @contextmanager
    def writing(self, name: str) -> Iterator[Connection]:
        """A transaction; its end is the commit point of whatever `name` does."""
        self._fs.step(f"{name}: begin")
        with database.session(self._path, write=True) as connection:
            yield connection
            self._fs.step(f"{name}: before commit")
        self._fs.step(f"{name}: committed")

    # settings ---------------------------------------------------------------------------------------------

    def secret(self) -> bytes:
        """The workspace's 32 random bytes."""
        with self.reading() as connection:
            return bytes(connection.execute("select secret from workspace").fetchone()[0])

    def setting(self, name: str, default: Any) -> Any:
        """A JSON value."""
        with self.reading() as connection:
            return read_setting(connection, name, default)

    def settings_revision(self) -> str:
        """A hash over all settings: another one after any change."""
        with self.reading() as connection:
            rows = connection.execute("select name, value from settings order by name").fetchall()
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]

    def set_setting(self, name: str, value: Any) -> None:
        """Store a JSON value."""
        text = _json(value)
        with self.writing("set_setting") as connection:
            connection.execute("insert or replace into settings values (?, ?)", (name, text))

    # versions ---------------------------------------------------------------------------------------------

    def head(self) -> Version | None:
        """The newest version."""
        with self.reading() as connection:
            number = head_number(connection)
            return None if number is None else read_version(connection, number)

    def version(self, number: int) -> Version:
        """Errors: UnknownVersion."""
        with self.reading() as connection:
            return read_version(connection, number)

    def versions(self) -> list[Version]:
        """All kept versions, oldest first."""
        with self.reading() as connection:
            numbers = connection.execute("select number from versions order by number").fetchall()
            return [read_version(connection, number) for (number,) in numbers]

    def add_version(self, files: TableFiles, parent: int | None, entry: Entry) -> Version:
        """The commit. Errors: ParentConflict if the head is not `parent`."""
        with self.writing("commit") as connection:
            head = head_number(connection)
            if head != parent:
                raise parent_conflict(parent, head)
            return append(connection, files, entry)

    def known(self) -> dict[str, int]:
        """Size in bytes of every file that a version or mart names, by hash."""
        with self.reading() as connection:
            return dict(connection.execute("select sha256, size from files"))

    # pins -------------------------------------------------------------------------------------------------

    def pin(self, number: int, reason: str) -> None:
        """Errors: UnknownVersion."""
        with self.writing("pin") as connection:
            read_version(connection, number)
            connection.execute("insert or ignore into pins values (?, ?)", (number, _clean(reason)))

    def unpin(self, number: int, reason: str) -> None:
        """No error if there is no such pin."""
        with self.writing("unpin") as connection:
            connection.execute("delete from pins where version = ? and reason = ?", (number, _clean(reason)))

    def pins(self) -> list[Pin]:
        """By version and reason."""
        with self.reading() as connection:
            return [Pin(*row) for row in connection.execute("select version, reason from pins order by 1, 2")]


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # an argument in a foreign encoding holds half characters


def read_setting(connection: Connection, name: str, default: Any) -> Any:
    """A JSON value of the table `settings`."""
    row = connection.execute("select value from settings where name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row[0])


def head_number(connection: Connection) -> int | None:
    """The newest version's number."""
    number: int | None = connection.execute("select max(number) from versions").fetchone()[0]
    return number


def read_version(connection: Connection, number: int) -> Version:
    """Errors: UnknownVersion."""
    if not 0 < number < 1 << 63:
        raise unknown_version(number)
    row = connection.execute(
        "select parent, created_utc, action, who, note, summary from versions where number = ?", (number,)
    ).fetchone()
    if row is None:
        raise unknown_version(number)
    zone = ZoneInfo(read_setting(connection, "zone", DEFAULT_ZONE))
    created = datetime.fromisoformat(row[1]).astimezone(zone).replace(tzinfo=None)
    files: dict[str, list[DataFile]] = {}
    for file in connection.execute(
        "select sha256, table_name, bucket, rows, size, low, high from version_files join files using (sha256)"
        " where version = ? order by table_name, position",
        (number,),
    ):
        files.setdefault(file[1], []).append(DataFile(*file))
    by_table = {table: tuple(parts) for table, parts in files.items()}
    return Version(number, row[0], created, row[2], row[3], row[4], json.loads(row[5]), by_table)


def append(connection: Connection, files: TableFiles, entry: Entry) -> Version:
    """Add the version after the head."""
    head = head_number(connection)
    number = (head or 0) + 1
    connection.execute(
        "insert into versions values (?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            head,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.action,
            _clean(entry.who),
            _clean(entry.note),
            _json(dict(entry.summary)),
        ),
    )
    for table, parts in files.items():
        name_files(connection, parts)
        connection.executemany(
            "insert into version_files values (?, ?, ?, ?, ?, ?, ?, ?)",
            [(number, table, i, f.bucket, f.sha256, f.rows, f.low, f.high) for i, f in enumerate(parts)],
        )
    return read_version(connection, number)


def name_files(connection: Connection, files: Iterable[DataFile]) -> None:
    """Make these files known; from now on they must be there."""
    connection.executemany("insert or ignore into files values (?, ?)", [(file.sha256, file.size) for file in files])
