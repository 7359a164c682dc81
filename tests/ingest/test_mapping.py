"""A profile applied to a sheet: which rows are data, what they become, and counts that add up."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.problems import PROBLEMS
from core.errors import ImportRefused
from core.ingest.mapping.dating import find_day
from tests.ingest.mapped import mapped, profile

ORDERS = {"order_id": "订单号", "user_id": "买家", "paid_at": "付款时间", "amount": "金额"}
HEADER = ("订单号", "买家", "付款时间", "金额")


def test_rows_are_typed_and_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    rows = [("001", "u1", "2026-03-01 09:05:07", "¥1,234.50"), ("", "", "", ""), ("002", "u2", "2026/3/2", "3.2万")]
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, rows, above=[("导出",), ()])
    assert result.column("order_id") == ["001", "002"]
    assert result.column("paid_at") == [dt.datetime(2026, 3, 1, 9, 5, 7), dt.datetime(2026, 3, 2)]
    assert result.column("paid_at_is_day") == [False, True]
    assert result.column("amount") == [Decimal("1234.50"), Decimal("32000.00")]
    assert result.column("_row") == [4, 6]
    assert result.output.rows_in == 2
    assert result.output.columns == ("order_id", "user_id", "paid_at", "amount")


@pytest.mark.parametrize(
    "word", ["合计", "总计：", "小计:", "合 计", "汇总", "合计金额", "Total", "grand total", "Subtotal:", "sub total"]
)
def test_totals_rows_are_left_out(tmp_path: Path, word: str) -> None:
    rows = [("1", "u", "2026-03-01", "5"), (word, "", "", "5"), ("", "", word, "5")]
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, rows)
    assert result.output.skipped == {"totals_row": 2}
    assert result.output.source_rows == 1


@pytest.mark.parametrize("word", ["合计群", "总计费用", "Total care", "totally"])
def test_a_text_that_only_contains_the_word_is_data(tmp_path: Path, word: str) -> None:
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, [(word, "u", "2026-03-01", "5")])
    assert (result.output.skipped, result.output.source_rows) == ({}, 1)


def test_a_note_that_says_total_is_no_totals_row_when_the_row_is_complete(tmp_path: Path) -> None:
    columns = {"day": "日期", "amount": "金额", "kind": "类型", "note": "备注"}
    rows = [("2026-03-01", "5", "人力", "合计"), ("", "5", "", "合计")]
    result = mapped(tmp_path, profile("costs", columns), tuple(columns.values()), rows)
    assert (result.output.source_rows, result.output.skipped) == (1, {"totals_row": 1})


def test_a_bill_that_ends_with_a_second_header_and_its_sums(tmp_path: Path) -> None:
    rows = [
        ("`1", "`u", "`2021-01-28 17:07:11", "`0.02"),
        ("总交易单数", "应结订单总金额", "", ""),
        ("`1", "`0.02", "", ""),
    ]
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, rows)
    assert result.output.skipped == {"totals_row": 2}
    assert result.column("amount") == [Decimal("0.02")]


def test_repeated_headers_are_left_out(tmp_path: Path) -> None:
    rows = [("1", "u", "2026-03-01", "5"), HEADER, (" 订单号", "买家 ", "付款时间", "金额")]
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, rows)
    assert (result.output.rows_in, result.output.skipped) == (3, {"repeated_header": 2})


def test_headers_match_after_folding_and_duplicates_are_numbered(tmp_path: Path) -> None:
    header = ("订单号 ", "买家（帐号）", "时间", "时间", "金额【元】", "")
    columns = {"order_id": "订单号", "user_id": "买家(账号)", "paid_at": "时间#2", "amount": "金额(元)"}
    result = mapped(tmp_path, profile("orders", columns), header, [("1", "u", "bad", "2026-03-01", "5", "")])
    assert result.column("paid_at") == [dt.datetime(2026, 3, 1)]


def test_missing_columns_are_named_beside_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        mapped(tmp_path, profile("orders", ORDERS), ("订单号", "13812345678", "付款时间"), [])
    assert refused.value.code == "missing_columns"
    assert refused.value.details["missing"] == "买家、金额"
    assert refused.value.details["found"] == "订单号、***、付款时间"


def test_required_columns_that_nothing_fills_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        mapped(tmp_path, profile("orders", {"order_id": "订单号"}), HEADER, [])
    assert (refused.value.code, refused.value.details["missing"]) == (
        "missing_required_columns",
        "user_id、paid_at、amount",
    )


def test_every_bad_cell_of_a_rejected_row_is_told(tmp_path: Path) -> None:
    rows = [("1.23E+17", "u", "31/31/2026", "x"), ("2", "", "2026-03-01", "5"), ("3", "u", "2026-03-01", "5")]
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, rows)
    told = [(p.row, p.column, p.value, p.code) for p in result.problems]
    assert told == [
        (2, "订单号", "1.23E+17", "id_digits_lost"),
        (2, "付款时间", "31/31/2026", "bad_date"),
        (2, "金额", "x", "bad_number"),
        (3, "买家", "", "missing_required"),
    ]
    assert (result.output.rejected, result.output.source_rows) == (2, 1)
    assert result.output.rejected_csv is not None
    lines = result.output.rejected_csv.read_text("utf-8-sig").splitlines()
    assert lines[0] == "订单号,买家,付款时间,金额,原因 reason"
    assert len(lines) == 3
    assert lines[2].startswith("2,,2026-03-01,5,买家: ")
    assert result.output.rejected_csv.stat().st_mode & 0o077 == 0


def test_rejected_rows_are_guarded_against_formulas(tmp_path: Path) -> None:
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, [("=1+1", "@x", "nonsense", "5")])
    assert result.output.rejected_csv is not None
    assert "'=1+1,'@x,nonsense,5," in result.output.rejected_csv.read_text("utf-8-sig")


def test_values_are_translated_and_others_skipped(tmp_path: Path) -> None:
    columns = {"user_id": "case", "at": "time", "step": "activity"}
    given = profile(
        "funnel_events",
        columns,
        values={"step": {"Confirmation": 1, "T02 Check": 2}},
        skip_unmapped_values=["step"],
        constants={"ad_slot": "counter"},
    )
    rows = [("c1", "2026-03-01T10:00:00+08:00", "Confirmation"), ("c1", "2026-03-01T10:00:00Z", "t02  check")]
    rows += [("c1", "broken", "T06"), ("c2", "2026-03-01", "")]
    result = mapped(tmp_path, given, tuple(columns.values()), rows)
    assert result.column("step") == [1, 2]
    assert result.column("at") == [dt.datetime(2026, 3, 1, 10), dt.datetime(2026, 3, 1, 18)]
    assert result.column("ad_slot") == ["counter", "counter"]
    assert result.output.skipped == {"unmapped_value": 2}
    assert result.problems == ()


def test_skips_by_value_and_by_emptiness(tmp_path: Path) -> None:
    given = profile("orders", ORDERS, skip_values={"状态": ["已关闭"]}, skip_empty=["paid_at"])
    rows = [
        ("1", "u", "2026-03-01", "5", "已关闭"),
        ("2", "u", "-", "5", "成功"),
        ("3", "u", "2026-03-01", "5", "成功"),
    ]
    result = mapped(tmp_path, given, (*HEADER, "状态"), rows)
    assert result.output.skipped == {"skipped_value": 1, "skipped_empty": 1}
    assert result.column("order_id") == ["3"]
    assert result.problems == ()


def test_a_constant_fills_empty_cells_only(tmp_path: Path) -> None:
    given = profile("orders", {**ORDERS, "category": "品类"}, constants={"category": "其他"})
    rows = [("1", "u", "2026-03-01", "5", "茶"), ("2", "u", "2026-03-01", "5", "")]
    assert mapped(tmp_path, given, (*HEADER, "品类"), rows).column("category") == ["茶", "其他"]


def test_a_built_id_joins_canonical_values(tmp_path: Path) -> None:
    columns = {"user_id": "买家", "paid_at": "付款时间", "amount": "金额", "group_id": "群"}
    given = profile("orders", columns, build={"order_id": ["user_id", "paid_at", "group_id"]}, number="line")
    rows = [("u1", "2026/3/1 9:05", "5", "g"), ("u1", "20260301", "5", ""), ("u1", "2026-03-01 09:05:07.25", "5", "")]
    result = mapped(tmp_path, given, tuple(columns.values()), rows)
    assert result.column("order_id") == [
        "u1-2026-03-01T09:05:00-g",
        "u1-2026-03-01-",
        "u1-2026-03-01T09:05:07.250000-",
    ]
    assert result.output.number == "line"


def test_day_and_month_are_settled_by_the_whole_column_or_asked_for(tmp_path: Path) -> None:
    open_rows = [(str(n), "u", "03/04/2026", "5") for n in range(3)]
    with pytest.raises(ImportRefused) as refused:
        mapped(tmp_path, profile("orders", ORDERS), HEADER, open_rows)
    assert refused.value.code == "ambiguous_date"
    assert (refused.value.details["column"], refused.value.details["samples"]) == ("付款时间", "03/04/2026")
    both = [*open_rows, ("8", "u", "13/04/2026", "5"), ("9", "u", "04/13/2026", "5")]
    with pytest.raises(ImportRefused):
        mapped(tmp_path, profile("orders", ORDERS), HEADER, both)
    settled = mapped(tmp_path, profile("orders", ORDERS), HEADER, [*open_rows, ("9", "u", "13/04/2026", "5")])
    assert settled.column("paid_at")[0] == dt.datetime(2026, 4, 3)
    told = mapped(tmp_path, profile("orders", ORDERS, date_format="%m/%d/%Y"), HEADER, open_rows)
    assert told.column("paid_at")[0] == dt.datetime(2026, 3, 4)
    per_column = profile("orders", ORDERS, date_format={"paid_at": "%d/%m/%Y"})
    assert mapped(tmp_path, per_column, HEADER, open_rows).column("paid_at")[0] == dt.datetime(2026, 4, 3)


def test_refunds(tmp_path: Path) -> None:
    rows = [("1", "u", "2026-03-01", "131.77(已退款89.84)"), ("2", "u", "2026-03-01", "5")]
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, rows)
    assert result.column("amount") == [Decimal("131.77"), Decimal("5.00")]
    assert result.column("refund") == [Decimal("89.84"), None]
    assert "refund" in result.output.columns
    given = profile("orders", {**ORDERS, "refund": "退款"})
    rows = [
        ("1", "u", "2026-03-01", "5", "-2"),
        ("2", "u", "2026-03-01", "5", "5.01"),
        ("3", "u", "2026-03-01", "5", ""),
    ]
    result = mapped(tmp_path, given, (*HEADER, "退款"), rows)
    assert result.column("refund") == [Decimal("2.00"), None]
    assert [(p.row, p.column, p.code) for p in result.problems] == [(3, "退款", "refund_over_amount")]


def test_a_record_longer_than_the_header_is_rejected(tmp_path: Path) -> None:
    rows = [("1", "u", "2026-03-01", "5", "shifted"), ("2", "u", "2026-03-01", "5", " ")]
    result = mapped(tmp_path, profile("orders", ORDERS), HEADER, rows)
    assert result.codes == {"too_many_cells": 1}
    assert result.column("order_id") == ["2"]


def test_the_day_of_a_snapshot(tmp_path: Path) -> None:
    columns = {"group_id": "群ID", "members": "群人数"}
    header, rows = tuple(columns.values()), [("g1", "5")]
    named = profile("group_daily", columns, day_from="file_name")
    result = mapped(tmp_path, named, header, rows, file="包.zip/客户群导出20260301.xlsx")
    assert (result.column("day"), result.output.day) == ([dt.date(2026, 3, 1)], "2026-03-01")
    titled = profile("group_daily", columns, day_from="title")
    above = [("客户群列表(导出时间: 2026-03-02 15:04:05)",)]
    assert mapped(tmp_path, titled, header, rows, above=above).column("day") == [dt.date(2026, 3, 2)]
    fixed = profile("group_daily", columns, day_from="2026-03-03")
    assert mapped(tmp_path, fixed, header, rows).column("day") == [dt.date(2026, 3, 3)]
    for undated in (named, titled):
        with pytest.raises(ImportRefused) as refused:
            mapped(tmp_path, undated, header, rows, file="客户群 12345678.xlsx")
        assert refused.value.code == "no_day"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("群20260301.csv", dt.date(2026, 3, 1)),
        ("群_2026-3-1_2.csv", dt.date(2026, 3, 1)),
        ("2026年3月1日", dt.date(2026, 3, 1)),
        ("20260301120000", dt.date(2026, 3, 1)),
        ("订单2026030199", None),
        ("20260231", None),
        ("20261301", None),
        ("v1.2.3", None),
    ],
)
def test_days_in_names(text: str, day: dt.date | None) -> None:
    assert find_day(text) == day


def test_unused_columns_are_told_once(tmp_path: Path) -> None:
    result = mapped(
        tmp_path, profile("orders", ORDERS), (*HEADER, "快递单号", ""), [("1", "u", "2026-03-01", "5", "x", "")]
    )
    assert [(p.row, p.column, p.code) for p in result.problems] == [(None, "快递单号", "unknown_column")]


def test_a_day_column_takes_the_day_of_a_time(tmp_path: Path) -> None:
    columns = {"group_id": "群ID", "last_message_on": "最后发言时间"}
    result = mapped(tmp_path, profile("groups", columns), tuple(columns.values()), [("g", "2025-06-01 10:00")])
    assert result.column("last_message_on") == [dt.date(2025, 6, 1)]


def test_scores_and_steps_have_a_range(tmp_path: Path) -> None:
    columns = {"user_id": "u", "answered_at": "t", "score": "s"}
    rows = [("a", "2026-03-01", "10"), ("a", "2026-03-01", "11"), ("a", "2026-03-01", "8.5")]
    assert mapped(tmp_path, profile("satisfaction", columns), ("u", "t", "s"), rows).codes == {"bad_score": 2}
    columns = {"user_id": "u", "at": "t", "step": "s"}
    rows = [("a", "2026-03-01", "friend"), ("a", "2026-03-01", "8")]
    assert mapped(tmp_path, profile("funnel_events", columns), ("u", "t", "s"), rows).codes == {"bad_step": 1}


CELL = st.sampled_from(
    ["", " ", "-", "合计", "订单号", "u1", "u2", "2026-03-01", "03/13/2026", "5", "x", "13812345678"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), max_size=12), st.booleans())
def test_rows_always_add_up(rows: list[tuple[str, ...]], skips: bool) -> None:
    rest = {"skip_empty": ["paid_at"], "skip_values": {"状态": ["x"]}} if skips else {}
    with tempfile.TemporaryDirectory() as folder:
        result = mapped(Path(folder), profile("orders", ORDERS, **rest), (*HEADER, "状态"), rows)
    output = result.output
    assert output.rows_in == sum(any(cell.strip() for cell in row) for row in rows)
    assert output.rows_in == output.source_rows + sum(output.skipped.values()) + output.rejected
    assert output.source_rows == len(result.rows)
    rejecting = {p.row for p in result.problems if PROBLEMS[p.code].severity == "reject"}
    assert len(rejecting) == output.rejected
    assert not rejecting & set(result.column("_row"))
