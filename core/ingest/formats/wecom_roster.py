"""WeCom groupchat/get: one group with its current members, or a list of such answers.

It lists current members only; leavers show by their absence from a later roster (`snapshot`), dated by the day in the
file's name. Names in groups are dropped here: they never reach the mapping.
"""

from __future__ import annotations

from typing import Any

from core.i18n import Text
from core.ingest.recognition.shape import Format, Part, Unpacked

_GROUP = ("chat_id", "name", "owner", "create_time", "admin_count")
_MEMBER = ("chat_id", "userid", "unionid", "join_time", "join_scene", "member_role")


def _chats(document: object) -> list[dict[str, Any]]:
    if isinstance(document, list):
        return [chat for item in document for chat in _chats(item)]
    if isinstance(document, dict):
        inner = document.get("group_chat")
        if isinstance(inner, dict | list):
            return _chats(inner)
        if "chat_id" in document and isinstance(document.get("member_list"), list):
            return [document]
    return []


def _role(member: dict[str, Any], chat: dict[str, Any], admins: set[str]) -> str:
    userid = member.get("userid")
    if userid is not None and userid == chat.get("owner"):
        return "owner"
    if userid in admins:
        return "admin"
    return "staff" if str(member.get("type")) == "1" else "member"


def _unpack(document: object) -> list[Unpacked]:
    chats = _chats(document)
    groups: list[list[object]] = []
    members: list[list[object]] = []
    for chat in chats:
        listed = chat.get("admin_list")
        admins = {str(a.get("userid")) for a in listed if isinstance(a, dict)} if isinstance(listed, list) else set()
        known = len(admins) if isinstance(listed, list) else None
        groups.append([chat["chat_id"], chat.get("name"), chat.get("owner"), chat.get("create_time"), known])
        for member in chat["member_list"]:
            if isinstance(member, dict):
                values = (member.get(name) for name in ("userid", "unionid", "join_time", "join_scene"))
                members.append([chat["chat_id"], *values, _role(member, chat, admins)])
    if not chats:
        return []
    return [Unpacked("group_chat", _GROUP, groups)] + ([Unpacked("member_list", _MEMBER, members)] if members else [])


FORMATS = (
    Format(
        name="wecom_group",
        label=Text("企业微信客户群详情：群", "WeCom groupchat/get: groups"),
        needs=(("chat_id",), ("name",), ("create_time",), ("admin_count",)),
        weight=6,
        unpack=_unpack,
        parts=(
            Part(
                "groups",
                {
                    "group_id": ("chat_id",),
                    "group_name": ("name",),
                    "owner": ("owner",),
                    "created_on": ("create_time",),
                    "admins": ("admin_count",),
                },
                constants={"platform": "wecom"},
            ),
        ),
    ),
    Format(
        name="wecom_roster",
        label=Text("企业微信客户群详情：成员", "WeCom groupchat/get: members"),
        needs=(("chat_id",), ("userid",), ("join_time",), ("member_role",)),
        weight=6,
        parts=(
            Part(
                "members",
                {
                    "group_id": ("chat_id",),
                    "user_id": ("userid",),
                    "joined_at": ("join_time",),
                    "join_scene": ("join_scene",),
                    "role": ("member_role",),
                },
                dated="roster",
                snapshot=("group_id",),
                identities={"unionid": ("unionid",)},
                id_kind="external_userid",
            ),
        ),
    ),
)
