"""Catalog queries for upkeep: marts, retention, forgetting, and files that are no longer needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from core.store.catalog import Entry, append, head_number, name_files, read_setting, read_version
from core.store.database import Connection
from core.store.model import DataFile

KEEP_VERSIONS = 50
KEEP_DAYS = 90
_KEEP_MARTS = 3


def save_mart(connection: Connection, name: str, key: str, version: int, files: Sequence[DataFile]) -> None:
    """Register the files of a mart in place of what had its name and key. Errors: UnknownVersion."""
    read_version(connection, version)
    connection.execute("delete from marts where name = ? and key = ?", (name, key))
    mart = connection.execute("insert into marts (name, key, version) values (?, ?, ?)", (name, key, version)).lastrowid
    name_files(connection, files)
    connection.executemany(
        "insert into mart_files values (?, ?, ?, ?, ?, ?, ?, ?)",
        [(mart, i, f.table, f.bucket, f.sha256, f.rows, f.low, f.high) for i, f in enumerate(files)],
    )


def marts(connection: Connection, name: str) -> list[tuple[str, int, tuple[DataFile, ...]]]:
    """Key, version and files of every mart of this name, the newest version's first."""
    found = []
    for mart, key, version in connection.execute(
        "select id, key, version from marts where name = ? order by version desc, id desc", (name,)
    ).fetchall():
        files = connection.execute(
            "select sha256, table_name, bucket, rows, size, low, high from mart_files join files using (sha256)"
            " where mart = ? order by position",
            (mart,),
        )
        found.append((key, version, tuple(DataFile(*file) for file in files)))
    return found


def mart_files(connection: Connection) -> dict[str, int]:
    """Size in bytes of every file that a mart names, by hash."""
    return dict(connection.execute("select sha256, size from files where sha256 in (select sha256 from mart_files)"))


def drop_marts(connection: Connection, hashes: Sequence[str]) -> int:
    """Drop the marts that name any of these files; returns how many."""
    before = _count(connection, "marts")
    connection.executemany(
        "delete from marts where id in (select mart from mart_files where sha256 = ?)", [(sha,) for sha in hashes]
    )
    return before - _count(connection, "marts")


def expire(connection: Connection, now: datetime) -> tuple[tuple[int, ...], int]:
    """Drop versions outside of the retention and marts of all but the newest ones.

    A version goes only if it is neither among the newest `gc.keep_versions`, nor younger than `gc.keep_days`,
    nor pinned, nor the head. Returns the dropped versions and the number of dropped marts.
    """
    newest = max(int(read_setting(connection, "gc.keep_versions", KEEP_VERSIONS)), 1)
    oldest = now.astimezone(UTC) - timedelta(days=float(read_setting(connection, "gc.keep_days", KEEP_DAYS)))
    pinned = {number for (number,) in connection.execute("select version from pins")}
    rows = connection.execute("select number, created_utc from versions order by number desc").fetchall()
    dropped = tuple(
        number
        for place, (number, created) in enumerate(rows)
        if place >= newest and number not in pinned and datetime.fromisoformat(created) < oldest
    )
    before = _count(connection, "marts")
    connection.executemany("delete from versions where number = ?", [(number,) for number in dropped])
    kept = sorted({number for number, _ in rows} - set(dropped))
    for number in set(kept[:-_KEEP_MARTS]) - pinned:
        connection.execute("delete from marts where version = ?", (number,))
    _release(connection)
    return tuple(sorted(dropped)), before - _count(connection, "marts")


def replace_files(connection: Connection, replacements: Mapping[str, DataFile | None], entry: Entry) -> None:
    """Replace files in every kept version (None or no rows: remove them), drop all marts,
    mark files that are no longer named for deletion, and add a version that equals the head and records it."""
    name_files(connection, (file for file in replacements.values() if file is not None and file.rows))
    rows = connection.execute("select version, table_name, position, sha256 from version_files").fetchall()
    for version, table, position, sha256 in rows:
        if sha256 not in replacements:
            continue
        place = (version, table, position)
        file = replacements[sha256]
        if file is None or not file.rows:
            connection.execute("delete from version_files where (version, table_name, position) = (?, ?, ?)", place)
        else:
            connection.execute(
                "update version_files set sha256 = ?, rows = ?, low = ?, high = ?"
                " where (version, table_name, position) = (?, ?, ?)",
                (file.sha256, file.rows, file.low, file.high, *place),
            )
    connection.execute("delete from marts")
    for sha256 in _release(connection):
        connection.execute("insert or ignore into doomed values (?)", (sha256,))
    head = head_number(connection)
    if head is not None:
        append(connection, read_version(connection, head).files, entry)


def doomed(connection: Connection) -> list[str]:
    """Files marked for deletion that no version and no mart names."""
    rows = connection.execute("select sha256 from doomed where sha256 not in (select sha256 from files)")
    return [sha256 for (sha256,) in rows]


def users(connection: Connection) -> dict[str, list[tuple[str, int | None, str | None]]]:
    """By file: (table, version, None) for each version and (table, None, mart's name) for each mart that names it."""
    found: dict[str, list[tuple[str, int | None, str | None]]] = {}
    for sha256, table, version in connection.execute("select sha256, table_name, version from version_files"):
        found.setdefault(sha256, []).append((table, version, None))
    for sha256, table, name in connection.execute(
        "select sha256, table_name, name from mart_files join marts on mart = id"
    ):
        found.setdefault(sha256, []).append((table, None, name))
    return found


def _count(connection: Connection, table: str) -> int:
    count: int = connection.execute(f"select count(*) from {table}").fetchone()[0]
    return count


def _release(connection: Connection) -> list[str]:
    """Forget the files that no version and no mart names; returns their hashes."""
    rows = connection.execute(
        "delete from files where sha256 not in (select sha256 from version_files)"
        " and sha256 not in (select sha256 from mart_files) returning sha256"
    ).fetchall()
    return [sha256 for (sha256,) in rows]
