"""Daily numbers per group from bots and archives: 微云 GetBotGroupDataList and Chinese-headed equivalents."""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.shape import Format, Part

FORMATS = (
    Format(
        name="bot_group_daily",
        label=Text("机器人每日群数据（微云）", "Bot: daily numbers per group (Weiyun)"),
        needs=(("groupId",), ("date",), ("totalCount",), ("msgCount", "speakCount", "newCount")),
        weight=5,
        parts=(
            Part(
                "group_daily",
                {
                    "group_id": ("groupId",),
                    "day": ("date",),
                    "members": ("totalCount",),
                    "joins": ("newCount",),
                    "leaves": ("quitCount",),
                    "messages": ("msgCount",),
                    "speakers": ("speakCount",),
                },
            ),
        ),
    ),
    Format(
        name="group_daily_zh",
        label=Text("每日群数据", "Daily numbers per group"),
        needs=(
            ("群ID", "群编号", "客户群ID"),
            ("日期", "统计日期", "数据日期"),
            (
                *("群成员总数", "群总人数", "总人数", "群人数", "群成员数"),
                *("消息总数", "群消息数", "消息条数", "消息数", "今日消息"),
                *("发言人数", "发言成员数", "活跃人数"),
            ),
        ),
        without=("用户ID", "客户ID", "成员ID", "订单号", "订单编号"),
        parts=(
            Part(
                "group_daily",
                {
                    "group_id": ("群ID", "群编号", "客户群ID"),
                    "day": ("日期", "统计日期", "数据日期"),
                    "members": ("群成员总数", "群总人数", "总人数", "群人数", "群成员数", "成员数"),
                    "joins": ("新增人数", "新增成员数", "入群人数", "进群人数", "今日入群", "当日入群", "入群数"),
                    "leaves": ("退群人数", "流失人数", "退群成员数", "今日退群", "当日退群", "退群数"),
                    "exposures": ("入口曝光", "曝光人数"),
                    "messages": ("消息总数", "群消息数", "消息条数", "消息数", "今日消息"),
                    "speakers": ("发言人数", "发言成员数", "活跃人数"),
                    "questions": ("提问数",),
                    "answered": ("已回复数", "已回复提问数"),
                    "first_reply_seconds": ("首响秒数", "首次回复秒数"),
                },
            ),
        ),
    ),
)
