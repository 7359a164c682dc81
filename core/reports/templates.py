"""Templates to fill in: one per canonical table, as CSV or as XLSX with a second sheet that explains the columns.

A template is recognised by its headers; with one filled row it imports as it is.
"""

from __future__ import annotations

import csv
import io

from core.codec.blank_workbook import BlankColumn, CellForm, blank_workbook
from core.codec.canonical_csv import BOM
from core.domain.column_meanings import meaning, spellings, type_words
from core.domain.table import Column, Kind, Table
from core.domain.tables import TABLES
from core.i18n import Lang, Text

_FORMS: dict[Kind, CellForm] = {"id": "text", "day": "day", "ts": "time", "text": "text", "enum": "plain"}
_EXPLAINED = Text("填写说明", "How to fill in")
_HEADS = (
    Text("这一列", "This column"),
    Text("要不要填", "Needed?"),
    Text("填什么", "What to write"),
    Text("怎么写", "How to write it"),
    Text("例", "Such as"),
)
"""Chosen so that no table is recognised in the sheet that explains."""
_WIDE = (18, 10, 40, 48, 26)


def header(column: Column, lang: Lang) -> str:
    """The header of a column: the Chinese one of real exports, or the canonical name."""
    return column.aliases[0] if lang == "zh" and column.aliases else column.name


def csv_template(name: str, lang: Lang) -> bytes:
    """UTF-8 with BOM, one line: the headers."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(header(column, lang) for column in TABLES[name].columns)
    return BOM + out.getvalue().encode()


def xlsx_template(name: str, lang: Lang) -> bytes:
    """The empty sheet, required headers coloured, and the sheet that explains every column."""
    table = TABLES[name]
    blanks = [_blank(table, column, lang) for column in table.columns]
    lines = [[text.of(lang) for text in _HEADS], *(_explained(table, column, lang) for column in table.columns)]
    return blank_workbook(table.label.of(lang), blanks, _EXPLAINED.of(lang), lines, _WIDE)


def example(table: Table, column: Column, lang: Lang) -> str:
    """A cell as a company would write it."""
    written = meaning(table, column).example
    return column.codes.get(written.lower(), written) if lang == "en" else written


def _blank(table: Table, column: Column, lang: Lang) -> BlankColumn:
    choices = spellings(column) if lang == "zh" else tuple(dict.fromkeys(column.codes.values()))
    note = f"{meaning(table, column).text.of(lang)}\n{type_words(column).of(lang)}"
    return BlankColumn(header(column, lang), _FORMS.get(column.kind, "number"), column.required, choices, note)


def _explained(table: Table, column: Column, lang: Lang) -> list[str]:
    needed = Text("必填", "required") if column.required else Text("可空", "may be empty")
    return [
        header(column, lang),
        needed.of(lang),
        meaning(table, column).text.of(lang),
        type_words(column).of(lang),
        example(table, column, lang),
    ]
