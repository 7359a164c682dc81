"""过期未解散: older than a group of its purpose lives. Source: domain text 2; 7-contract (lead_in)."""

from __future__ import annotations

from core.domain.choices import LABELS
from core.i18n import Text
from core.reports.health.light import Group, Judgement, Light, Scene, by_rule
from core.reports.report import Unlock


def judge(scene: Scene) -> Judgement:
    """The oldest first; groups without a purpose are unknown."""

    def rule(group: Group) -> Text | bool | None:
        if group.purpose is None:
            return None
        limit = scene.assumptions.overdue_days(group.purpose)
        if limit is None:
            return False
        if group.age_days is None:
            return None
        why = Text(
            "{purpose}，建群 {age} 天，第 {limit} 天起算过期", "{purpose}, {age} days old, overdue from day {limit}"
        )
        purpose = LABELS["purpose"][group.purpose]
        return group.age_days >= limit and why.fill(purpose=purpose, age=group.age_days, limit=limit)

    return by_rule(scene.groups, rule, lambda group: group.age_days or 0)


LIGHT = Light(
    code="overdue",
    order=20,
    label=Text("过期未解散", "Overdue, not dissolved"),
    phrase=Text("过期了还没解散", "{are} overdue and not dissolved"),
    place=2,
    todo=Text(
        "把人接到下一个群或加成好友，然后解散。引流群、快闪群今天就可以解散。",
        "Take the people over into the next group or as friends, then dissolve; lead-in and flash groups today.",
    ),
    needs=Text("给群标上用途（群标签页可按群名批量标）", "the groups' purpose (label many at once on Group labels)"),
    unknown=Text("另有 {n} 个群没标用途或没有创建日期", "{n} more groups have no purpose or no creation day"),
    formula=Text(
        "建群天数达到上限的群数：引流群 {overdue_lead_in} 天、快闪群 {overdue_flash} 天、新人群 {overdue_new_user} 天、"
        "训练营 {overdue_camp} 天、交付群 {overdue_delivery} 天",
        "Groups as old as their purpose lives: lead-in {overdue_lead_in}, flash {overdue_flash}, new-user "
        "{overdue_new_user}, camp {overdue_camp}, delivery {overdue_delivery} days",
    ),
    tables="groups",
    unlock=Unlock.by("过期群", "overdue groups", "groups.purpose groups.created_on"),
    page="labels",
    judge=judge,
)
