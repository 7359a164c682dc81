"""What is proposed for files nobody knows: real bills' layouts, a company's own sheets, its own words for steps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.ingest.choice import NOTHING_CHOSEN
from core.ingest.preview import SheetPreview, look_into
from core.ingest.recognition.columns import header_row
from core.ingest.recognition.proposal import Proposal, asked, profile_of, propose

SHANGHAI = ZoneInfo("Asia/Shanghai")


def seen(folder: Path, name: str, text: str, encoding: str = "utf-8") -> SheetPreview:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return look_into(path, name, NOTHING_CHOSEN, SHANGHAI).sheets[0]


def proposed(sheet: SheetPreview, table: str | None = None) -> Proposal:
    return propose(sheet.columns, sheet.file, table)


ALIPAY = """导出信息：
支付宝账户：xx
共3笔记录
交易时间   ,交易分类 ,交易对方 ,对方账号 ,商品说明 ,收/支 ,金额 ,收/付款方式 ,交易状态 ,交易订单号 ,商家订单号 ,备注 ,
2023-02-12 21:32:14 ,日用百货 ,小店甲 ,/ ,卡 ,支出 ,49.74 ,余额 ,交易成功 ,202302001\t,a1\t, ,
2023-02-08 14:16:52 ,日用百货 ,小店乙 ,rim***@qq.com ,示例 ,支出 ,20.00 ,余额 ,交易关闭 ,202302002\t,a2\t, ,
2023-02-04 18:21:04 ,退款 ,小店丙 ,/ ,退款 ,不计收支 ,16.03 ,余额 ,退款成功 ,202302003\t,a3\t, ,
2023-01-18 10:17:29 ,转账 ,朋友丁 ,/ ,转账 ,收入 ,28.50 ,余额 ,交易成功 ,202302004\t, \t, ,
"""


def test_an_alipay_bill_is_proposed_as_orders(tmp_path: Path) -> None:
    sheet = seen(tmp_path, "alipay.csv", ALIPAY, "gb18030")
    offer = proposed(sheet)
    assert (sheet.header_row, sheet.encoding) == (4, "gb18030")
    assert offer.table == "orders"
    assert {"order_id": "交易订单号", "paid_at": "交易时间", "amount": "金额"}.items() <= offer.columns.items()
    assert offer.buyers[0] == "交易对方"
    # two of four rows are money spent, the commoner way; closed and refunded payments are no orders
    assert set(offer.skip_values["收/支"]) == {"收入", "不计收支"}
    assert set(offer.skip_values["交易状态"]) == {"交易关闭", "退款成功"}
    assert asked("orders", offer.columns, {}) == []


def test_without_a_buyer_every_order_counts_as_one_unknown_buyer(tmp_path: Path) -> None:
    text = "交易时间,商户名称,金额,交易订单号\n2024-12-30 17:16:02,京东,10.20,JD1\n2024-12-30 18:16:02,京东,9,JD2\n"
    sheet = seen(tmp_path, "jd.csv", text)
    offer = proposed(sheet)
    assert offer.missing == ("user_id",)
    (profile,) = profile_of(offer, sheet.columns, name="jd")
    assert profile.columns["user_id"] == profile.columns["order_id"] == "交易订单号"
    assert profile.number is None  # every number stands once


def test_orders_without_a_number_are_keyed_by_buyer_time_and_amount(tmp_path: Path) -> None:
    text = "记账日期,金额,对方账户名\n2025-08-22,71.89,张三甲\n2025-08-22,71.89,张三甲\n2025-08-21,5.00,李四乙\n"
    sheet = seen(tmp_path, "流水.csv", text)
    (profile, *_) = profile_of(proposed(sheet, "orders"), sheet.columns, name="bank")
    assert profile.build == {"order_id": ("user_id", "paid_at", "amount")}
    assert profile.number == "line"  # equal rows stay apart


def test_a_group_list_without_ids_is_keyed_by_name_and_fills_the_size_of_its_day(tmp_path: Path) -> None:
    rows = "东区一店,王敏,120,2025-03-15,2026-03-01\n东区二店,陈杰,88,2025-06-01,2026-02-11\n"
    sheet = seen(tmp_path, "我们的社群.csv", "社群名称,运营,当前人数,建群日,最近活跃\n" + rows)
    offer = proposed(sheet)
    assert offer.table == "groups"
    assert offer.columns["group_id"] == offer.columns["group_name"] == "社群名称"
    assert offer.columns["created_on"] == "建群日"
    assert offer.columns["last_message_on"] == "最近活跃"
    groups, daily = profile_of(offer, sheet.columns, name="ours")
    assert (groups.table, daily.table) == ("groups", "group_daily")
    assert daily.columns == {"group_id": "社群名称", "members": "当前人数"}
    assert daily.day_from == "file_name"


def test_a_companys_own_words_for_steps_are_translated_and_the_others_left_to_the_user(tmp_path: Path) -> None:
    lines = [
        f"u{n},{word},2026-03-0{n + 1} 10:00" for n, word in enumerate(["首页曝光", "点击落地页", "加好友成功", "午饭"])
    ]
    sheet = seen(tmp_path, "事件.csv", "\n".join(["用户编号,行为,事件时间", *lines]) + "\n")
    offer = proposed(sheet)
    assert offer.table == "funnel_events"
    assert offer.columns == {"user_id": "用户编号", "step": "行为", "at": "事件时间"}
    assert offer.values["step"] == {"首页曝光": 2, "点击落地页": 3, "加好友成功": 5}
    (profile,) = profile_of(offer, sheet.columns, name="events")
    assert profile.skip_unmapped_values == ("step",)


def test_words_are_never_proposed_as_a_time_and_dates_never_as_money(tmp_path: Path) -> None:
    sheet = seen(tmp_path, "x.csv", "订单号,付款时间,金额\nA1,很久以前,2026-03-01\nA2,昨天,2026-03-02\n")
    assert "paid_at" not in proposed(sheet, "orders").columns
    assert "amount" not in proposed(sheet, "orders").columns


def test_personal_values_never_leave_the_child(tmp_path: Path) -> None:
    text = "联系人,手机号,备注\n张三,13800001111,找13800002222\n李四,13900001111,无\n王五,13700001111,无\n"
    sheet = seen(tmp_path, "x.csv", text)
    shown = str(sheet)
    assert "张三" not in shown
    assert not any(digits in shown for digits in ("13800001111", "13800002222", "13900001111"))
    assert sheet.columns[1].samples == ("***", "***", "***")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ([["月报"], ["导出时间 2026-03-01"], ["日期", "人数", "金额"], ["2026-03-01", "3", "5"]], 3),
        ([["Column1", "Column2"], ["群名", "群主"], ["东区", "王敏"]], 2),
        ([["a", "b"]], 1),
    ],
)
def test_the_header_is_the_first_wide_row_of_words(head: list[list[str]], row: int) -> None:
    assert header_row(head) == row


REAL: Mapping[str, Mapping[str, str]] = {
    "alipay_example-alipay-records.csv": {"order_id": "交易订单号", "paid_at": "交易时间", "amount": "金额"},
    "wechat_example-wechat-records.csv": {"order_id": "交易单号", "paid_at": "交易时间", "amount": "金额(元)"},
    "wechat_example-wechat-records.xlsx": {"order_id": "交易单号", "paid_at": "交易时间", "amount": "金额(元)"},
    "jd_example-jd-records.csv": {"order_id": "交易订单号", "paid_at": "交易时间", "amount": "金额"},
    "mt_example-mt-records.csv": {"order_id": "交易单号", "paid_at": "交易成功时间", "amount": "实付金额"},
    "boc_debit_example-boc-records.csv": {"paid_at": "记账日期", "amount": "金额"},
    "icbc_credit_example-icbc-credit-records.csv": {"paid_at": "交易日期", "amount": "交易金额(支出)"},
}


@pytest.mark.shared
@pytest.mark.parametrize("file", REAL)
def test_real_bills_are_proposed_as_orders(shared: Path, file: str) -> None:
    sheet = look_into(shared / "cn_messy_exports" / file, file, NOTHING_CHOSEN, SHANGHAI).sheets[0]
    offer = proposed(sheet)
    assert offer.table == "orders"
    assert REAL[file].items() <= offer.columns.items()
