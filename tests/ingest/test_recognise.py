"""What a file is: header rows after titles, names against headers, remembered shapes, refusals that help."""

from __future__ import annotations

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest

from core.domain.tables import TABLES
from core.errors import ImportRefused
from core.ingest.formats.canonical import table_of_name
from core.ingest.profile import Profile, header_signature
from core.ingest.reading.sheets import Sheet, rows_sheet
from core.ingest.recognition.readings import readings
from core.ingest.recognition.recognise import Recognised, recognise

ZONE = ZoneInfo("Asia/Shanghai")


def sheet(header: str, *lines: str, name: str = "file.csv", titles: Sequence[str] = ()) -> Sheet:
    """A sheet from comma-separated lines, the titles above the header."""
    records = [line.split(",") for line in (*titles, header, *lines)]
    return rows_sheet(name, None, records[0], records[1:])


def tables(found: Recognised) -> list[str]:
    return [profile.table for profile in found.profiles]


def refusal(source: Sheet, table: str | None = None) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        recognise(source, table=table)
    return refused.value


@pytest.mark.parametrize("table", TABLES)
def test_each_canonical_table_is_known_by_its_english_and_its_chinese_headers(table: str) -> None:
    columns = TABLES[table].columns
    english = ",".join(column.name for column in columns)
    chinese = ",".join(column.aliases[0] if column.aliases else column.name for column in columns)
    for header in (english, chinese):
        found = recognise(sheet(header, "x"))
        assert tables(found) == [table]
        assert set(found.profiles[0].columns) == {column.name for column in columns}


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("orders.csv", "orders"),
        ("orders_2.csv", "orders"),
        ("orders (3).csv", "orders"),
        ("orders(3).xlsx", "orders"),
        ("Orders_2026-03-01.csv.gz", "orders"),
        ("a.zip/export/group_daily.csv", "group_daily"),
        ("member_daily-1.parquet", "member_daily"),
        ("群每日.csv", None),
        ("group_daily_members.csv", None),
        ("my_orders.csv", None),
        ("orders_old.csv", None),
    ],
)
def test_file_names_that_are_a_table(name: str, table: str | None) -> None:
    assert table_of_name(name) == table


def test_name_wins_over_headers_when_its_required_columns_are_there() -> None:
    header = "group_id,group_name,user_id,joined_at,role"
    assert tables(recognise(sheet(header, name="upload.csv"))) == ["members"]
    assert tables(recognise(sheet(header, name="groups.csv"))) == ["groups"]
    assert tables(recognise(sheet(header, name="orders.csv"))) == ["members"]


def test_table_option_restricts_and_says_what_is_missing() -> None:
    header = "group_id,user_id,joined_at,role"
    assert tables(recognise(sheet(header), table="groups")) == ["groups"]
    refused = refusal(sheet(header), table="orders")
    assert refused.code == "missing_columns"
    assert refused.details["lacking"] == {"orders": ["order_id", "paid_at", "amount"]}
    assert "付款时间" in refused.text.zh


def test_table_option_takes_only_that_table_of_a_vendor_file() -> None:
    header = "群ID,群名称,群主,客户人数,今日入群,今日退群,今日消息"
    assert tables(recognise(sheet(header, name="20260301.csv"))) == ["groups", "group_daily"]
    assert tables(recognise(sheet(header, name="20260301.csv"), table="group_daily")) == ["group_daily"]


def test_two_tables_that_match_equally_well_are_a_question() -> None:
    header = "user_id,group_id,day,messages,joined_at"
    refused = refusal(sheet("user_id,group_id,answered_at,score,joined_at,role"))
    assert refused.code == "two_tables_match"
    assert refused.details["tables"] == ["members", "satisfaction"]
    assert "--table members" in refused.todo.en
    assert tables(recognise(sheet(header))) == ["member_daily"]
    assert tables(recognise(sheet("user_id,group_id,answered_at,score,joined_at,role"), table="members")) == ["members"]


def test_header_after_titles_and_blank_rows() -> None:
    titles = ["客户群报表,,", ",,", "导出时间: 2026-03-05 10:00,,"]
    found = recognise(sheet(" 群ID ,群名称,群主,群人数,今日入群,今日退群", "g", titles=titles))
    assert found.header_row == 4
    assert found.profiles[1].day_from == "title"
    assert found.profiles[0].columns["group_id"] == "群ID"


def test_header_beyond_row_30_is_not_looked_for() -> None:
    assert refusal(sheet("order_id,user_id,paid_at,amount", titles=["x"] * 30)).code == "unknown_format"
    assert recognise(sheet("order_id,user_id,paid_at,amount", titles=["x"] * 29)).header_row == 30


def test_brackets_width_and_case_of_headers_do_not_matter() -> None:
    found = recognise(sheet("日期,计划名称,消耗（元）,展示数,点击数,点击率（%）", "2026-03-01,a,1,2,3,4"))
    assert tables(found) == ["funnel_daily", "funnel_daily", "costs"]
    assert found.profiles[1].columns["people"] == "点击数"
    assert found.profiles[2].columns["amount"] == "消耗（元）"


