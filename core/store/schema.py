"""The catalog's tables."""

from __future__ import annotations

import secrets

from core.store.database import Connection
from core.store.refusals import too_new

VERSION = 1
"""The catalog's user_version. A higher one was written by a newer release and is refused."""

TABLES = {
    "workspace": """
        create table workspace (one integer primary key check (one = 1), secret blob not null) strict""",
    "settings": """
        create table settings (name text primary key, value text not null) strict""",
    "files": """
        create table files (sha256 text primary key, size integer not null) strict""",
    "versions": """
        create table versions (
            number integer primary key,
            parent integer,
            created_utc text not null,
            action text not null,
            who text not null,
            note text not null,
            summary text not null
        ) strict""",
    "version_files": """
        create table version_files (
            version integer not null references versions on delete cascade,
            table_name text not null,
            position integer not null,
            bucket integer not null,
            sha256 text not null references files,
            rows integer not null,
            low text,
            high text,
            primary key (version, table_name, position)
        ) strict, without rowid""",
    "pins": """
        create table pins (
            version integer not null references versions on delete cascade,
            reason text not null,
            primary key (version, reason)
        ) strict, without rowid""",
    "marts": """
        create table marts (
            id integer primary key,
            name text not null,
            key text not null,
            version integer not null references versions on delete cascade,
            unique (name, key)
        ) strict""",
    "mart_files": """
        create table mart_files (
            mart integer not null references marts on delete cascade,
            position integer not null,
            table_name text not null,
            bucket integer not null,
            sha256 text not null references files,
            rows integer not null,
            low text,
            high text,
            primary key (mart, position)
        ) strict, without rowid""",
    "doomed": """
        create table doomed (sha256 text primary key) strict""",
}
"""In the order in which rows can be inserted. `doomed`: files to delete at once, also after a crash."""

_INDEXES = (
    "create index version_files_by_sha on version_files (sha256)",
    "create index mart_files_by_sha on mart_files (sha256)",
)


def create(connection: Connection) -> None:
    """Make the tables and the workspace's secret, unless they are there. Errors: StoreTooNew."""
    if check(connection):
        return
    for statement in (*TABLES.values(), *_INDEXES):
        connection.execute(statement)
    connection.execute("insert into workspace values (1, ?)", (secrets.token_bytes(32),))
    connection.execute(f"pragma user_version = {VERSION}")


def check(connection: Connection) -> bool:
    """True if the tables are there, False in a new catalog. Errors: StoreTooNew."""
    found: int = connection.execute("pragma user_version").fetchone()[0]
    if found > VERSION:
        raise too_new(found, VERSION)
    return found == VERSION


def describe(connection: Connection) -> list[tuple[str, str, str]]:
    """Everything a database defines, to compare with another."""
    rows = connection.execute("select type, name, coalesce(sql, '') from sqlite_master").fetchall()
    return sorted((kind, name, sql) for kind, name, sql in rows)
