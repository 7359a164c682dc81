from __future__ import annotations

import datetime as dt
import gzip
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.ingest.reading.sheets import Document, Sheet, rows_sheet
from core.ingest.reading.sources import open_source
from tests.ingest.reading import only_sheet, overlong, records, refused, text, workbook

# --- JSON, Parquet, archives ----------------------------------------------------------------------------------------


def test_a_list_of_flat_objects_is_a_sheet_with_all_digits(tmp_path: Path) -> None:
    content = '[{"id": 12345678901234567890, "v": 1.10, "ok": true}, {"id": "x", "new": null, "e": 1.5E+20}]'
    sheet = text(tmp_path, content, "a.json")
    assert sheet.head[0] == ["id", "v", "ok", "new", "e"]
    assert records(sheet) == [
        (2, ["12345678901234567890", "1.10", "true", "", ""]),
        (3, ["x", "", "", "", "1.5E+20"]),
    ]


def test_json_lines_with_any_name(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.txt"):
        sheet = text(tmp_path, '{"a": 1, "b": "中"}\n\n{"a": 2}\n', name)
        assert records(sheet) == [(2, ["1", "中"]), (3, ["2", ""])]
    assert records(text(tmp_path, '{"a": 1}\n', "a.jsonl")) == [(2, ["1"])]


def test_nested_json_is_a_document(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"errcode": 0, "group_chat": {"member_list": [{"userid": "a", "join_time": 1772327100}]}}')
    (document,) = open_source(path, "a.json")
    assert isinstance(document, Document)
    assert document.document["group_chat"]["member_list"][0]["join_time"] == 1772327100


def test_broken_json_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1},\n{"a": 2},\n{"a": }]')
    error = refused(path)
    assert (error.code, error.details["line"]) == ("bad_json", 3)


def test_parquet_as_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": ["001", None],
            "at": pa.array([dt.datetime(2026, 3, 1, 9, 5, 7), None], pa.timestamp("us")),
            "n": [1.0, 2.5],
            "amount": pa.array([Decimal("1.10"), Decimal("-3.00")], pa.decimal128(18, 2)),
            "ok": [True, None],
            "kind": pa.array(["a", "b"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    sheet = only_sheet(tmp_path / "a.parquet")
    assert sheet.head[0] == table.column_names
    (_, first), (row, second) = records(sheet)
    assert first[0] == "001"
    assert first[1].startswith("2026-03-01 09:05:07")
    assert first[2:] == ["1", "1.10", "true", "a"]
    assert (row, second) == (3, ["", "", "2.5", "-3.00", "", "b"])


def test_archives_of_everything(tmp_path: Path) -> None:
    book = workbook(tmp_path / "b.xlsx", [["a"], [1]])
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export/orders.csv", "a,b\n1,2\n")
        archive.writestr("../../etc/群 名.csv", "a,b\n3,4\n")
        archive.writestr("__MACOSX/._orders.csv", "junk")
        archive.writestr("list.json", json.dumps([{"a": 5, "b": 6}]))
        archive.write(book, "b.xlsx")
    found = {item.file: records(item) for item in open_source(path, "周报.zip") if isinstance(item, Sheet)}
    assert found == {
        "周报.zip/b.xlsx": [(2, ["1"])],
        "周报.zip/etc/群 名.csv": [(2, ["3", "4"])],
        "周报.zip/export/orders.csv": [(2, ["1", "2"])],
        "周报.zip/list.json": [(2, ["5", "6"])],
    }


def test_gbk_names_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    plain = "qunlist.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(plain, "a,b\n1,2\n")
    name = "群列表1.csv".encode("gb18030")
    assert len(name) == len(plain)
    path.write_bytes(path.read_bytes().replace(plain.encode(), name))
    assert only_sheet(path).file == "a.zip/群列表1.csv"


def test_gzip_of_csv_and_of_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress("编号,名称\n1,群\n".encode("gb18030")))
    sheet = only_sheet(tmp_path / "a.csv.gz")
    assert (sheet.file, sheet.encoding, records(sheet)) == ("a.csv.gz", "gb18030", [(2, ["1", "群"])])
    book = workbook(tmp_path / "b.xlsx", [["a"], [1]])
    (tmp_path / "b.xlsx.gz").write_bytes(gzip.compress(book.read_bytes()))
    assert records(only_sheet(tmp_path / "b.xlsx.gz")) == [(2, ["1"])]


def test_rows_in_memory_are_a_sheet() -> None:
    sheet = rows_sheet("chat.csv", None, ["群", "数"], iter([["a", 1], ["b"], ["c", None, "x"]]))
    assert records(sheet) == [(2, ["a", "1"]), (3, ["b", ""]), (4, ["c", ""])]
    assert overlong(sheet) == [4]


# --- real files -----------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "encoding", "delimiter", "header_row", "first_header", "rows"),
    [
        ("cn_messy_exports/alipay_example-alipay-records.csv", "gb18030", ",", 25, "交易时间", 10),
        ("cn_messy_exports/jd_example-jd-records.csv", "utf-8", ",", 22, "交易时间", 26),
        ("cn_messy_exports/mt_example-mt-records.csv", "utf-8", ",", 20, "交易创建时间", 29),
        ("cn_messy_exports/wechat_example-wechat-records.csv", "utf-8", ",", 17, "交易时间", 27),
        ("cdnow_orders/CDNOW_master.txt.gz", "utf-8", "spaces", 1, "customer_id", 69_659),
        ("receipt_permit_funnel/receipt.csv.gz", "utf-8", ",", 1, "case:channel", 8_577),
        ("A_rladies_dev_slice/group_daily_members.csv", "utf-8", ",", 1, "date", 35_545),
    ],
)
def test_real_exports(
    shared: Path, file: str, encoding: str, delimiter: str, header_row: int, first_header: str, rows: int
) -> None:
    sheet = only_sheet(shared / file)
    assert (sheet.encoding, sheet.encoding_sure, sheet.delimiter) == (encoding, True, delimiter)
    assert sheet.head[header_row - 1][0].strip() == first_header
    assert len(records(sheet, header_row)) == rows
    assert overlong(sheet, header_row) == []