def test_click_rate_is_no_click_count() -> None:
    refused = refusal(sheet("日期,计划名称,展示数,点击率", "2026-03-01,a,1,2"))
    assert refused.code == "unknown_format"


def test_snapshot_without_any_day_is_a_question() -> None:
    refused = refusal(sheet("群ID,群名称,群主,客户人数,今日入群,今日退群", "g,n,o,1,0,0", name="客户群导出.csv"))
    assert refused.code == "no_day"


def test_snapshot_with_a_day_column_uses_it() -> None:
    found = recognise(sheet("群ID,群名称,群主,客户人数,今日入群,今日退群,统计日期", "g,n,o,1,0,0,2026-03-01"))
    assert found.profiles[1].day_from is None
    assert found.profiles[1].columns["day"] == "统计日期"


def test_level_of_a_group_list_without_day_is_left_out_not_guessed() -> None:
    header = "group_id,name,owner,create_time,member_count,is_dismissed,dismissed_at"
    assert tables(recognise(sheet(header))) == ["groups"]
    assert tables(recognise(sheet(header, name="list_2026-03-01.json"))) == ["groups", "group_daily"]


def test_remembered_header_comes_first_and_in_any_order_of_columns() -> None:
    mine = Profile(
        name="mine", table="orders", columns={"order_id": "单", "user_id": "人", "paid_at": "时", "amount": "钱"}
    )
    remembered = {header_signature(["单", "人", "时", "钱"]): (mine,)}
    found = recognise(sheet("钱, 时,人,单", titles=["日报,,,"]), remembered=remembered)
    assert (found.header_row, found.format, found.profiles) == (2, None, (mine,))
    reading = next(readings(sheet("钱,时,人,单"), remembered=remembered, zone=ZONE))
    assert (reading.hand_made, reading.format) == (True, "mine")
    assert refusal(sheet("钱,时,人,单")).code == "unknown_format"


def test_unknown_file_names_its_headers_and_the_nearest_tables_without_personal_data() -> None:
    refused = refusal(sheet("订单号,用户ID,商品,13800000001,a@example.com,330011223344556677", "1,2,3,4,5,6"))
    assert refused.code == "unknown_format"
    assert refused.details["found"] == ["订单号", "用户ID", "商品", "***", "***", "***"]
    lacking = refused.details["lacking"]
    assert isinstance(lacking, dict)
    assert lacking["orders"] == ["paid_at", "amount"]
    assert "13800000001" not in str(refused) + refused.text.zh
    assert "--table" in refused.todo.zh
    assert "--profile" in refused.todo.zh


def test_one_group_column_among_many_is_not_a_group_list() -> None:
    assert refusal(sheet("群ID,a,b,c,d,e", "1,2,3,4,5,6")).code == "unknown_format"


def test_empty_sheet_is_refused() -> None:
    assert refusal(sheet(",,")).code == "empty_file"


def test_computed_columns_stand_after_the_files_own_and_only_where_used() -> None:
    found = recognise(
        sheet(
            "订单号,下单帐号,付款确认时间,应付金额,订单状态",
            "1,jd_a,2026-03-01 10:00,5,完成",
            "2,a***b,2026-03-01 11:00,6,完成",
        )
    )
    assert found.sheet.head[0][-1] == "下单账号(计)"
    batch = next(iter(found.sheet.batches(1)))
    assert batch.cells.column(5).to_pylist() == ["jd_a", "2"]
    assert "下单账号" in found.also_used


def test_corrected_rejected_rows_are_computed_afresh() -> None:
    header = "订单号,下单帐号,付款确认时间,应付金额,下单账号(计),原因 reason"
    found = recognise(sheet(header, "1,jd_right,2026-03-01 10:00,5,jd_wrong,付款确认时间"))
    assert found.sheet.head[0][4:] == ["下单账号(计)(旧)", "原因 reason", "下单账号(计)"]
    assert found.profiles[0].columns["user_id"] == "下单账号(计)"
    assert next(iter(found.sheet.batches(1))).cells.column(6).to_pylist() == ["jd_right"]


@pytest.mark.parametrize(
    "fault",
    [
        {"values": 7}, {"values": {"amount": 5}}, {"derive": 5}, {"skip_values": {"k": 5}}, {"header_row": "abc"},
        {"header_row": 0}, {"date_format": 5}, {"encoding": 5}, {"keywords": 5}, {"columns": {"order_id": 1}},
        {"build": {"order_id": ["nope"]}}, {"number": "user_id"}, {"snapshot": ["nope"]},
        {"identities": {"bogus": "x"}},
        {"id_kind": "bogus"}, {"day_from": "nope"}, {"colums": {}}, {"skip_empty": "amount"},
    ],
)  # fmt: skip
def test_a_faulty_profile_names_its_fault(fault: dict[str, object]) -> None:
    good = {"name": "n", "table": "orders", "columns": {"order_id": "a", "user_id": "b", "paid_at": "c", "amount": "d"}}
    assert Profile.from_json(json.dumps(good)).table == "orders"
    with pytest.raises(ImportRefused) as refused:
        Profile.from_json(json.dumps(good | fault))
    assert refused.value.code == "bad_profile"
    assert any(str(key) in refused.value.text.en for key in (*fault, "id_kind"))
