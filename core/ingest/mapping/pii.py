"""What counts as personal data in an export, and how it is turned into tokens that only this workspace can compare.

Phone numbers, WeChat ids and e-mail addresses become HMAC-SHA256 under the workspace's secret; names, addresses and
other people's contact data are never kept.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from core.domain.choices import PERSONAL_ID_KINDS
from core.ingest.mapping.pii_text import IN_TEXT, IN_TEXT_MAYBE, is_contact
from core.ingest.profile import normalise_header

MASK = "***"
"""What stands for a personal value wherever a user reads it."""

_PHONE = r"(?:(?:\+|00)?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"
_WECHAT = r"wxid_[0-9a-zA-Z_-]{5,}"
_EMAIL = r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
_WHOLE = {
    "phone": re.compile(rf"(?:{_PHONE}|\+\d{{8,15}})(?:\.0)?"),
    "wechat": re.compile(_WECHAT, re.IGNORECASE),
    "email": re.compile(_EMAIL),
}
_MAYBE = r"(?i)1[3-9][0-9][-\s]?[0-9]{4}[-\s]?[0-9]{4}|wxid_|@[a-z0-9.-]+\.[a-z]{2,}|\+[0-9]{8}|\*\*\*"
_INSIDE = re.compile(rf"(?<!\d){_PHONE}(?!\d)|{_WECHAT}|{_EMAIL}|{IN_TEXT}", re.IGNORECASE)
_SHORTEST = 6
"""Bytes of the shortest personal value: a@b.cn."""
_MASKED_PHONE = re.compile(r"(?:\+?86[-\s]?)?1\d{0,3}\*{3,}\d{0,4}")
_WECHAT_ID = re.compile(r"[a-z][-_a-z0-9]{4,}", re.IGNORECASE)
_HEX64 = re.compile(r"[0-9a-f]{64}")

_ALIASES: dict[str, str] = {
    "phone": "手机号 手机 手机号码 电话 电话号码 联系电话 联系手机 联系手机号 联系方式 收货人手机号 收货人手机"
    " 收货人电话 收件人手机号 收件人手机 收件人电话 提货人手机号 买家手机号 买家手机 客户手机号 客户手机"
    " 用户手机号 会员手机号 手机号加密 phone mobile tel telephone phone_number mobile_phone phone_no",
    "wechat": "微信号 微信id 微信 客户微信号 买家微信号 wxid wechat wechat_id weixin",
    "email": "邮箱 电子邮箱 邮箱地址 电子邮件 email e-mail mail email_address",
    "name": "姓名 真实姓名 名字 客户姓名 买家姓名 用户姓名 会员姓名 收货人姓名 收货人 收件人姓名 收件人"
    " 提货人 提货人姓名 联系人 联系人姓名 name real_name realname full_name receiver consignee",
    "address": "地址 收货地址 详细地址 详细收货地址 提货地址 收件地址 客户地址 联系地址 家庭住址 住址"
    " 修改后的收货地址 address shipping_address receiver_address",
    "unionid": "unionid union_id",
    "openid": "openid open_id",
    "external_userid": "external_userid external_user_id externaluserid 外部联系人id",
}
_KIND_OF: dict[str, str] = {alias: kind for kind, names in _ALIASES.items() for alias in names.split()}
_CONTACT_WORDS = re.compile(
    r"手机|电话|座机|固话|微信号|wxid|邮箱|e-?mail|(?<![a-z])phone|mobile|身份证|姓名|支付宝账号"
    r"|(?<!ip)地址|(?<!ip)(?<!ip_)address"
)
_NOT_PERSONAL = re.compile(r"链接|网址|url|是否|订单|手机型号|手机品牌|模式|数量|次数|时间|日期")
_SOMEBODY_ELSE = re.compile(
    r"分销|员工|导购|群主|推荐|邀请|负责人|客服|接待|操作|收银|跟进|团长|店长|挂账|商家|卖家|店铺|owner|staff|referr|invit|agent|seller|admin"
)

DROPPED_KINDS = frozenset({"name", "address", "other"})
"""Header kinds that are never kept in any form; `other` is contact data of somebody who is not the row's user."""

STAFF_COLUMNS = frozenset({"owner", "staff", "who", "group_name"})
"""Canonical columns that may be mapped from a header such as 姓名 or name: they name staff or a group."""


def header_kind(header: str) -> str | None:
    """What personal data or id a header announces, or None: an id kind, `name`, `address` or `other`."""
    name = re.sub(r"\(.*?\)|#\d+$", "", normalise_header(header)).strip()
    for part in (name, *re.split(r"[/、|]", name)):
        kind = _KIND_OF.get(part.replace(" ", "_") if part.isascii() else part.replace(" ", ""))
        if kind:
            return kind
    if _CONTACT_WORDS.search(name) and not _NOT_PERSONAL.search(name):
        return "other"
    return None


