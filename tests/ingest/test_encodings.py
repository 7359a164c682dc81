from __future__ import annotations

import codecs
import io
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ImportRefused
from core.ingest.reading import encodings
from core.ingest.reading.encodings import Encoding, find_encoding, utf8_blocks
from tests.ingest.reading import only_sheet, records, refused

TEXT = "订单号,群名称,金额\n00123,华东福利群①,12.50\n00124,“客户”——一群,7\n"
TRADITIONAL = (
    "訂單編號,買家會員名稱,實際支付金額,訂單狀態\n" + "9001,臺北市大安區王小姐,一百二十元,交易成功,已經收到貨物\n" * 20
)


def found(data: bytes, given: str | None = None) -> Encoding:
    return find_encoding(lambda: io.BytesIO(data), "a.csv", given)


def decoded(data: bytes, encoding: Encoding) -> str:
    return b"".join(utf8_blocks(lambda: io.BytesIO(data), "a.csv", encoding)).decode()


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (b"a,b\n1,2\n", "utf-8"),
    ],
)
def test_encodings_are_found_and_decoded_without_the_mark(stored: bytes, name: str) -> None:
    encoding = found(stored)
    assert (encoding.name, encoding.sure) == (name, True)
    assert decoded(stored, encoding) == ("a,b\n1,2\n" if stored.startswith(b"a,b") else TEXT)


def test_big5_also_decodes_as_gb18030_so_it_is_not_sure() -> None:
    stored = TRADITIONAL.encode("big5")
    encoding = found(stored)
    assert (encoding.name, encoding.sure) == ("gb18030", False)
    assert decoded(stored, found(stored, "big5")) == TRADITIONAL


def test_a_given_encoding_wins_and_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TRADITIONAL.encode("big5"))
    sheet = only_sheet(path, encoding="Big5")
    assert sheet.head[0][0] == "訂單編號"
    path.write_bytes(TEXT.encode("gb18030"))
    assert refused(path, encoding="utf-8").code == "bad_encoding"
    for nonsense in ("klingon", "zip", "rot13"):
        assert refused(path, encoding=nonsense).code == "bad_encoding"


def test_given_utf16_takes_its_byte_order_from_the_mark() -> None:
    assert found(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16") == Encoding("utf-16-be", True, 2)
    assert found(codecs.BOM_UTF8 + b"a", "utf-8") == Encoding("utf-8", True, 3)
    assert found(TEXT.encode("gbk", "ignore"), "gbk").name == "gb18030"


def test_chinese_after_much_ascii_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "BLOCK", 4096)
    stored = b"id,name\n" + b"1,plain\n" * 5000 + "2,福利群\n".encode("gb18030")
    encoding = found(stored)
    assert encoding.name == "gb18030"
    assert decoded(stored, encoding).endswith("2,福利群\n")


@pytest.mark.parametrize("at", [3, 4000])
def test_damaged_utf8_is_refused_naming_its_line(tmp_path: Path, at: int) -> None:
    lines = ["编号,群名称".encode()] + ["1,华东福利群".encode()] * 5000
    lines[at] = b"2,\xe5\xbb"
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n".join(lines))
    error = refused(path)
    assert (error.code, error.details["line"]) == ("bad_encoding", at + 1)


def test_damaged_gb18030_is_refused_naming_its_line(tmp_path: Path) -> None:
    lines = ["编号,群名称".encode("gb18030")] + ["1,华东福利群".encode("gb18030")] * 50_000
    lines[40_000] = b"2,\xff\xff"
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n".join(lines))
    error = refused(path)
    assert (error.code, error.details["line"]) == ("bad_encoding", 40_001)


def test_a_file_cut_inside_a_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        path.write_bytes((TEXT + "群").encode(encoding)[:-1])
        assert refused(path, encoding=encoding).code == "bad_encoding"


def test_zero_bytes_are_left_out_of_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 200 + b"3,\x004\n")
    assert records(only_sheet(path))[-1] == (202, ["3", "4"])


@settings(max_examples=80, deadline=None)
@given(st.text("aé中𠀀\r\n,", max_size=40), st.sampled_from(["utf-8", "gb18030", "utf-16-le"]), st.integers(1, 9))
def test_blocks_join_to_the_text_and_never_cut_a_character_or_line_break(text: str, name: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "BLOCK", size)
        blocks = list(utf8_blocks(lambda: io.BytesIO(text.encode(name)), "a.csv", Encoding(name)))
    assert b"".join(blocks).decode() == text
    for block, following in itertools.pairwise(blocks):
        block.decode()
        assert not (block.endswith(b"\r") and following.startswith(b"\n"))


def test_lone_surrogates_are_not_text() -> None:
    with pytest.raises(ImportRefused):
        decoded(b"a\x00\x00\xd8b\x00", Encoding("utf-16-le"))
