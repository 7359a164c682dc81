"""空壳: fewer than `shell_customers` customers and silent for more than `shell_silent_days` days."""

from __future__ import annotations

from core.i18n import Text
from core.reports.health.light import Group, Judgement, Light, Scene, by_rule, days_silent, is_silent
from core.reports.report import Unlock


def judge(scene: Scene) -> Judgement:
    """The longest silence first."""
    given = scene.assumptions

    def rule(group: Group) -> Text | bool | None:
        few = None if group.customers is None else group.customers < given.shell_customers
        quiet = is_silent(group, given.shell_silent_days)
        if few is False or quiet is False:
            return False
        if few is None or quiet is None:
            return None
        why = Text("{n} 个客户，沉默 {d} 天", "{n} customers, silent for {d} days")
        return why.fill(n=group.customers, d=group.silent_days)

    return by_rule(scene.groups, rule, days_silent)


LIGHT = Light(
    code="shell",
    order=30,
    label=Text("空壳群", "Empty shells"),
    phrase=Text("是空壳群", "{are} empty"),
    place=3,
    todo=Text(
        "把剩下的客户请进同区域、同身份的活跃群，导出名单后解散。",
        "Invite the few customers into an active group of the same region and identity, export the list, dissolve.",
    ),
    needs=Text("上传带人数和最后发言的群列表", "a group list with size and last message"),
    unknown=Text("另有 {n} 个群不知道人数或最后发言", "{n} more groups: size or last message not known"),
    formula=Text(
        "客户少于 {shell_customers} 人、并且沉默超过 {shell_silent_days} 天的群数",
        "Groups with fewer than {shell_customers} customers, silent for more than {shell_silent_days} days",
    ),
    tables="groups, group_daily, members",
    unlock=Unlock.by(
        *("空壳群", "shells", "groups.last_message_on group_daily.members", "groups.last_message_on members"),
        *("group_daily.messages members", "group_daily.messages group_daily.members"),
    ),
    judge=judge,
)
