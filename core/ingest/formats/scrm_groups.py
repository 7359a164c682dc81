"""SCRM 客户群导出: one row per group on the day of the export.

Two tables: the groups, and their numbers of that day. No column says which day it was: it stands in the file's name
(客户群导出20260301.xlsx) or in the title row (导出时间), else it is asked for.

`members` is 客户人数 where the file tells customers from staff: all our rates count customers (a valid message is a
customer's, a roster's members are customers), so their denominator must not hold staff. 群人数 stands in where it
is alone.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from core.i18n import Text
from core.ingest.recognition.shape import Cells, Computed, Format, Part

_ADMINS = "群管理员"
INTERNAL = {"群类型": ("内部群", "经销商群")}
"""Rows that are no customer groups."""


def _admin_count(cells: Cells) -> pa.Array:
    """How many names a list such as 张三、李四 holds; a number stays itself, an empty cell is not known."""
    listed = cells[_ADMINS]
    names = pc.count_substring_regex(listed, r"[^,，、;；\s|/]+")
    return pc.if_else(pc.match_substring_regex(listed, r"^\d+$"), listed, names.cast(pa.string()))


ADMIN_COUNT = Computed("群管理员数(计)", ((_ADMINS,),), _admin_count)

FORMATS = (
    Format(
        name="scrm_groups",
        label=Text("SCRM 客户群导出", "SCRM group export"),
        needs=(("群ID",), ("群名称", "客户群名称"), ("今日入群", "当日入群"), ("今日退群", "当日退群")),
        weight=5,
        computed=(ADMIN_COUNT,),
        parts=(
            Part(
                "groups",
                {
                    "group_id": ("群ID",),
                    "group_name": ("群名称", "客户群名称"),
                    "owner": ("群主",),
                    "admins": ("群管理员数(计)",),
                    "created_on": ("创群时间", "建群时间", "创建时间", "入群时间"),
                    "last_message_on": ("最后发言时间",),
                },
                constants={"platform": "wecom"},
                skip_values=INTERNAL,
            ),
            Part(
                "group_daily",
                {
                    "group_id": ("群ID",),
                    "day": ("统计日期", "日期"),
                    "members": ("客户人数", "群人数"),
                    "joins": ("今日入群", "当日入群"),
                    "leaves": ("今日退群", "当日退群"),
                    "messages": ("今日消息",),
                },
                dated="needed",
                skip_values=INTERNAL,
            ),
        ),
    ),
)
