"""Every registered format reads its own made-up samples; the expected rows are written by hand."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.domain.problems import PROBLEMS
from core.domain.tables import TABLES
from core.errors import ImportRefused
from core.ingest.formats import all_formats
from core.ingest.profile import normalise_header
from core.ingest.recognition.formats_table import formats_markdown, headers_markdown
from tests.ingest.expected_groups import GROUPS
from tests.ingest.expected_trade import TRADE
from tests.ingest.sample_reading import HASH, SAMPLES, Row, read

EXPECTED = GROUPS | TRADE
REFUSED = {"youzan_customers/客户列表.csv": "nothing_to_keep"}
TOLD = {"orders_pinduoduo/拼多多订单.csv": "no_buyer", "chat_chatlog/chatlog.csv": "includes_staff"}


def ordered(lines: Sequence[Row]) -> list[str]:
    return sorted(str(sorted(line.items())) for line in lines)


def test_every_format_has_a_sample_with_an_expected_result() -> None:
    files = {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file()}
    assert files == set(EXPECTED) | set(REFUSED)
    assert {form.name for form in all_formats()} == {file.split("/")[0] for file in files}


@pytest.mark.parametrize("file", EXPECTED)
def test_sample_is_read_as_written_by_hand(file: str, tmp_path: Path) -> None:
    outcome = read(SAMPLES / file, tmp_path)
    assert file.split("/")[0] in outcome.formats
    assert [part.table for part in outcome.outputs] == [part.table for part in EXPECTED[file]]
    for taken, expected in zip(outcome.outputs, EXPECTED[file], strict=True):
        assert ordered(taken.rows) == ordered(expected.rows)
        assert dict(taken.skipped) == dict(expected.skipped)
        assert taken.rejected == expected.rejected
        assert taken.loaded == (expected.loaded if expected.loaded is not None else len(expected.rows))
        assert taken.rows_in == taken.loaded + sum(taken.skipped.values()) + taken.rejected
        assert expected.rows_in in (None, taken.rows_in)
        assert (taken.snapshot, taken.day) == (expected.snapshot, expected.day)
    assert TOLD.get(file, "no_such_code") in {*outcome.problems, "no_such_code"}
    assert outcome.problems <= set(PROBLEMS)


@pytest.mark.parametrize("file", REFUSED)
def test_known_exports_with_nothing_to_keep_are_refused(file: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(SAMPLES / file, tmp_path)
    assert refused.value.code == REFUSED[file]
    assert file.split("/")[1] in refused.value.text.zh


def test_rosters_and_shops_leave_the_ids_that_join_them(tmp_path: Path) -> None:
    roster = read(SAMPLES / "wecom_roster/groupchat_get_20260302.json", tmp_path).identities
    assert {("wmEXT1", "unionid", "oUNION1"), ("wmEXT1", "external_userid", "wmEXT1")} <= roster
    tmall = read(SAMPLES / "orders_tmall/ExportOrderList.csv", tmp_path).identities
    assert ("tb_anna", "phone", HASH.digest("phone", "13800000001")) in tmall
    assert ("tb_anna", "buyer_nick", "tb_anna") in tmall
    assert not [row for row in tmall if row[2] in ("安娜", "13800000001", "a@example.com")]


def test_the_sheet_that_the_pages_ask_for_is_read_whole(tmp_path: Path) -> None:
    """Its headers are the words of the empty Overview and Data pages; no date in its name."""
    sheet = tmp_path / "我们的群.csv"
    sheet.write_bytes("群名称,群主,人数,创建日期,最后发言\r\n一店,王敏,12,2026/1/5,2026/2/1 9:05\r\n".encode("gbk"))
    groups, daily = read(sheet, tmp_path).outputs
    assert (groups.rows[0]["created_on"], groups.rows[0]["last_message_on"]) == ("2026-01-05", "2026-02-01")
    assert daily.rows[0]["members"] == "12"


def test_levels_never_become_flows() -> None:
    flows = {normalise_header(n) for n in ("new_member_cnt", "new_chat_cnt", "客户群新增群人数", "新增客户群数量")}
    for form in all_formats():
        for part in form.parts:
            taken = {normalise_header(name) for names in part.columns.values() for name in names}
            assert not taken & flows, form.name


def test_rates_are_not_read_as_counts() -> None:
    ads = next(form for form in all_formats() if form.name == "ads_daily")
    assert not [name for part in ads.parts for names in part.columns.values() for name in names if "率" in name]


def test_a_name_of_a_file_keeps_its_format_after_a_browser_numbered_it(tmp_path: Path) -> None:
    copy = tmp_path / "ExportOrderList (3).csv"
    shutil.copy(SAMPLES / "orders_tmall/ExportOrderList.csv", copy)
    assert read(copy, tmp_path).formats == ["orders_tmall"]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_lists_every_format_and_the_headers_the_code_answers_to(readme: str) -> None:
    text = (Path(__file__).parents[2] / readme).read_text(encoding="utf-8")
    assert formats_markdown() in text
    assert headers_markdown() in text


def test_listed_headers_are_complete() -> None:
    listed = headers_markdown().splitlines()[2:]
    assert len(listed) == len(TABLES)
    for line, table in zip(listed, TABLES.values(), strict=True):
        assert all(alias in line for column in table.columns for alias in column.aliases)
        assert all((f"**{column.name}**" in line) == column.required for column in table.columns)
