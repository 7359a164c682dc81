"""Any export file → sheets of text cells. The content decides what a file is, its name only hints."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from core.domain.problems import refusal
from core.ingest.reading.archives import Member, gzip_member, in_memory, zip_members
from core.ingest.reading.columnar import parquet_sheet
from core.ingest.reading.delimited import text_sheet
from core.ingest.reading.documents import json_source
from core.ingest.reading.encodings import by_zero_bytes
from core.ingest.reading.sheets import Document, RawBatch, Sheet, rows_sheet
from core.ingest.reading.workbooks import workbook_sheets

__all__ = ["Document", "RawBatch", "Sheet", "open_source", "rows_sheet"]

MAX_WORKBOOK = 256 << 20
_JSON_NAMES = (".json", ".jsonl", ".ndjson")
_SAMPLE = 1 << 16
_CONTROLS = bytes(range(9)) + bytes(range(14, 32))
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"SQLite format")


def open_source(
    path: Path,
    name: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Iterator[Sheet | Document]:
    """Every table or document in the file at `path`, shown to people as `name`.

    `encoding`, `delimiter` (a character or "spaces") and `sheet` override what would be found. Sheets read their
    file again when asked for batches, so `path` must stay. Raises ImportRefused.
    """
    found = False
    for member in members(path, name):
        for item in _open_member(member, encoding, delimiter, sheet):
            found = True
            yield item
    if not found:
        raise refusal("empty_file", file=name)


def members(path: Path, name: str) -> Iterator[Member]:
    """The files in an archive, or the file itself. Raises ImportRefused."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic.startswith(b"PK\x03\x04") and not _is_workbook(path):
        return zip_members(path, name)
    if magic.startswith(b"\x1f\x8b"):
        return iter([gzip_member(path, name)])
    return iter([Member(name, name, lambda: path.open("rb"), path)])


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return path.suffix.lower() in (".xlsx", ".xlsm")


def _open_member(
    member: Member, encoding: str | None, delimiter: str | None, sheet: str | None
) -> Iterator[Sheet | Document]:
    stream = member.opener()
    try:
        start = stream.read(_SAMPLE)
    finally:
        stream.close()
    if not start:
        raise refusal("empty_file", file=member.name)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        yield from workbook_sheets(member.name, in_memory(member.opener, member.name, MAX_WORKBOOK), sheet)
    elif start.startswith(b"PAR1"):
        yield parquet_sheet(member.name, member.path or in_memory(member.opener, member.name, MAX_WORKBOOK))
    elif start.startswith(_BINARY) or _is_binary(start):
        raise refusal("not_text", file=member.name)
    elif re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|meta|table|\?xml)", start, re.IGNORECASE):
        raise refusal("html_table", file=member.name)
    elif _is_json(member.inner, start):
        yield json_source(member.name, member.opener, encoding=encoding)
    else:
        yield text_sheet(member.name, member.opener, encoding=encoding, delimiter=delimiter)


def _is_json(inner: str, start: bytes) -> bool:
    if inner.lower().endswith(_JSON_NAMES):
        return True
    return re.match(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*[{\[]\s*["{}\[])', start) is not None


def _is_binary(start: bytes) -> bool:
    """Zero bytes that are not the pattern of UTF-16 or UTF-32 text, or many other control characters."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or by_zero_bytes(start):
        return False
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return controls > len(start) // 100
