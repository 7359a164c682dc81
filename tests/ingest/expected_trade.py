"""What the samples of orders, advertising and chats hold, written by hand."""

from __future__ import annotations

from tests.ingest.sample_reading import ANNA, BOB, ORDER, Part, phone, rows

TRADE: dict[str, list[Part]] = {
    "canonical/orders_2.csv": [
        Part(
            "orders",
            rows(
                "order_id user_id paid_at amount refund group_id",
                "000123 U1 2026-03-01_09:05:07 1234.50 - G1",
                "12345678901234567890 U2 2026-03-02_00:00:00 88.00 8.00 -",
            ),
            {"totals_row": 1},
        )
    ],
    "canonical/会员满意度.csv": [
        Part("satisfaction", rows("user_id answered_at score group_id", "U1 2026-03-01_10:00:00 9 G1"), rejected=1)
    ],
    "orders_tmall/ExportOrderList.csv": [
        Part(
            "orders",
            rows(
                ORDER,
                "330011223344556677 tb_anna 2026-03-01_09:01:00 95.50 -",
                "330011223344556678 tb_bob 2026-03-01_10:01:00 60.00 60.00",
            ),
            {"skipped_empty": 1},
        )
    ],
    "orders_tmall/订单退款.csv": [
        Part("orders", rows(ORDER, "1001 1001 2026-03-01_09:01:00 48.00 10.00"), {"skipped_empty": 1})
    ],
    "orders_jd/jd_orders.csv": [
        Part(
            "orders",
            rows("order_id user_id paid_at amount", *["9001 jd_anna 2026-03-01_08:01:00 75.00"] * 2),
            {"skipped_empty": 1},
        )
    ],
    "orders_pinduoduo/拼多多订单.csv": [
        Part(
            "orders",
            rows(
                ORDER,
                "260301-001 260301-001 2026-03-01_12:00:00 45.00 -",
                "260301-002 260301-002 2026-03-01_13:00:00 20.00 20.00",
            ),
            {"skipped_empty": 1},
        )
    ],
    "orders_youzan/有赞订单.csv": [
        Part(
            "orders",
            rows(
                ORDER,
                f"E001 {phone('13800000001')} 2026-03-01_09:02:00 90.00 -",
                "E002 小鲍 2026-03-01_10:02:00 50.00 20.00",
                "E003 E003 2026-03-01_11:02:00 30.00 -",
            ),
            {"skipped_empty": 1},
        )
    ],
    "orders_douyin/抖店订单.csv": [
        Part(
            "orders",
            rows(
                ORDER,
                "6900000001 6900000001 2026-03-01_09:00:00 80.00 -",
                "6900000001 6900000001 2026-03-01_09:00:00 40.00 -",
                f"6900000002 {phone('13800000002')} 2026-03-01_10:00:00 20.00 20.00",
            ),
            {"skipped_empty": 1},
        )
    ],
    "ads_daily/广告日报.csv": [
        Part(
            "funnel_daily",
            rows(
                "day step people ad_slot",
                "2026-03-01 2 32000 首页弹窗",
                "2026-03-01 2 5678 悬浮层",
                "2026-03-02 2 0 首页弹窗",
            ),
            {"repeated_header": 1, "totals_row": 1},
        ),
        Part(
            "funnel_daily",
            rows(
                "day step people ad_slot",
                "2026-03-01 3 850 首页弹窗",
                "2026-03-01 3 90 悬浮层",
                "2026-03-02 3 0 首页弹窗",
            ),
            {"repeated_header": 1, "totals_row": 1},
        ),
        Part(
            "costs",
            rows("day amount kind note", "2026-03-01 1200.50 ads 首页弹窗", "2026-03-01 300.00 ads 悬浮层"),
            {"repeated_header": 1, "totals_row": 1, "skipped_empty": 1},
        ),
    ],
    "ads_daily/投放分组.csv": [
        Part(
            "funnel_daily",
            rows("day step people ad_slot", "2026-03-01 2 1000 春季/弹窗组", "2026-03-01 2 500 春季/横幅组"),
        ),
        Part(
            "funnel_daily",
            rows("day step people ad_slot", "2026-03-01 3 20 春季/弹窗组", "2026-03-01 3 5 春季/横幅组"),
        ),
        Part(
            "costs",
            rows("day amount kind note", "2026-03-01 20.00 ads 春季/弹窗组", "2026-03-01 10.00 ads 春季/横幅组"),
        ),
    ],
    # 13 records: one private; of the group's, Anna's question and thanks, Bob's picture and good night are valid
    "chat_wechatmsg/messages.csv": [
        Part(
            table,
            lines,
            {
                "private_chat": 1,
                "staff_message": 1,
                "sign_in": 1,
                "emoji_or_number": 3,
                "red_packet": 1,
                "chat_recall": 1,
                "chain_line": 1,
            },
            rows_in=13,
            loaded=4,
        )
        for table, lines in {
            "member_daily": rows(
                "group_id user_id day messages",
                f"7 {ANNA} 2026-03-01 2",
                f"7 {BOB} 2026-03-01 1",
                f"7 {BOB} 2026-03-02 1",
            ),
            "group_daily": rows("group_id day messages speakers", "7 2026-03-01 3 2", "7 2026-03-02 1 1"),
        }.items()
    ],
    "chat_pywxdump/room.csv": [
        Part(table, lines, {"private_chat": 1, "staff_message": 1, "chat_notice": 1}, rows_in=5, loaded=2)
        for table, lines in {
            "member_daily": rows(
                "group_id user_id day messages",
                f"345@chatroom {ANNA} 2026-03-01 1",
                f"345@chatroom {BOB} 2026-03-01 1",
            ),
            "group_daily": rows("group_id day messages speakers", "345@chatroom 2026-03-01 2 2"),
        }.items()
    ],
    "chat_pywxdump/older.csv": [
        Part(table, lines, {"emoji_or_number": 1}, rejected=1, rows_in=3, loaded=1)
        for table, lines in {
            "member_daily": rows("group_id user_id day messages", f"345@chatroom {ANNA} 2026-03-02 1"),
            "group_daily": rows("group_id day messages speakers", "345@chatroom 2026-03-02 1 1"),
        }.items()
    ],
    "chat_chatlog/chatlog.csv": [
        Part(
            table,
            lines,
            {"private_chat": 1, "chat_recall": 1, "emoji_or_number": 1},
            rows_in=5,
            loaded=2,
        )
        for table, lines in {
            "member_daily": rows(
                "group_id user_id day messages",
                f"345@chatroom {ANNA} 2026-03-01 1",
                f"345@chatroom {BOB} 2026-03-01 1",
            ),
            "group_daily": rows("group_id day messages speakers", "345@chatroom 2026-03-01 2 2"),
        }.items()
    ],
}
