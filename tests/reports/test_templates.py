"""A template with one filled row imports as it is, whatever the file is called."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from core.domain.column_meanings import spellings
from core.domain.tables import CANONICAL_TABLES, TABLES
from core.i18n import Lang
from core.reports.templates import csv_template, example, header, xlsx_template
from tests.conftest import Run


def filled(name: str, lang: Lang) -> list[str]:
    return [example(TABLES[name], column, lang) for column in TABLES[name].columns]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_csv_template_imports_with_one_row(lang: Lang, tmp_path: Path, run: Run) -> None:
    paths = []
    for name in CANONICAL_TABLES:
        path = tmp_path / f"{name}.csv"
        row = io.StringIO(newline="")
        csv.writer(row).writerow(filled(name, lang))
        path.write_bytes(csv_template(name, lang) + row.getvalue().encode())
        paths.append(path)
    answer = run("import", *paths, "--json")
    assert answer.code == 0, answer.out
    told = answer.json
    assert [(f["table"], f["new"]) for f in told["files"] if not f.get("derived")] == [(n, 1) for n in CANONICAL_TABLES]
    assert {p["code"] for p in told["problems"]} <= {"pii_hashed"}


@pytest.mark.parametrize("name", CANONICAL_TABLES)
def test_an_xlsx_template_imports_with_one_row_under_any_name(name: str, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "我填的表.xlsx"
    path.write_bytes(xlsx_template(name, "zh"))
    book = openpyxl.load_workbook(path)
    sheet, explained = book.worksheets
    heads = [cell.value for cell in sheet[1]]
    assert [row[0].value for row in list(explained.rows)[1:]] == heads
    sheet.append([typed(name, place, text) for place, text in enumerate(filled(name, "zh"))])
    book.save(path)
    answer = run("import", path, "--json")
    assert answer.code == 0, answer.out
    told = answer.json
    assert [(f["table"], f["loaded"], f["new"]) for f in told["files"] if not f.get("derived")] == [(name, 1, 1)]
    assert {p["code"] for p in told["problems"]} <= {"unknown_sheet", "pii_hashed"}


def typed(name: str, place: int, text: str) -> object:
    """As Excel holds what is typed into the template's cells: days and times are dates, numbers numbers."""
    match TABLES[name].columns[place].kind:
        case "day":
            return date.fromisoformat(text)
        case "ts":
            return datetime.fromisoformat(text)
        case "int" | "score" | "step":
            return int(text)
        case "money" | "decimal":
            return float(text)
    return text


@pytest.mark.parametrize("name", CANONICAL_TABLES)
def test_the_second_sheet_explains_every_column(name: str) -> None:
    for lang in ("zh", "en"):
        book = openpyxl.load_workbook(io.BytesIO(xlsx_template(name, lang)))
        explained = [[cell.value for cell in row] for row in book.worksheets[1].rows]
        assert len(explained) == len(TABLES[name].columns) + 1
        assert all(all(line) for line in explained)
        required = [line[0] for line in explained if line[1] in ("必填", "required")]
        assert required == [header(TABLES[name].by_name[column], lang) for column in TABLES[name].required]


def test_ids_are_text_cells_and_choices_can_be_picked() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_template("orders", "zh")))
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["A"].width
    listed = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert listed == ['"群链接,员工,名单"', '"流量品,福利品,利润品,专属品"']


def test_every_choice_offered_is_one_the_import_reads() -> None:
    for table in TABLES.values():
        for column in table.columns:
            assert all(word.lower() in column.codes for word in spellings(column))
            assert len(spellings(column)) == len(set(column.codes.values()))
