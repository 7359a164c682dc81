"""What tests of reading share: a file's records as plain lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow as pa
import pytest

from core.domain.tables import ARROW
from core.errors import ImportRefused
from core.ingest.reading.sheets import Sheet
from core.ingest.reading.sources import open_source
from core.ingest.values.parse import clean_array, parse_array

ZONE = ZoneInfo("Asia/Shanghai")


def only_sheet(path: Path, name: str | None = None, **options: Any) -> Sheet:
    """The one sheet of a file."""
    (sheet,) = open_source(path, name or path.name, **options)
    assert isinstance(sheet, Sheet)
    return sheet


def records(sheet: Sheet, header_row: int = 1) -> list[tuple[int, list[str]]]:
    """(record number, cells) of everything after the header; null as ""."""
    found: list[tuple[int, list[str]]] = []
    for batch in sheet.batches(header_row):
        columns = [[cell or "" for cell in column.to_pylist()] for column in batch.cells.columns]
        found += list(zip(batch.rows.to_pylist(), map(list, zip(*columns, strict=True)), strict=True))
    return found


def overlong(sheet: Sheet, header_row: int = 1) -> list[int]:
    """Numbers of the records that were longer than the header."""
    return [row for batch in sheet.batches(header_row) for row in batch.overlong]


def _read_all(path: Path, name: str, **options: Any) -> None:
    for item in open_source(path, name, **options):
        if isinstance(item, Sheet):
            for _ in item.batches(1):
                pass


def refused(path: Path, name: str | None = None, **options: Any) -> ImportRefused:
    """The refusal of a file that cannot be read to its end."""
    with pytest.raises(ImportRefused) as caught:
        _read_all(path, name or path.name, **options)
    assert caught.value.text.zh
    assert caught.value.text.en
    return caught.value


def text(tmp_path: Path, content: str | bytes, name: str = "a.csv", **options: Any) -> Sheet:
    """The one sheet of a text file with this content."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return only_sheet(path, **options)


def workbook(path: Path, *sheets: list[list[Any]], hidden: int | None = None) -> Path:
    """An XLSX file with these sheets, called S1, S2, …"""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for position, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{position + 1}")
        for row in rows:
            sheet.append(row)
        if hidden == position:
            sheet.sheet_state = "hidden"
    book.save(path)
    book.close()
    return path


def parsed(kind: Any, *cells: str | None, **more: Any) -> Any:
    """Cleaned and parsed cells."""
    return parse_array(kind, clean_array(pa.array(cells, pa.string())), zone=ZONE, **more)


def one(kind: Any, cell: str, **more: Any) -> Any:
    """The value of one cell, or its problem code."""
    result = parsed(kind, cell, **more)
    assert result.values.type == ARROW[kind]
    return result.bad[0] if result.bad else result.values[0].as_py()
