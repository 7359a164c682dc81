"""The headline numbers: label, unit, what stands behind the `?`, what unlocks it, which way is good.

Sources: 7-contract "Stage KPIs" (joins, leaves, carried sizes); 4-pages (人 and 人次 apart).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.i18n import Text
from core.reports.report import Unlock
from core.reports.verdict import Contract

Unit = Literal["person_times", "people", "messages", "groups", "money"]


@dataclass(frozen=True, slots=True)
class Number:
    """One headline number."""

    code: str
    label: Text
    unit: Unit
    contract: Contract
    unlock: Unlock | None = None
    """Its part of the unlock line."""
    good: Literal["up", "down", "neither"] = "up"
    at_end: bool = False
    """Of the last day, not of all days added."""
    leads: bool = True
    """Whether the verdict can be about it: not the sums and differences of others."""


_TIMES = Text("人次：一个人在两个群里算两次", "person-times: who is in two groups counts twice")
_GROUPS = Text("群", "groups")

GROUPS = Number(
    "groups",
    Text("群", "Groups"),
    "groups",
    Contract(Text("期末没解散的群", "groups not dissolved at the end of the period"), _GROUPS, "groups"),
    good="neither",
    at_end=True,
    leads=False,
)
MEMBERS = Number(
    "members",
    Text("在群", "In groups"),
    "person_times",
    Contract(
        Text(
            "期末各群客户数相加；当天没有数就用 7 天内最近的一天",
            "customers of all groups at the end of the period; a day without a number takes the latest of the 7 days "
            "before",
        ),
        _TIMES,
        "group_daily, members",
        excluded=Text("员工、机器人、水军（名单里能看出来时）", "staff, bots, planted voices where the roster tells"),
        industry=Text("企业微信后台的群成员数含员工", "WeCom's own count includes staff"),
    ),
    Unlock.by("在群人数", "members", "group_daily.members", "members"),
    at_end=True,
)
PEOPLE = Number(
    "people",
    Text("在群（去重）", "In groups, each once"),
    "people",
    Contract(
        Text("成员名单里期末还在群的人，同一个人只算一次", "people on the rosters at the end of the period, each once"),
        Text("人", "people"),
        "members, identities",
    ),
    Unlock.by("人数去重", "people counted once", "members"),
    at_end=True,
    leads=False,
)
JOINS = Number(
    "joins",
    Text("进群", "Joined"),
    "person_times",
    Contract(
        Text("每天进群数相加", "joins of every day, added"),
        _TIMES,
        "group_daily, members",
        excluded=Text("建群当天被拉进来的人", "people invited on the day the group was made"),
        industry=Text("行业表格常把建群时拉的人也算进群", "many sheets count those as joins"),
    ),
    Unlock.by("进群退群", "joins and leaves", "group_daily.joins", "members"),
)
LEAVES = Number(
    "leaves",
    Text("退群", "Left"),
    "person_times",
    Contract(
        Text("每天退群数相加", "leaves of every day, added"),
        _TIMES,
        "group_daily, members",
        excluded=Text("因解散群离开的人", "people who left because the group was dissolved"),
        industry=Text(
            "行业退群率 = 退群人数 / 群人数，解散也算在内", "leavers / members, with the people of dissolved groups"
        ),
    ),
    good="down",
)
NET = Number(
    "net",
    Text("净增", "Net"),
    "person_times",
    Contract(Text("进群 − 退群", "joins − leaves"), _TIMES, "group_daily, members"),
    leads=False,
)
MESSAGES = Number(
    "messages",
    Text("消息", "Messages"),
    "messages",
    Contract(
        Text("每天消息数相加，含员工发的", "messages of every day, staff included"),
        Text("条", "messages"),
        "group_daily",
    ),
    Unlock.by("消息与活跃群", "messages and active groups", "group_daily.messages"),
)
ACTIVE = Number(
    "active",
    Text("活跃群", "Active groups"),
    "groups",
    Contract(
        Text("这段时间里至少有一条消息的群", "groups with at least one message in the period"), _GROUPS, "group_daily"
    ),
)
AMOUNT = Number(
    "amount",
    Text("订单金额", "Order amount"),
    "money",
    Contract(
        Text("付款金额相加，退款没有扣", "amounts paid, refunds not deducted"),
        Text("元", "CNY"),
        "orders",
        industry=Text("行业 GMV 有的含未付款订单", "some count unpaid orders in GMV"),
    ),
    Unlock.by("订单金额", "order amount", "orders"),
)
NUMBERS = (GROUPS, MEMBERS, PEOPLE, JOINS, LEAVES, NET, MESSAGES, ACTIVE, AMOUNT)
"""In the order in which they are shown."""
