from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ImportRefused
from core.ingest.reading import delimited, encodings
from core.ingest.reading.delimited import text_sheet
from tests.ingest.reading import overlong, records, refused, text


@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";"])
def test_delimiters_are_found_below_title_lines(tmp_path: Path, delimiter: str) -> None:
    body = "\n".join(delimiter.join(row) for row in (["编号", "名称", "人数"], ["1", "a", "3"], ["2", "b;c"[:1], "4"]))
    sheet = text(tmp_path, f"导出时间：2026-03-01, 共 2 条\n\n{body}\n")
    assert sheet.delimiter == delimiter
    assert records(sheet, 3) == [(4, ["1", "a", "3"]), (5, ["2", "b", "4"])]


def test_a_tab_behind_every_time_is_no_delimiter(tmp_path: Path) -> None:
    sheet = text(tmp_path, "时间,金额,备注\n" + "2026-03-01 10:00:00\t,5,x\n" * 9)
    assert sheet.delimiter == ","
    assert records(sheet)[0] == (2, ["2026-03-01 10:00:00\t", "5", "x"])


def test_runs_of_blanks(tmp_path: Path) -> None:
    content = (
        " customer_id  date number_of_cds  dollar_value\r\n 00001 19970101  1   11.77\r\n 00002 19970112  5   2.00 \r\n"
    )
    for options in ({}, {"delimiter": "spaces"}):
        sheet = text(tmp_path, content, **options)
        assert sheet.delimiter == "spaces"
        assert sheet.head[0] == ["customer_id", "date", "number_of_cds", "dollar_value"]
        assert records(sheet)[1] == (3, ["00002", "19970112", "5", "2.00"])


def test_a_given_delimiter_wins(tmp_path: Path) -> None:
    assert text(tmp_path, "a;b,c\n1;2,3\n", delimiter=";").head == [["a", "b,c"], ["1", "2,3"]]
    path = tmp_path / "a.csv"
    for nonsense in ("", "ab", '"', "\n", "，", "x"):
        assert refused(path, delimiter=nonsense).code == "bad_delimiter"


def test_excels_sep_line_counts_as_a_record(tmp_path: Path) -> None:
    sheet = text(tmp_path, "sep=;\na;b\n1;2\n")
    assert sheet.delimiter == ";"
    assert records(sheet, 2) == [(3, ["1", "2"])]


def test_one_cell_per_line_is_never_split(tmp_path: Path) -> None:
    sheet = text(tmp_path, "用户ID\nwm1\nwm2\n")
    assert sheet.delimiter is None
    assert records(sheet) == [(2, ["wm1"]), (3, ["wm2"])]


def test_record_numbers_count_titles_blank_rows_and_quoted_line_breaks_once(tmp_path: Path) -> None:
    sheet = text(tmp_path, '标题\n\na,b\n1,"x\ny"\n\n,\n"2","z"\n')
    assert records(sheet, 3) == [(4, ["1", "x\ny"]), (5, ["", ""]), (6, ["", ""]), (7, ["2", "z"])]


def test_quirks_of_real_exports(tmp_path: Path) -> None:
    sheet = text(tmp_path, 'id,no,\n"3985734"\t,"129847129"\t,\n""\n"\t9001","a""b",\n1,2\n1,2,,,\n1,2,,extra\n')
    assert records(sheet) == [
        (2, ["3985734\t", "129847129\t", ""]),
        (3, ["", "", ""]),
        (4, ["\t9001", 'a"b', ""]),
        (5, ["1", "2", ""]),
        (6, ["1", "2", ""]),
        (7, ["1", "2", ""]),
    ]
    assert overlong(sheet) == [7]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, ending: str) -> None:
    sheet = text(tmp_path, ending.join(["a,b", "1,2", '3,"4', '5"', "", "6,7"]))
    assert records(sheet) == [(2, ["1", "2"]), (3, ["3", "4\n5"]), (4, ["", ""]), (5, ["6", "7"])]


def test_rows_shorter_than_the_header_throughout(tmp_path: Path) -> None:
    content = "a,b,c,d\n" + "1,2\n" * 5000 + "1,2,3,4\n" * 50 + "1,2,3,4,5\n"
    sheet = text(tmp_path, content)
    rows = records(sheet)
    assert (len(rows), rows[0], rows[5000], rows[-1]) == (
        5051,
        (2, ["1", "2", "", ""]),
        (5002, ["1", "2", "3", "4"]),
        (5052, ["1", "2", "3", "4"]),
    )
    assert overlong(sheet) == [5052]


def test_the_head_holds_sixty_records_and_a_sheet_can_be_read_twice(tmp_path: Path) -> None:
    sheet = text(tmp_path, "a,b\n" + "".join(f"{i},x\n" for i in range(100)))
    assert len(sheet.head) == 60
    assert records(sheet) == records(sheet)
    assert len(records(sheet)) == 100
    assert records(sheet, 80)[0] == (81, ["79", "x"])
    assert records(sheet, 500) == []


PIECES = [
    '"',
    '""',
    ",",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "a",
    "群",
    " ",
    '"x\ny"',
    '"q"\t',
    "a,b,c\n",
    "a,b\n",
    '"1","2","3"\n',
    "\n\n",
]


def oracle(content: str, width: int) -> tuple[list[tuple[int, list[str]]], list[int], bool]:
    """csv.reader's records after the first, which of them are overlong, and whether a quote stays open."""
    plain = content.replace("\r\n", "\n").replace("\r", "\n")
    lines, asked = io.StringIO(plain, newline=""), [0]

    def feed() -> Any:
        for line in lines:
            asked[0] += 1
            yield line
        if asked[0]:
            raise EOFError

    reader, found = csv.reader(feed()), []
    while True:
        asked[0] = 0
        try:
            found.append(next(reader))
        except StopIteration:
            break
        except EOFError:
            return [], [], True
    rows = [(at, (cells + [""] * width)[:width]) for at, cells in enumerate(found, 1)][1:]
    long = [at for at, cells in enumerate(found, 1) if at > 1 and any(c.strip() for c in cells[width:])]
    return rows, long, False


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from([1, 5, 40, 1 << 20]), st.booleans())
def test_reading_equals_csv_reader(body: str, block: int, wide: bool) -> None:
    content = ("h1,h2,h3\n" if wide else "h1\n") + body
    stored = content.encode()
    expected, long, is_open = oracle(content, 3 if wide else 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "BLOCK", block)
        patch.setattr(delimited, "_LOW_BYTES", max(1, block // 8))
        if is_open:
            with pytest.raises(ImportRefused, match="unclosed_quote"):
                records(text_sheet("a.csv", lambda: io.BytesIO(stored), delimiter=","))
            return
        sheet = text_sheet("a.csv", lambda: io.BytesIO(stored), delimiter=",")
        assert (records(sheet), overlong(sheet)) == (expected, long)
