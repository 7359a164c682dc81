"""Chat messages: which of them somebody wrote by hand, and on what day."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from core.ingest.recognition.chat import day_of, invalid_code

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("这款茶怎么泡？", None),
        ("1.5亿的大单", None),
        ("1、怎么退货？", None),
        ("打卡点在哪里？", None),
        ("谢谢[强]", None),
        ("3斤", None),
        ("[图片]", None),
        ("签到", "sign_in"),
        ("#打卡# 第21天", "sign_in"),
        ("今日打卡成功！", "sign_in"),
        ("3. 安娜 两份", "chain_line"),
        ("#接龙\n周六团购\n1. 安娜", "chain_line"),
        ("1、安娜\n2、鲍勃", "chain_line"),
        ("666", "emoji_or_number"),
        ("+1", "emoji_or_number"),
        ("1.5", "emoji_or_number"),
        ("[强]", "emoji_or_number"),
        ("[强][强]", "emoji_or_number"),
        ("👍🏻", "emoji_or_number"),
        ("👨‍👩‍👧", "emoji_or_number"),
        ("🇨🇳", "emoji_or_number"),
        ("❤️", "emoji_or_number"),
        ('"安娜" 撤回了一条消息', "chat_recall"),
        ('"安娜"领取了你的红包', "red_packet"),
        ('"安娜"邀请"鲍勃"加入了群聊', "chat_notice"),
        ("  ", "chat_empty"),
    ],
)
def test_valid_messages(text: str, code: str | None) -> None:
    assert invalid_code("text", text) == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1772380860", "2026-03-02"),
        ("1772380860000", "2026-03-02"),
        ("2026-03-01 23:59:59", "2026-03-01"),
        ("2026/03/01 23:59", "2026-03-01"),
        ("2026-03-01T16:30:00.000Z", "2026-03-02"),
        ("昨天", "None"),
        ("", "None"),
    ],
)
def test_day_of_a_message_is_local(text: str, day: str) -> None:
    assert str(day_of(text, ZONE)) == day
