"""Lists as files: nothing lost, nothing run by a spreadsheet, one part per owner."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from core.codec.listing import Field, Listing, split_text, to_csv
from core.codec.workbook import split_by_owner, to_xlsx
from core.i18n import Text

FIELDS = (
    Field("name", Text("群名称", "Group")),
    Field("id", Text("群 ID", "Group id"), "id"),
    Field("owner", Text("群主", "Owner")),
    Field("size", Text("客户数", "Customers"), "count"),
    Field("last", Text("最后发言", "Last message"), "day"),
    Field("at", Text("时间", "Time"), "time"),
    Field("cost", Text("费用", "Cost"), "money"),
    Field("share", Text("占比", "Share"), "share"),
)
ROWS = (
    ("华东-实体-017", "00012345678901234567", "王敏", 312, date(2026, 3, 1), None, Decimal("12.50"), 0.25),
    ("=cmd|'/c calc'!A1", "g2", "李/强", 8, None, datetime(2026, 3, 1, 9, 5), None, None),
    ("c", "g3", "王敏", None, None, None, None, None),
    ("d", "g4", None, 1, None, None, None, None),
)
SILENT = Listing("silent", Text("沉默的群", "Silent groups"), FIELDS, ROWS, owner="owner")


def sheets(data: bytes) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book}


def test_csv_holds_every_cell_and_no_formula() -> None:
    text = to_csv(SILENT, "zh").decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == ["群名称", "群 ID", "群主", "客户数", "最后发言", "时间", "费用", "占比"]
    assert rows[0] == ["华东-实体-017", "00012345678901234567", "王敏", "312", "2026-03-01", "", "12.50", "0.25"]
    assert rows[1][0] == "'=cmd|'/c calc'!A1"
    assert rows[1][5] == "2026-03-01T09:05:00"
    assert len(rows) == 4


def test_xlsx_has_typed_cells_text_as_text_and_long_ids_whole() -> None:
    (rows,) = sheets(to_xlsx(SILENT, "en")).values()
    assert rows[0][:3] == ["Group", "Group id", "Owner"]
    assert rows[1][:4] == ["华东-实体-017", "00012345678901234567", "王敏", 312]
    assert rows[1][4] == datetime(2026, 3, 1)
    assert rows[2][0] == "=cmd|'/c calc'!A1"
    cell = openpyxl.load_workbook(io.BytesIO(to_xlsx(SILENT, "en"))).active["A3"]
    assert cell.data_type == "s"  # a string, not a formula


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_split_by_owner_loses_no_row(lang: str) -> None:
    parts = sheets(split_by_owner(SILENT, lang))
    assert sum(len(rows) - 1 for rows in parts.values()) == len(ROWS)
    assert list(parts)[:2] == ["王敏", "李 强"]  # a sheet name may hold no slash
    assert [row[1] for row in parts["王敏"][1:]] == ["00012345678901234567", "g3"]


def test_sheet_names_differ_also_where_excel_sees_no_difference() -> None:
    rows = tuple((name, "g", name, 1, None, None, None, None) for name in ("a" * 40, "A" * 40, "a" * 31, "", "[]"))
    names = list(sheets(split_by_owner(Listing("x", Text("x", "x"), FIELDS, rows, owner="owner"), "en")))
    assert len(names) == 5
    assert len({name.lower() for name in names}) == 5
    assert all(len(name) <= 31 for name in names)


def test_text_for_an_owner_says_who_how_many_and_which() -> None:
    text = split_text(SILENT, "zh", ["name", "size", "last"])
    assert text.split("\n\n")[0] == "【王敏】沉默的群：2 个\n1. 华东-实体-017，客户数 312，最后发言 2026-03-01\n2. c"
    assert text.endswith("【（无群主）】沉默的群：1 个\n1. d，客户数 1")


def test_a_row_of_another_length_is_a_programming_error() -> None:
    with pytest.raises(AssertionError):
        Listing("x", Text("x", "x"), FIELDS, (("a",),))


def test_a_field_can_be_left_out_with_its_cells() -> None:
    shown = Listing("l", Text("表", "List"), (Field("a", Text("甲", "A")), Field("b", Text("乙", "B"))), (("x", 1),))
    assert shown.without("a").rows == ((1,),)
    assert [field.name for field in shown.without("a").fields] == ["b"]
