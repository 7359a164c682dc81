"""A workspace as one file, and back.

A plain ZIP without compression: manifest.json, catalog.sqlite and files/<sha256>.parquet. Entries are only
ever asked for by names made from the catalog's hashes; no name found in the archive is used as a path.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import StoreDamaged
from core.store import schema
from core.store.catalog import Catalog
from core.store.database import Connection, memory_session
from core.store.files import Files
from core.store.fs import FileSystem
from core.store.refusals import backup_damaged, backup_missing, file_damaged, too_new

_KIND = "qunce backup"
_FORMAT = 1
_MANIFEST = "manifest.json"
_CATALOG = "catalog.sqlite"
_MANIFEST_LIMIT = 1 << 20
_SHA = re.compile(r"[0-9a-f]{64}")
_UNREADABLE = (
    zipfile.BadZipFile,
    struct.error,
    LookupError,
    ArithmeticError,
    EOFError,
    ValueError,
    RuntimeError,
    OSError,
)


def save(catalog: Catalog, files: Files, fs: FileSystem, target: Path) -> None:
    """Write the backup beside `target`, sync it and give it its name.

    The caller keeps files from being deleted meanwhile. Errors: OSError, StoreDamaged (a damaged file is not
    backed up as if it were whole).
    """
    with catalog.reading() as connection:
        known = dict(connection.execute("select sha256, size from files order by sha256"))
        image = connection.serialize()
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with fs.create(part) as out:
            _write(out, image, known, files)
        fs.sync_file(part)
        fs.rename(part, target)
        fs.sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            fs.unlink(part)
        raise


def _write(out: BinaryIO, image: bytes, known: dict[str, int], files: Files) -> None:
    manifest = {"kind": _KIND, "format": _FORMAT, "catalog": hashlib.sha256(image).hexdigest(), "size": len(image)}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry(_MANIFEST), json.dumps(manifest))
        archive.writestr(_entry(_CATALOG), image)
        for sha256 in known:
            digest = hashlib.sha256()
            try:
                with archive.open(_entry(f"files/{sha256}.parquet"), "w", force_zip64=True) as target:
                    for chunk in files.chunks(files.path(sha256)):
                        digest.update(chunk)
                        target.write(chunk)
            except FileNotFoundError as error:
                raise file_damaged(files.name(sha256)) from error
            if digest.hexdigest() != sha256:
                raise file_damaged(files.name(sha256))


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # 1980: the same workspace gives the same bytes
    info.external_attr = 0o600 << 16
    return info


@dataclass(frozen=True, slots=True)
class Content:
    """A backup that was checked: the rows of its catalog and the sizes of its files."""

    rows: dict[str, list[tuple[Any, ...]]]
    files: dict[str, int]

    def load(self, connection: Connection) -> None:
        """Put the rows into a catalog without versions, in place of its secret and settings."""
        connection.execute("delete from workspace")
        connection.execute("delete from settings")
        for table, rows in self.rows.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"insert into {table} values ({marks})", rows)


class Backup:
    """An opened backup file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def check(self) -> Content:
        """Hash everything the backup holds. Errors: BackupDamaged, StoreTooNew."""
        try:
            manifest = json.loads(self._read(_MANIFEST, None))
            kind, form, sha256, size = (manifest[key] for key in ("kind", "format", "catalog", "size"))
        except (ValueError, KeyError, TypeError) as error:
            raise backup_damaged("manifest") from error
        if kind != _KIND or not isinstance(form, int):
            raise backup_damaged("manifest")
        if form > _FORMAT:
            raise too_new(form, _FORMAT)
        image = self._read(_CATALOG, size)
        if hashlib.sha256(image).hexdigest() != sha256:
            raise backup_damaged("catalog")
        content = _content(image)
        for name, bytes_ in content.files.items():
            self.file(name, bytes_)
        return content

    def file(self, sha256: str, size: int) -> bytes:
        """One data file, its hash checked. Errors: BackupDamaged."""
        data = self._read(f"files/{sha256}.parquet", size)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise backup_damaged("file")
        return data

    def _read(self, name: str, size: int | None) -> bytes:
        try:
            info = self._archive.getinfo(name)
            stored = info.compress_type == zipfile.ZIP_STORED  # a compressed entry could be a bomb
            fits = info.file_size <= _MANIFEST_LIMIT if size is None else info.file_size == size
            if stored and fits:
                return self._archive.read(info)
        except _UNREADABLE as error:
            raise backup_damaged(name.partition("/")[0]) from error
        raise backup_damaged(name.partition("/")[0])


@contextmanager
def opened(fs: FileSystem, source: Path) -> Iterator[Backup]:
    """Open a backup file. Errors: BackupMissing, BackupDamaged."""
    try:
        file = fs.open(source)
    except FileNotFoundError as error:
        raise backup_missing() from error
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except _UNREADABLE as error:
            raise backup_damaged("archive") from error
        with archive:
            yield Backup(archive)


def _content(image: bytes) -> Content:
    """The rows of a catalog that is whole and defines exactly what ours does (no foreign triggers or views)."""
    with memory_session() as connection:
        schema.create(connection)
        ours = schema.describe(connection)
    try:
        with memory_session(image) as connection:
            known = schema.check(connection)
            if not known or schema.describe(connection) != ours:
                raise backup_damaged("catalog")
            if connection.execute("pragma integrity_check(1)").fetchall() != [("ok",)]:
                raise backup_damaged("catalog")
            rows = {
                table: connection.execute(f"select * from {table}").fetchall()
                for table in schema.TABLES
                if table != "doomed"
            }
            if connection.execute("pragma foreign_key_check").fetchall() or len(rows["workspace"]) != 1:
                raise backup_damaged("catalog")
    except StoreDamaged as error:
        raise backup_damaged("catalog") from error
    files = dict(rows["files"])
    if not all(_SHA.fullmatch(sha256) for sha256 in files):
        raise backup_damaged("catalog")
    return Content(rows, files)
