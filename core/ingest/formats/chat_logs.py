"""WeChat chat logs as CSV: WeChatMsg 留痕, PyWxDump (also its older JSON cells) and chatlog → member_daily and
group_daily.

Senders are wxid: personal ids, which the mapping turns into tokens. chatlog does not say which account exported it, so
its own messages cannot be told from customers' (数字含员工).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from core.i18n import Text
from core.ingest.reading.sheets import Sheet
from core.ingest.recognition.chat import Kind, Message, Reader, add_up
from core.ingest.recognition.header import Names
from core.ingest.recognition.shape import Format, Part, Reshaped

_ROOM = "@chatroom"
_WECHATMSG_KINDS: dict[str, Kind] = {"1": "text", "47": "emoji", "10000": "notice", "10002": "notice"}
_WECHATMSG_NOTES = frozenset({"62", "87"})
"""SubType of app messages that are notices: a pat 拍一拍 and a group notice 群公告."""
_PYWXDUMP_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("文本", "text", "引用回复"), "text"),
    **dict.fromkeys(("动画表情", "表情", "emoji"), "emoji"),
    **dict.fromkeys(("系统通知", "系统消息", "群公告", "拍一拍", "system", "拍一拍消息"), "notice"),
}


def _wechatmsg(cells: Sequence[str | None]) -> Message:
    time, stated, talker, kind, sub, own, text, sender = cells
    known: Kind = _WECHATMSG_KINDS.get(kind or "", "other")
    if kind == "49" and sub in _WECHATMSG_NOTES:
        known = "notice"
    # rows of private chats are short: remark, nickname and sender are filled for groups only
    room = talker if sender or (talker or "").endswith(_ROOM) else None
    return Message(room, sender, time or stated or "", known, text or "", own == "1")


def _pywxdump(cells: Sequence[str | None]) -> Message:
    time, room, talker, kind, own, text, content = cells
    if text is None and content and content.startswith("{"):
        try:
            text = str(json.loads(content).get("msg") or "")
        except ValueError:
            text = content
    group = room if (room or "").endswith(_ROOM) else None
    known = _PYWXDUMP_KINDS.get((kind or "").lower(), "other")
    return Message(group, talker, time or "", known, text or "", own in ("1", "true", "True"))


def _chatlog(cells: Sequence[str | None]) -> Message:
    time, talker, sender, name, text = cells
    known: Kind = "notice" if name == "系统消息" or sender in ("系统消息", "system") else "text"
    return Message(talker if (talker or "").endswith(_ROOM) else None, sender, time or "", known, _media(text or ""))


def _media(text: str) -> str:
    """chatlog writes media as Markdown: ![图片](address) → [图片]."""
    return text[1:].split("(", 1)[0] if text.startswith("![") else text


def _reshaper(columns: tuple[Names, ...], read: Reader) -> Callable[[Sheet, int, ZoneInfo], Iterator[Reshaped]]:
    def reshape(sheet: Sheet, header_row: int, zone: ZoneInfo) -> Iterator[Reshaped]:
        return add_up(sheet, header_row, zone, columns, read)

    return reshape


_PARTS = (
    Part(
        "member_daily",
        {"group_id": ("group_id",), "user_id": ("user_id",), "day": ("day",), "messages": ("messages",)},
        id_kind="wechat",
    ),
    Part(
        "group_daily",
        {"group_id": ("group_id",), "day": ("day",), "messages": ("messages",), "speakers": ("speakers",)},
    ),
)

FORMATS = (
    Format(
        name="chat_wechatmsg",
        label=Text("微信聊天记录（留痕 WeChatMsg）", "WeChat log (WeChatMsg)"),
        needs=(("TalkerId",), ("Type",), ("IsSender",), ("CreateTime", "StrTime"), ("StrContent",), ("Sender",)),
        weight=5,
        parts=_PARTS,
        reshape=_reshaper(
            (
                ("CreateTime",),
                ("StrTime",),
                ("TalkerId",),
                ("Type",),
                ("SubType",),
                ("IsSender",),
                ("StrContent",),
                ("Sender",),
            ),
            _wechatmsg,
        ),
    ),
    Format(
        name="chat_pywxdump",
        label=Text("微信聊天记录（PyWxDump）", "WeChat log (PyWxDump)"),
        needs=(("type_name",), ("is_sender",), ("talker",), ("room_name",), ("msg", "content"), ("CreateTime",)),
        weight=5,
        parts=_PARTS,
        reshape=_reshaper(
            (("CreateTime",), ("room_name",), ("talker",), ("type_name",), ("is_sender",), ("msg",), ("content",)),
            _pywxdump,
        ),
    ),
    Format(
        name="chat_chatlog",
        label=Text("微信聊天记录（chatlog）", "WeChat log (chatlog)"),
        needs=(("Time",), ("SenderName",), ("Sender",), ("Talker",), ("Content",)),
        weight=5,
        notes=("includes_staff",),
        parts=_PARTS,
        reshape=_reshaper((("Time",), ("Talker",), ("Sender",), ("SenderName",), ("Content",)), _chatlog),
    ),
)
