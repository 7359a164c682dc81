"""An empty sheet to fill in: headers, cell formats that make Excel keep what is typed, lists of choices."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import xlsxwriter

CellForm = Literal["text", "day", "time", "number", "plain"]
_FORMS: dict[CellForm, str] = {
    "text": "@",  # a long id typed into a text cell keeps every digit
    "day": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
    "number": "General",
    "plain": "General",
}
_PREPARED_ROWS = 5000
"""Rows that get the list of choices."""


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """One column to fill: its header, how its cells are formatted, what may be picked, a note on the header."""

    header: str
    form: CellForm
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""


def blank_workbook(
    name: str, columns: Sequence[BlankColumn], explained: str, lines: Sequence[Sequence[str]], wide: Sequence[int]
) -> bytes:
    """An XLSX with the empty sheet `name` and the sheet `explained`, whose `lines` (header first) explain the columns.

    `wide` are the widths of the second sheet's columns in characters.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        must = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCEBE5"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        forms = {form: book.add_format({"num_format": code}) for form, code in _FORMS.items()}
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 20 if column.form == "time" else 16, forms[column.form])
            sheet.write_string(0, at, column.header, must if column.required else head)
            if column.note:
                sheet.write_comment(0, at, column.note)
            if column.choices:
                sheet.data_validation(1, at, _PREPARED_ROWS, at, {"validate": "list", "source": list(column.choices)})
        second = book.add_worksheet(explained)
        second.freeze_panes(1, 0)
        for at, width in enumerate(wide):
            second.set_column(at, at, width, wrapped)
        for row, line in enumerate(lines):
            for at, text in enumerate(line):
                second.write_string(row, at, text, wrapped if row else head)
    return out.getvalue()
