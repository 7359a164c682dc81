"""SQLite sessions with the right settings, and its errors as refusals.

The only module that imports sqlite3.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from core.store.refusals import busy, catalog_damaged, unwritable

Connection: TypeAlias = sqlite3.Connection

_BUSY_SECONDS = 30.0
_ERRNO = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}


@contextmanager
def session(path: Path, *, write: bool = False) -> Iterator[Connection]:
    """One transaction on its own connection (never shared between threads or with a forked child).

    A reading session sees one state throughout and waits for no writer. A writing one is committed at the
    end of the block (to the disk: synchronous=FULL) and rolled back if the block raises.
    Errors: StoreUnwritable, StoreBusy, StoreDamaged.
    """
    try:
        with closing(_connect(path)) as connection:
            connection.execute("begin immediate" if write else "begin")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise
            connection.execute("commit")
    except sqlite3.Error as error:
        raise _refusal(error, path) from error


def write_ahead(path: Path) -> None:
    """Switch the database file to a write-ahead log for good, so that readers never wait."""
    try:
        with closing(_connect(path)) as connection:
            connection.execute("pragma journal_mode = wal")
    except sqlite3.Error as error:
        raise _refusal(error, path) from error


@contextmanager
def memory_session(image: bytes | None = None) -> Iterator[Connection]:
    """A database in memory, empty or with the content of a database file; SQLite errors are StoreDamaged."""
    try:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.execute("pragma trusted_schema = off")
            if image is not None:
                plain = bytearray(image)
                plain[18:20] = b"\x01\x01"  # file format: no write-ahead log, which memory cannot have
                connection.deserialize(bytes(plain))
            connection.execute("begin")
            yield connection
    except sqlite3.Error as error:
        raise catalog_damaged(type(error).__name__) from error


def _connect(path: Path) -> Connection:
    uri = f"file:{quote(str(path.absolute()))}?mode=rw"  # rw: a lost catalog is an error, not a new workspace
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        for setting in ("synchronous = full", "fullfsync = on", "foreign_keys = on", "trusted_schema = off"):
            connection.execute(f"pragma {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def _refusal(error: sqlite3.Error, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return busy(_BUSY_SECONDS)
    if code in _ERRNO and path.exists():
        return unwritable(_ERRNO[code])
    return catalog_damaged(getattr(error, "sqlite_errorname", type(error).__name__))
