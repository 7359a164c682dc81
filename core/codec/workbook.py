"""Listings as an Excel workbook: typed cells, no formulas, one sheet per listing."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from core.codec.listing import Kind, Listing, Value, shown
from core.i18n import Lang

_FORMATS: dict[Kind, str] = {
    "count": "#,##0",
    "share": "0.0%",
    "money": "¥#,##0.00",
    "days": "#,##0",
    "hours": "#,##0.0",
    "decimal": "#,##0.00",
    "day": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
}
_SHEET_NAME = 31
_EXACT = 10**15  # an Excel number keeps 15 digits


def to_xlsx(listing: Listing, lang: Lang) -> bytes:
    """One sheet with the listing."""
    return workbook({listing.title.of(lang): listing}, lang)


def split_by_owner(listing: Listing, lang: Lang) -> bytes:
    """One sheet per owner."""
    return workbook(listing.by_owner(lang), lang)


def workbook(sheets: Mapping[str, Listing], lang: Lang) -> bytes:
    """An XLSX file. Text is written as text whatever it starts with; ids never become numbers."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        taken: set[str] = set()
        for name, listing in sheets.items():
            sheet = book.add_worksheet(_sheet_name(name, taken))
            sheet.freeze_panes(1, 0)
            for column, field in enumerate(listing.fields):
                sheet.write_string(0, column, field.label.of(lang), head)
                sheet.set_column(column, column, _width(listing, column, lang))
            for line, row in enumerate(listing.rows, 1):
                for column, (field, value) in enumerate(zip(listing.fields, row, strict=True)):
                    _write(sheet, line, column, value, formats.get(field.kind), lang)
    return out.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, value: Value, form: object, lang: Lang
) -> None:
    if value is None:
        return
    if isinstance(value, date | datetime) and value.year >= 1900:
        sheet.write_datetime(line, column, value, form)
    elif isinstance(value, int | float | Decimal) and abs(float(value)) < _EXACT:
        sheet.write_number(line, column, float(value), form)
    else:
        sheet.write_string(line, column, shown(value, lang))


def _width(listing: Listing, column: int, lang: Lang) -> float:
    """Wide enough for the label and most values; a CJK character is two wide."""
    texts = [listing.fields[column].label.of(lang), *(shown(row[column], lang) for row in listing.rows[:200])]
    widest = max(sum(2 if ord(c) > 0x2E80 else 1 for c in text) for text in texts)
    return min(max(widest + 2, 8), 48)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A sheet name Excel accepts, different from those before it (Excel ignores case)."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '")[:_SHEET_NAME] or "1"
    if base.lower() == "history":  # reserved
        base += "_"
    found, number = base, 1
    while found.lower() in taken:
        number += 1
        found = f"{base[: _SHEET_NAME - len(str(number)) - 1]}~{number}"
    taken.add(found.lower())
    return found
