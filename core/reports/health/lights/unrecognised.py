"""认不出人: fewer than half of a group's members can be matched with orders. Source: domain text 10."""

from __future__ import annotations

from core.i18n import Text
from core.reports.health.light import Group, Judgement, Light, Scene, by_rule
from core.reports.report import Unlock

RECOGNISED_SHARE = 0.5
"""Below this share of recognised members a group's buyers say nothing."""


def judge(scene: Scene) -> Judgement:
    """Groups without a roster are unknown."""
    why = Text("只认出 {n:.1f}% 的成员", "only {n:.1f}% of its members are recognised")

    def rule(group: Group) -> Text | bool | None:
        share = scene.recognised.get(group.group_id)
        return None if share is None else share < RECOGNISED_SHARE and why.fill(n=100 * share)

    return by_rule(scene.groups, rule)


LIGHT = Light(
    code="unrecognised",
    order=80,
    label=Text("认不出人的群", "Unrecognised members"),
    phrase=Text("认不出一半成员", "{have} fewer than half of their members recognised"),
    tier=4,
    todo=Text(
        "这些群先不谈保留或解散：「没贡献」可能只是没认出来。补手机号或统一客户标识。",
        'Do not judge these by money: "no contribution" may only mean "not recognised". Add phones or a shared id.',
    ),
    needs=Text("上传成员名单和订单", "a roster and orders"),
    unknown=Text("另有 {n} 个群没有成员名单", "{n} more groups have no roster"),
    formula=Text(
        "能和订单买家对上的成员不到一半的群", "Groups of whose members less than half can be matched with buyers"
    ),
    tables="members, orders, identities",
    unlock=Unlock.by("识别率", "recognition", "members orders"),
    judge=judge,
)
