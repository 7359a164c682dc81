from __future__ import annotations

import datetime as dt
import struct
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from core.ingest.reading.sheets import Sheet, cell_text
from core.ingest.reading.sources import open_source
from tests.ingest.reading import only_sheet, records, refused, workbook


def test_workbook_cells_as_text(tmp_path: Path) -> None:
    values = [
        1,
        2.5,
        3.0,
        123456789012345,
        1.23e17,
        True,
        dt.datetime(2026, 3, 1, 9, 5, 7),
        dt.date(2026, 3, 1),
        "00123",
        None,
    ]
    sheet = only_sheet(workbook(tmp_path / "a.xlsx", [[f"c{i}" for i in range(10)], values]))
    assert records(sheet) == [
        (2, ["1", "2.5", "3", "123456789012345", "1.23E+17", "true", "2026-03-01 09:05:07", "2026-03-01", "00123", ""])
    ]


def test_banner_rows_empty_and_hidden_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, [["h", "v"], [1, 2]], [], [["客户群列表"], [], ["群ID", "人数"], ["g1", 5]], hidden=0)
    first, second = (item for item in open_source(path, "a.xlsx") if isinstance(item, Sheet))
    assert (first.sheet, second.sheet) == ("S3", "S1")
    assert records(first, 3) == [(4, ["g1", "5"])]
    assert only_sheet(path, sheet="S1").sheet == "S1"
    assert refused(path, sheet="nope").code == "missing_sheet"
    assert refused(path, sheet="S2").code == "empty_file"


def test_rows_above_the_first_cell_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["C5"], book.active["D5"], book.active["C6"], book.active["D6"] = "id", "n", "x", 7
    book.save(tmp_path / "a.xlsx")
    book.close()
    sheet = only_sheet(tmp_path / "a.xlsx")
    assert sheet.head[4] == ["", "", "id", "n"]
    assert records(sheet, 5) == [(6, ["", "", "x", "7"])]


def test_excel_errors_are_empty_cells(tmp_path: Path) -> None:
    sheet = only_sheet(workbook(tmp_path / "a.xlsx", [["a", "b"], ["#N/A", "#ok"]]))
    assert records(sheet) == [(2, ["", "#ok"])]


def test_typed_cells_as_text() -> None:
    floats = {
        1e15: "1E+15",
        0.1: "0.1",
        -2.0: "-2",
        1e-7: "1E-07",
        float("nan"): "",
        123456789012345678.0: "1.2345678901234568E+17",
    }
    assert {value: cell_text(value) for value in floats} == floats
    assert cell_text(Decimal("1E+3")) == "1000"
    assert cell_text(dt.timedelta(hours=25, minutes=1)) == "25:01:00"
    assert cell_text(dt.time(9, 5)) == "09:05:00"


def old_workbook(rows: list[list[str | float]]) -> bytes:
    """A minimal XLS file: BIFF8 records in a compound file of one stream."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    cells = b""
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            at = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                cells += record(0x0204, at + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                cells += record(0x0203, at + struct.pack("<d", value))
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0))
    name = record(0x0085, struct.pack("<IHBB", len(start) + 4 + 8 + 2 + 4, 0, 2, 0) + b"S1")
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0)) + cells + record(0x000A, b"")
    stream = (start + name + record(0x000A, b"") + sheet).ljust(4096, b"\0")
    end, free, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
    table = [0xFFFFFFFD, end, *range(3, 10), end]
    fat = struct.pack("<128I", *table, *[free] * (128 - len(table)))

    def entry(label: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = label.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<HBBIII", len(text), kind, 1, none, none, child)
        return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", first, size)

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, none, 2, len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    return header + fat + folder + stream


def test_a_damaged_old_workbook_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = old_workbook([["a"], [1.0]])
    at = data.index(struct.pack("<HH", 0x0085, 10)) + 4
    (tmp_path / "a.xls").write_bytes(data[:at] + struct.pack("<I", 4646) + data[at + 4 :])
    assert refused(tmp_path / "a.xls").code == "unreadable"
    capfd.readouterr()  # the reader tells its own fault on stderr


def test_old_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(old_workbook([["群ID", "人数"], ["00123", 5.0], ["g2", 2.5], ["g3", 1.23e17]]))
    sheet = only_sheet(path)
    assert (sheet.sheet, sheet.head[0]) == ("S1", ["群ID", "人数"])
    assert records(sheet) == [(2, ["00123", "5"]), (3, ["g2", "2.5"]), (4, ["g3", "1.23E+17"])]
