"""Chat logs added up: valid messages per member, group and day, and per group and day.

A message is valid (有效发言) unless it is a notice, a recall, a red-packet receipt, a sign-in, a chain line, or a
single emoji or number; the account's own messages are staff's. Private chats are never counted. What is kept is
only who, where, which day and how many: no text leaves this module.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from core.domain.problems import refusal
from core.ingest.reading.sheets import Sheet
from core.ingest.recognition.header import Header, Names
from core.ingest.recognition.shape import Reject, Reshaped

Kind = Literal["text", "notice", "emoji", "other"]
"""What a log says about a message; `other` is a picture, voice, video, file and the like: valid without words."""

MAX_KEYS = 2_000_000
"""Distinct group × member × day kept in memory (about 400 MB); a larger log has to be split."""

_PLACEHOLDER = re.compile(r"^\[(?:图片|语音|视频|文件|位置|链接|名片|小程序|转账|image|voice|video|file)\]$", re.I)
_NOTICE = re.compile(
    r"^(?:群公告|【?群公告】?)|邀请.{0,40}加入了?群聊|通过扫描.{0,40}二维码加入群聊|修改群名为|移出了?群聊|与群里其他人都不是"
    r"|拍了拍|成为新群主|开启了群|加入了群聊$",
)
_RECALL = re.compile(r"撤回了?一条(?:成员)?消息|recalled a message", re.I)
_RED_PACKET = re.compile(r"领取了.{0,40}红包|红包已被领完|opened .{0,40}red packet", re.I)
_SIGN_IN = re.compile(
    r"^(?:我|来|今日|今天|每日|早起|早安|晨间|学习|已|早上好|完成)*(?:签到|打卡|报到)"
    r"(?:签到|打卡|报到|成功|完成|了|啦|第|天|次|day|\d|[一二三四五六七八九十百])*$",
    re.I,
)
_CHAIN_LINE = re.compile(r"^\d{1,3}\s*[.、．)）]\s*(?!\d)\S.{0,40}$")
_NUMBER = re.compile(r"^[+＋\-]?\d+(?:[.,]\d+)?$")
_EMOJI_CODE = re.compile(r"^(\[[^\[\]]{1,12}\])\1*$")
_EMOJI_GLUE = frozenset("\u200d\ufe0e\ufe0f\u20e3")


def invalid_code(kind: Kind, text: str) -> str | None:
    """Why a customer's message is not valid (a skip code), or None if it is."""
    words = text.strip()
    if kind == "notice":
        return "chat_recall" if _RECALL.search(words) else "red_packet" if _RED_PACKET.search(words) else "chat_notice"
    if kind == "emoji":
        return "emoji_or_number"
    if kind == "other":
        return None
    if not words:
        return "chat_empty"
    if _PLACEHOLDER.match(words):
        return None
    if len(words) < 200:
        if _RECALL.search(words):
            return "chat_recall"
        if _RED_PACKET.search(words):
            return "red_packet"
        if _NOTICE.search(words):
            return "chat_notice"
    if _is_chain(words):
        return "chain_line"
    if _NUMBER.match(words) or _EMOJI_CODE.match(words) or _one_emoji(words):
        return "emoji_or_number"
    return "sign_in" if _SIGN_IN.match(re.sub(r"[\W_]+", "", words)) else None


def _is_chain(words: str) -> bool:
    """#接龙 with its numbered names, or a line of it: every line numbered, and no question among them."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if lines[0].startswith(("#接龙", "＃接龙", "接龙")):
        return True
    return all(_CHAIN_LINE.match(line) for line in lines) and not re.search(r"[?？吗]", words)


def _one_emoji(words: str) -> bool:
    """One emoji, also repeated or with skin tone and joiners."""
    shown = [c for c in words if c not in _EMOJI_GLUE and not 0x1F3FB <= ord(c) <= 0x1F3FF and not c.isspace()]
    joined = "\u200d" in words
    symbols = all(unicodedata.category(c) == "So" or 0x1F1E6 <= ord(c) <= 0x1F1FF for c in shown)
    flag = len(shown) == 2 and all(0x1F1E6 <= ord(c) <= 0x1F1FF for c in shown)
    return bool(shown) and symbols and (len(set(shown)) == 1 or joined or flag)


@dataclass(frozen=True, slots=True)
class Message:
    """One record of a log as a source's reader understands it; `group` None = a private chat."""

    group: str | None
    sender: str | None
    time: str
    kind: Kind
    text: str
    own: bool = False


