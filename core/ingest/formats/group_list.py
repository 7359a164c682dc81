"""A group list 群列表 of one's own: a row per group with its size on one day, but no flows of the day.

Without a group id the name stands for it. `members` is 客户人数 where the sheet tells customers from staff. No day
inside: it stands in the file's name or title, else the numbers count for the day of the import.
"""

from __future__ import annotations

from core.i18n import Text
from core.ingest.formats.scrm_groups import ADMIN_COUNT, INTERNAL
from core.ingest.recognition.shape import Format, Part

_ID = ("群ID", "群编号", "客户群ID", "chat_id")
_NAME = ("群名称", "群名", "客户群名称", "群聊名称")
_OWNER = ("群主", "负责人")
_SIZE = ("客户人数", "客户数", "群人数", "人数", "群成员数")
_CREATED = ("创建时间", "创群时间", "建群时间", "建群日期", "创建日期")
_LAST = ("最后发言", "最后发言时间", "最后消息时间", "最后发言日期", "最近发言", "最近发言时间")
_DAY = ("统计日期", "数据日期", "导出日期", "日期")
_FLOWS = ("今日入群", "当日入群", "今日退群", "当日退群", "入群人数", "退群人数", "消息数", "今日消息")
_OTHER = ("入群方式", "手机号", "订单号")
"""Columns of member lists and orders."""


def _parts(group_id: tuple[str, ...]) -> tuple[Part, ...]:
    columns = {
        "group_id": group_id,
        "group_name": _NAME,
        "owner": _OWNER,
        "admins": ("群管理员数(计)", "管理员数", "群管理员数"),
        "positioning": ("定位", "群定位"),
        "purpose": ("用途", "群用途"),
        "identity_class": ("身份", "身份分类", "身份类别", "客户身份"),
        "region": ("区域", "地区", "所属地区"),
        "channel": ("渠道", "来源渠道"),
        "created_on": _CREATED,
        "last_message_on": _LAST,
        "dissolved_on": ("解散日期", "解散时间"),
    }
    sizes = {"group_id": group_id, "day": _DAY, "members": _SIZE}
    return (
        Part("groups", columns, skip_values=INTERNAL),
        Part("group_daily", sizes, needs=(_SIZE,), dated="import_day", skip_values=INTERNAL),
    )


FORMATS = (
    Format(
        name="group_list",
        label=Text("群列表（无群 ID）", "Group list without ids"),
        needs=(_NAME, _OWNER, (*_CREATED, *_LAST, *_SIZE)),
        without=(*_ID, *_FLOWS, *_OTHER),
        computed=(ADMIN_COUNT,),
        parts=_parts(_NAME),
    ),
    Format(
        name="group_list_with_ids",
        label=Text("群列表（有群 ID）", "Group list with ids"),
        needs=(_ID, _NAME, _OWNER, _SIZE, (*_CREATED, *_LAST)),
        without=(*_FLOWS, *_OTHER, "日期"),
        weight=5,
        computed=(ADMIN_COUNT,),
        parts=_parts(_ID),
    ),
)