def names_somebody_else(header: str) -> bool:
    """Whether a header speaks of staff, a seller or a referrer and not of the row's own user."""
    return _SOMEBODY_ELSE.search(normalise_header(header)) is not None


def value_kind(value: str) -> str | None:
    """The personal kind of a whole cell text (`phone`, `wechat`, `email`), or None."""
    text = unicodedata.normalize("NFKC", value).strip()
    return next((kind for kind, pattern in _WHOLE.items() if pattern.fullmatch(text)), None)


def is_masked_phone(value: str) -> bool:
    """Whether a text is a phone with digits starred out, such as 186****05."""
    return _MASKED_PHONE.fullmatch(unicodedata.normalize("NFKC", value).strip()) is not None


def scrub(text: str) -> str:
    """`text` with every phone, WeChat id, e-mail address and ID-card number inside it replaced by ***."""
    folded = unicodedata.normalize("NFKC", text)
    cleared = _INSIDE.sub(lambda found: MASK if is_contact(found[0]) else found[0], folded)
    return cleared if cleared != folded else text


def kind_of_values(values: Iterable[str | None]) -> str | None:
    """The personal kind that more than half of the non-empty values have (at least 3), or None."""
    counts: dict[str, int] = {}
    filled = 0
    for value in values:
        if value and value.strip():
            filled += 1
            kind = value_kind(value) or ("phone" if is_masked_phone(value) else None)
            if kind:
                counts[kind] = counts.get(kind, 0) + 1
    kind, most = max(counts.items(), key=lambda item: item[1], default=("", 0))
    return kind if filled >= 3 and most * 2 > filled else None


def any_suspect(cells: pa.Array, *, free_text: bool = False) -> bool:
    """Whether a string array may hold a phone (masked or not), WeChat id or e-mail; only distinct cells are read.

    `free_text`: also what only words around it or its shape give away (core.ingest.mapping.pii_text).
    """
    maybe = f"{_MAYBE}|{IN_TEXT_MAYBE}" if free_text else _MAYBE
    distinct = cells.unique()
    distinct = distinct.filter(pc.greater_equal(pc.binary_length(distinct), _SHORTEST))
    if not len(distinct):
        return False
    if pc.any(pc.match_substring_regex(distinct, maybe)).as_py():
        return True
    wide = distinct.filter(pc.invert(pc.string_is_ascii(distinct)))
    wide = wide.filter(pc.match_substring_regex(wide, "[０-９＠]"))
    return bool(len(wide)) and bool(
        pc.any(pc.match_substring_regex(pc.utf8_normalize(wide, form="NFKC"), maybe)).as_py()
    )


@dataclass(frozen=True, slots=True)
class Hasher:
    """HMAC-SHA256 under the workspace's secret over `kind:normalised value`."""

    secret: bytes

    def digest(self, kind: str, value: str) -> str:
        """64 hex digits for a personal value; the same value gives the same digits in every file."""
        return hmac.digest(self.secret, f"{kind}:{normalise(kind, value)}".encode(), "sha256").hex()

    def token(self, kind: str, value: str) -> str:
        """What stands for a personal value where an id is needed: `phone:<hex>`."""
        return f"{kind}:{self.digest(kind, value)}"

    def stored(self, kind: str, value: str) -> str | None:
        """How an identity's value is stored: hashed if the kind is personal, else as it is; None = identifies nobody.

        Masked values and texts that cannot be of the kind identify nobody; 64 hex digits count as already hashed.
        """
        if "*" in value:
            return None
        if kind not in PERSONAL_ID_KINDS:
            return value
        if _HEX64.fullmatch(value):
            return value
        text = unicodedata.normalize("NFKC", value).strip()
        pattern = _WECHAT_ID if kind == "wechat" else _WHOLE[kind]
        return self.digest(kind, text) if pattern.fullmatch(text) else None


def tokens(value: str, secret: bytes) -> list[str]:
    """Every id string that may stand for a clear personal value in the stored tables: its tokens and bare digests."""
    hasher = Hasher(secret)
    kind = value_kind(value)
    kinds = [kind] if kind else ["wechat", "name", "phone"]
    return [text for kind in kinds for text in (hasher.token(kind, value), hasher.digest(kind, value))]


def normalise(kind: str, value: str) -> str:
    """One spelling per personal value: a phone as its digits without +86, other kinds trimmed and lower case."""
    text = unicodedata.normalize("NFKC", value).strip().lower()
    if kind != "phone":
        return text
    digits = re.sub(r"\D", "", text.removesuffix(".0"))
    mainland = re.fullmatch(r"(?:00)?(?:86)?(1[3-9]\d{9})", digits)
    return mainland.group(1) if mainland else digits
