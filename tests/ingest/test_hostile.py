from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from core.ingest.reading import archives, workbooks
from tests.ingest.reading import refused


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.save(out)
    book.close()
    return out.getvalue()


def changed_xlsx(path: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(io.BytesIO(xlsx())) as package:
        members = {name: package.read(name) for name in package.namelist()}
    assert old in members[part]
    members[part] = members[part].replace(old, new)
    return zipped(path, members)


@pytest.mark.parametrize(
    "content",
    [b'a,b\n1,"never closed\n2,3\n', b'a,b\n"' + b"x,y\n" * 1000],
)
def test_a_quote_that_never_closes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    error = refused(path)
    assert (error.code, error.details["row"]) == ("unclosed_quote", 2)


@pytest.mark.parametrize(
    "row",
    [b"1," + b"x" * (2 << 20), b'1,"' + b"x\n" * (1 << 20) + b'"', b"1," * (3 << 20), b'"1",' * (2 << 20)],
    ids=["cell", "quoted cell", "row", "quoted row"],
)
@pytest.mark.parametrize("before", [0, 100])
def test_endless_cells_and_rows(tmp_path: Path, row: bytes, before: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * before + row + b"\n1,2\n")
    assert refused(path).code in ("endless_cell", "too_large")


def test_a_file_without_any_line_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * (6 << 20))
    assert refused(path).code == "endless_cell"


@pytest.mark.parametrize("content", [b"", b"\n\n,,\n", b"\xef\xbb\xbf"])
def test_empty_files(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refused(path).code == "empty_file"


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(range(256)) * 40, b"MZ" + bytes(4000)]
)
def test_binary_files_are_not_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refused(path).code == "unreadable"


def test_a_web_page_named_xls(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"<html><table><tr><td>1</td></tr></table></html>")
    assert "HTML" in refused(path).text.en


# --- archives -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inner", ["b.zip", "b.csv.gz", "b.7z", "b.csv"])
def test_nested_archives(tmp_path: Path, inner: str) -> None:
    content = (
        gzip.compress(b"a,b\n") if inner.endswith((".gz", ".csv")) else zipped(tmp_path / "x", {"a": b"b"}).read_bytes()
    )
    assert refused(zipped(tmp_path / "a.zip", {inner: content})).code == "nested_archive"


def test_gzip_of_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    for content in (zipped(tmp_path / "x", {"a.csv": b"a,b\n"}).read_bytes(), gzip.compress(b"a,b\n1,2\n")):
        path.write_bytes(gzip.compress(content))
        assert refused(path).code == "nested_archive"


def test_zip_bombs_by_declared_size(tmp_path: Path) -> None:
    assert refused(zipped(tmp_path / "a.zip", {"a.csv": b"0" * (64 << 20)})).code == "zip_bomb"


def test_zip_bombs_by_number_of_members(tmp_path: Path) -> None:
    assert refused(zipped(tmp_path / "a.zip", {f"{i}.csv": b"a,b\n" for i in range(1002)})).code == "zip_bomb"


def test_gzip_bombs_by_what_they_really_inflate_to(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * (12 << 20)))
    assert refused(path).code == "zip_bomb"


def test_total_limit_counts_real_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", 1000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 1000))
    assert refused(path).code == "zip_bomb"
    assert refused(zipped(tmp_path / "a.zip", {"a.csv": b"1,2\n" * 200, "b.csv": b"1,2\n" * 200})).code == "zip_bomb"


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": b"a,b\n" + b"1,2\n" * 5000})
    data = path.read_bytes()
    true, false = struct.pack("<I", 20_004), struct.pack("<I", 100)
    assert data.count(true) == 2
    path.write_bytes(data.replace(true, false))
    assert refused(path).code == "unreadable"


def test_truncated_archives(tmp_path: Path) -> None:
    rows = b"".join(b"%d,%d\n" % (i, i * i) for i in range(30_000))
    packed = gzip.compress(rows)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(packed[: len(packed) // 2])
    assert refused(path).code == "unreadable"
    whole = zipped(tmp_path / "b.zip", {"a.csv": rows}).read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[: len(whole) // 2])
    assert refused(tmp_path / "b.zip").code == "unreadable"
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    (tmp_path / "b.zip").write_bytes(damaged)
    assert refused(tmp_path / "b.zip").code == "unreadable"


def test_encrypted_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": b"a,b\n1,2\n"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refused(path).code == "encrypted"


# --- workbooks and JSON ---------------------------------------------------------------------------------------------


def test_an_entity_bomb_in_a_workbook(tmp_path: Path) -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = changed_xlsx(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", b"<worksheet", entities + b"<worksheet")
    assert refused(path).code == "xml_bomb"


@pytest.mark.parametrize("corner", [b'r="XFD1048576"', b"r='XFD1048576'"])
def test_one_cell_in_the_far_corner_fills_no_memory(tmp_path: Path, corner: bytes) -> None:
    path = changed_xlsx(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", b'r="B2"', corner)
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").replace(b'<row r="2"', b'<row r="1048576"')
        members = {name: package.read(name) for name in package.namelist()} | {"xl/worksheets/sheet1.xml": sheet}
    assert refused(zipped(path, members)).code == "too_large"


def test_a_workbook_that_inflates_too_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    padding = b"<!--" + b" " * (40 << 20) + b"-->"
    path = changed_xlsx(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", b"<sheetData", padding + b"<sheetData")
    assert refused(path).code == "zip_bomb"
    monkeypatch.setattr(workbooks, "MAX_BYTES", 100)
    (tmp_path / "b.xlsx").write_bytes(xlsx())
    assert refused(tmp_path / "b.xlsx").code == "zip_bomb"


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    data = xlsx()
    path = tmp_path / "a.xlsx"
    for end in (40, len(data) // 2, len(data) - 30):
        path.write_bytes(data[:end])
        assert refused(path).code == "unreadable"
    path.with_suffix(".xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refused(path.with_suffix(".xls")).code == "unreadable"


@pytest.mark.parametrize("bomb", [b"[" * 200_000, b'{"a":' * 200_000, b"[" * 200_000 + b"]" * 200_000])
def test_json_depth_bombs(tmp_path: Path, bomb: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(bomb)
    assert refused(path).code == "too_deep"


def test_giant_json_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'[{"a": ' + b"9" * 10_000 + b"}]")
    assert refused(path).code == "bad_json"


def test_damaged_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    assert refused(path).code == "unreadable"