Reader = Callable[[Sequence[str | None]], Message]
"""One record's cells (in the order of the columns asked for; None where the file lacks one) → the message."""


@dataclass
class _Sums:
    by_member: Counter[tuple[str, str, dt.date]] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    rows_in: int = 0
    quiet: set[tuple[str, dt.date]] = field(default_factory=set)
    """Group days with messages of which none was valid: a zero, not a missing day."""


def add_up(sheet: Sheet, header_row: int, zone: ZoneInfo, columns: Sequence[Names], read: Reader) -> Iterator[Reshaped]:
    """Read a log once, in batches, and yield its member_daily and group_daily rows.

    `columns` are the source headers `read` wants. Memory grows with group × member × day, never with messages.
    Raises ImportRefused(too_large) beyond MAX_KEYS.
    """
    header = Header([cell or "" for cell in sheet.head[header_row - 1]])
    places = [header.position(names) for names in columns]
    time_name = header.first(columns[0]) or ""
    sums = _Sums()
    for batch in sheet.batches(header_row):
        rows = batch.rows.to_pylist()
        taken = [batch.cells.column(at).to_pylist() if at is not None else [None] * len(rows) for at in places]
        for row, *cells in zip(rows, *taken, strict=True):
            if any(cell and cell.strip() for cell in cells):
                _take(sums, row, read([c.strip() if c else None for c in cells]), time_name, zone)
        if len(sums.by_member) > MAX_KEYS:
            raise refusal("too_large", file=sheet.file)
    yield from _tables(sums)


def _take(sums: _Sums, row: int, message: Message, time_name: str, zone: ZoneInfo) -> None:
    sums.rows_in += 1
    if message.group is None:
        sums.skipped["private_chat"] += 1
        return
    day = day_of(message.time, zone)
    if day is None:
        sums.rejects.append(Reject(row, time_name, message.time[:40], "bad_date"))
        return
    code = "staff_message" if message.own else invalid_code(message.kind, message.text)
    if code is None and not message.sender:
        code = "chat_notice"
    if code is None and (fault := _id_fault(message)) is not None:
        sums.rejects.append(Reject(row, "", "***", fault))
    elif code is not None:
        sums.skipped[code] += 1
        sums.quiet.add((message.group, day))
    else:
        sums.by_member[(message.group, message.sender or "", day)] += 1


def _id_fault(message: Message) -> str | None:
    """Ids that cannot tell people or groups apart are rejected here: the mapping would reject a sum of many rows."""
    if "*" in (message.sender or ""):
        return "masked_id"
    lost = any(re.fullmatch(r"\d(\.\d+)?E\+\d+", text or "", re.I) for text in (message.sender, message.group))
    return "id_digits_lost" if lost else None


def _tables(sums: _Sums) -> Iterator[Reshaped]:
    messages: Counter[tuple[str, dt.date]] = Counter()
    speakers: defaultdict[tuple[str, dt.date], int] = defaultdict(int)
    for (group, _, day), count in sums.by_member.items():
        messages[(group, day)] += count
        speakers[(group, day)] += 1
    members = [[g, u, day.isoformat(), n] for (g, u, day), n in sorted(sums.by_member.items())]
    days = [[g, d.isoformat(), messages[(g, d)], speakers.get((g, d), 0)] for g, d in sorted({*messages, *sums.quiet})]
    account = (sums.rows_in, dict(sums.skipped), tuple(sums.rejects))
    yield Reshaped("member_daily", ("group_id", "user_id", "day", "messages"), members, *account)
    yield Reshaped("group_daily", ("group_id", "day", "messages", "speakers"), days, *account)


def day_of(text: str, zone: ZoneInfo) -> dt.date | None:
    """The local day of unix seconds or milliseconds, `2019-11-05 22:47:11` an ISO time with offset; else None."""
    if re.fullmatch(r"\d{9,10}(?:\.0)?|\d{12,13}", text):
        seconds = float(text)
        return dt.datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, zone).date()
    try:
        moment = dt.datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
