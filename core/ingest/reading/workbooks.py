"""XLSX and XLS workbooks: every sheet that holds something, as text cells."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from core.domain.problems import refusal
from core.ingest.reading.archives import MAX_BYTES, MAX_MEMBERS, MAX_RATIO, RATIO_FROM
from core.ingest.reading.sheets import Sheet, stream_sheet

MAX_CELLS = 50_000_000
"""The reader holds a sheet as a full rectangle; one cell in the far corner would fill any memory."""
_REFERENCE = re.compile(rb"""r=["'](?:\$?([A-Z]{2,3})\$?[0-9]|([0-9]+)["'])""")
_BLOCK = 1 << 20
_OVERLAP = 64
_EXCEL_ERROR = re.compile(r"#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")


def workbook_sheets(file: str, data: IO[bytes], sheet: str | None = None) -> Iterator[Sheet]:
    """The sheets with content (or only the one called `sheet`), hidden ones last.

    Raises ImportRefused: encrypted, unreadable, zip_bomb, xml_bomb, missing_sheet, empty_file.
    """
    if data.read(2) == b"PK":
        check_xlsx(file, data)
    data.seek(0)
    with _reader_faults(file):
        workbook = CalamineWorkbook.from_filelike(data)
    if sheet is not None and sheet not in workbook.sheet_names:
        raise refusal("missing_sheet", file=file, sheet=sheet)
    shown = [meta.name for meta in workbook.sheets_metadata if str(meta.visible).endswith(".Visible")]
    names = shown + [name for name in workbook.sheet_names if name not in shown]
    found = False
    for name in names if sheet is None else [sheet]:
        rows = _Rows(file, workbook, name)
        if rows.filled:
            found = True
            yield stream_sheet(file, name, rows)
    if not found:
        raise refusal("empty_file", file=file)


@contextmanager
def _reader_faults(file: str) -> Iterator[None]:
    """The reader's errors as refusals; it also panics on some damaged files, which is no Exception in Python."""
    try:
        yield
    except PasswordError:
        raise refusal("encrypted", file=file) from None
    except (CalamineError, OSError, ValueError):
        raise refusal("damaged", file=file) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise refusal("damaged", file=file) from None


class _Rows:
    """A sheet's rows from the first on, made one by one at each call; record numbers are the sheet's row numbers."""

    def __init__(self, file: str, workbook: CalamineWorkbook, name: str) -> None:
        with _reader_faults(file):
            self._content = workbook.get_sheet_by_name(name)
        self._columns_before = self._content.start[1] if self._content.start else 0
        self.filled = any(cell not in ("", None) for row in self() for cell in row)

    def __call__(self) -> Iterator[Sequence[object]]:
        if self._content.start is None:
            return
        before: list[object] = [None] * self._columns_before
        for row in self._content.iter_rows():  # begins with the empty rows, but not with the empty columns
            yield before + [_clean(cell) for cell in row]


def _clean(cell: object) -> object:
    return None if isinstance(cell, str) and cell[:1] == "#" and _EXCEL_ERROR.fullmatch(cell) else cell


def check_xlsx(file: str, data: IO[bytes]) -> None:
    """Inflate every part once and refuse bombs: declared or real size, DTDs, a cell in a far corner.

    zipfile reads no more than a part declares and compares checksums, so a false declaration is `unreadable`.
    """
    try:
        with zipfile.ZipFile(data) as package:
            parts = package.infolist()
            total = sum(part.file_size for part in parts)
            packed = max(sum(part.compress_size for part in parts), 1)
            if len(parts) > MAX_MEMBERS or total > MAX_BYTES or (total > RATIO_FROM and total > packed * MAX_RATIO):
                raise refusal("zip_bomb", file=file)
            for part in parts:
                if part.flag_bits & 1:
                    raise refusal("encrypted", file=file)
                with package.open(part) as content:
                    if part.filename.lower().endswith((".xml", ".rels")):
                        _check_part(file, content, part.filename.lower().startswith("xl/worksheets/"))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise refusal("damaged", file=file) from None


def _check_part(file: str, content: IO[bytes], is_sheet: bool) -> None:
    columns, rows, held = 26, 1, b""
    while block := content.read(_BLOCK):
        text = held + block
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise refusal("xml_bomb", file=file)
        held = text[-_OVERLAP:]
        if is_sheet:
            for letters, number in set(_REFERENCE.findall(text)):
                columns = max(columns, _column(letters)) if letters else columns
                rows = max(rows, int(number[:9])) if number else rows
            if rows * columns > MAX_CELLS:
                raise refusal("over_limit", file=file, limit=f"{MAX_CELLS:,} cells")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
