"""The words of each light of the health check: what it is called, what to do, what unlocks it, what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.domain.assumptions import Assumptions
from core.i18n import Text
from core.reports.health.rules import MIXED_PEOPLE

Unit = Literal["groups", "owners", "days"]
"""What a light counts: living groups, owners, or the days left."""


@dataclass(frozen=True, slots=True)
class Words:
    """One light. `{…}` places are filled from the assumptions."""

    code: str
    label: Text
    todo: Text
    """What to do with the list."""
    needs: Text
    """Which file (or label) makes it judgeable."""
    unknown: Text
    """Of how many groups ({n}) the facts do not tell."""
    formula: Text
    tables: str
    trade: Text | None = None
    """How the trade counts it where we differ. 行业口径."""
    unit: Unit = "groups"

    def filled(self, text: Text, given: Assumptions) -> Text:
        """A sentence of this light with the company's own lines in it."""
        return text.fill(**{entry.name: getattr(given, entry.name) for entry in given.entries()}, mixed=MIXED_PEOPLE)


LIGHTS: tuple[Words, ...] = (
    Words(
        "silent",
        Text("沉默 {silent_days} 天以上", "Silent for over {silent_days} days"),
        Text(
            "先让群主在群里发一条有用的内容；三天没人接话的，放进解散名单。",
            "Have the owner post something useful; a group still quiet three days later goes on the dissolve list.",
        ),
        Text("上传带「最后发言」列的群列表，或群每日数据", "a group list with last message, or groups by day"),
        Text("另有 {n} 个群不知道最后发言，不算沉默", "{n} more groups: last message not known, not counted as silent"),
        Text(
            "最后一条消息到数据截止日超过 {silent_days} 天的群数；没有消息数据的群看内容发送",
            "Groups whose last message is more than {silent_days} days before the cut-off; where no messages are "
            "known, content sent counts",
        ),
        "groups, group_daily, content",
        Text(
            "行业里常说 7 天没人说话就算死群，口径各家不同；天数可在「假设与目标」里改",
            "Many call a group dead after 7 quiet days; the line can be set under Assumptions and targets",
        ),
    ),
    Words(
        "overdue",
        Text("过期未解散", "Overdue, not dissolved"),
        Text(
            "把人接到下一个群或加成好友，然后解散。引流群、快闪群今天就可以解散。",
            "Take the people over into the next group or as friends, then dissolve; lead-in and flash groups today.",
        ),
        Text("给群标上用途（群标签页可按群名批量标）", "the groups' purpose (label many at once on Group labels)"),
        Text("另有 {n} 个群没标用途或没有创建日期", "{n} more groups have no purpose or no creation day"),
        Text(
            "建群天数达到上限的群数：引流群 {overdue_lead_in} 天、快闪群 {overdue_flash} 天、"
            "新人群 {overdue_new_user} 天、训练营 {overdue_camp} 天、交付群 {overdue_delivery} 天",
            "Groups as old as their purpose lives: lead-in {overdue_lead_in}, flash {overdue_flash}, new-user "
            "{overdue_new_user}, camp {overdue_camp}, delivery {overdue_delivery} days",
        ),
        "groups",
    ),
    Words(
        "shell",
        Text("空壳群", "Empty shells"),
        Text(
            "把剩下的客户请进同区域、同身份的活跃群，导出名单后解散。",
            "Invite the few customers into an active group of the same region and identity, export the list, dissolve.",
        ),
        Text("上传带人数和最后发言的群列表", "a group list with size and last message"),
        Text("另有 {n} 个群不知道人数或最后发言", "{n} more groups: size or last message not known"),
        Text(
            "客户少于 {shell_customers} 人、并且沉默超过 {shell_silent_days} 天的群数",
            "Groups with fewer than {shell_customers} customers, silent for more than {shell_silent_days} days",
        ),
        "groups, group_daily, members",
    ),
    Words(
        "double",
        Text("重复群", "Duplicate groups"),
        Text(
            "同名的先确认是不是同一批人；是就留人多的那个，另一个解散。",
            "Check whether they hold the same people; if so keep the larger one and dissolve the other.",
        ),
        Text("上传带群名称的群列表，或成员名单", "a group list with names, or a roster"),
        Text("", ""),
        Text(
            "群名相同（不计空格、标点、大小写）的群，或人少的一方八成以上（至少 10 人）客户也在另一个群里",
            "Groups of the same name (blanks, punctuation, case aside), or with 80 % (at least 10) of the smaller "
            "one's customers in the other too",
        ),
        "groups, members",
    ),
    Words(
        "mixed",
        Text("身份混群", "Mixed identities"),
        Text(
            "把混进来的人请到对应身份的群；先处理人数少的一方，别在群里点名。",
            "Move the people who do not belong into a group of their own identity, quietly, the smaller side first.",
        ),
        Text("上传带「身份」列的成员名单", "a roster with identity classes"),
        Text("另有 {n} 个群的成员没有身份", "{n} more groups: no identity known for their members"),
        Text(
            "群里有 {mixed} 个以上与本群身份互斥的客户；只有 1 个的可能是标错，不算",
            "Groups with {mixed} or more customers whose identity conflicts with the group's; a single one may be a "
            "wrong entry and does not count",
        ),
        "members, groups",
    ),
    Words(
        "no_admin",
        Text("无备用管理员", "No backup admin"),
        Text(
            "每个群补 1 个管理员；群主离职时群才接得住。", "Add one admin each, so that the group survives its owner."
        ),
        Text("上传带「群管理员」列的群列表", "a group list with its admins"),
        Text("另有 {n} 个群不知道有没有管理员", "{n} more groups: admins not known"),
        Text(
            "管理员数为 0 的群。群主是否已离职看不出来：导出企业微信「离职继承」名单才知道",
            "Groups with 0 admins. Whether the owner has left cannot be seen here: WeCom's list of groups to be "
            "inherited tells",
        ),
        "groups, members",
    ),
    Words(
        "owner_load",
        Text("群主超载", "Overloaded owners"),
        Text(
            "先把他名下的沉默群、空壳群处理掉，再分给别人。", "Clear the silent and shell groups first, then share out."
        ),
        Text("上传带「群主」列的群列表", "a group list with owners"),
        Text("另有 {n} 个群没有群主", "{n} more groups have no owner"),
        Text(
            "名下的群超过本公司平均的 {owner_load_factor:g} 倍、并且不少于 {owner_load_groups} 个的群主",
            "Owners with more than {owner_load_factor:g} times the company's average, and at least "
            "{owner_load_groups} groups",
        ),
        "groups",
        unit="owners",
    ),
    Words(
        "unrecognised",
        Text("认不出人的群", "Unrecognised members"),
        Text(
            "这些群先不谈保留或解散：「没贡献」可能只是没认出来。补手机号或统一客户标识。",
            'Do not judge these by money: "no contribution" may only mean "not recognised". Add phones or a shared id.',
        ),
        Text("上传成员名单和订单", "a roster and orders"),
        Text("另有 {n} 个群没有成员名单", "{n} more groups have no roster"),
        Text("能和订单买家对上的成员不到一半的群", "Groups of whose members less than half can be matched with buyers"),
        "members, orders, identities",
    ),
    Words(
        "expiring",
        Text("天后开始丢数据", "days until data are lost"),
        Text(
            "从企业微信后台导出缺的这几天，传上来就存住了。",
            "Export the days that follow from WeCom and upload them: then they are kept.",
        ),
        Text("上传群每日数据或群主统计", "groups by day, or owners by day"),
        Text("", ""),
        Text(
            "企业微信只保留 180 天；离第一个缺的日子被删还有几天",
            "WeCom keeps 180 days; days until the first one that is missing here is gone there",
        ),
        "group_daily, owner_daily",
        unit="days",
    ),
)
