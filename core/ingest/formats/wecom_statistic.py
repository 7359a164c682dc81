"""WeCom groupchat/statistic by owner and by day → owner_daily.

Every figure is a level as of its day (截至当天…), so no part maps new_member_cnt or new_chat_cnt to joins: levels never
become flows. The by-owner answer holds no day (the request did), the by-day one holds no owner: it goes to `(all)`.
"""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.shape import Format, Part, Unpacked

_LEVELS = {
    "groups": ("chat_total", "截至当天客户群总数量", "客户群总数"),
    "members": ("member_total", "截至当天客户群总人数", "客户群总人数"),
    "groups_active": ("chat_has_msg", "截至当天有发过消息的客户群数量"),
    "members_active": ("member_has_msg", "截至当天有发过消息的群成员数"),
    "messages": ("msg_total", "截至当天客户群消息总数"),
}
_DAY = ("stat_time", "统计日期", "日期", "统计时间")
_OWNER = ("owner", "群主", "群主ID", "群主userid")
ALL_OWNERS = "(all)"


def _items(page: dict[str, object]) -> list[object]:
    items = page.get("items", [page])
    return items if isinstance(items, list) else []


def _unpack(document: object) -> list[Unpacked]:
    pages = document if isinstance(document, list) else [document]
    items = [
        item
        for page in pages
        if isinstance(page, dict)
        for item in _items(page)
        if isinstance(item, dict) and isinstance(item.get("data"), dict) and "chat_total" in item["data"]
    ]
    found = []
    for key in ("owner", "stat_time"):
        rows = [item for item in items if key in item]
        if rows:
            names = tuple(dict.fromkeys(name for row in rows for name in row["data"]))
            found.append(Unpacked("items", (key, *names), [[r[key], *(r["data"].get(n) for n in names)] for r in rows]))
    return found


FORMATS = (
    Format(
        name="wecom_statistic_by_owner",
        label=Text("企业微信群统计（按群主）", "WeCom group statistics by owner"),
        needs=(_OWNER, _LEVELS["groups"], _LEVELS["members"], _LEVELS["groups_active"]),
        weight=5,
        unpack=_unpack,
        parts=(Part("owner_daily", {"owner": _OWNER, "day": _DAY, **_LEVELS}, dated="needed"),),
    ),
    Format(
        name="wecom_statistic_by_day",
        label=Text("企业微信群统计（按天）", "WeCom group statistics by day"),
        needs=(_DAY, _LEVELS["groups"], _LEVELS["members"], _LEVELS["groups_active"]),
        without=_OWNER,
        weight=5,
        parts=(Part("owner_daily", {"day": _DAY, **_LEVELS}, constants={"owner": ALL_OWNERS}),),
    ),
)
