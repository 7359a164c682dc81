"""身份混群: people whose identity class conflicts with the group's. Source: domain text 4."""

from __future__ import annotations

from core.i18n import COMMA, Text
from core.reports.health.light import Group, Judgement, Light, Scene, by_rule
from core.reports.report import Unlock

MIXED_PEOPLE = 2
"""People of a conflicting class from which a group is mixed: one alone may be a wrong entry."""


def judge(scene: Scene) -> Judgement:
    """The group's class is the one declared, else its most frequent one."""

    def rule(group: Group) -> Text | bool | None:
        inside = scene.classes.get(group.group_id)
        if not inside:
            return None
        own = group.identity_class or min(inside, key=lambda name: (-inside[name], name))
        foreign = {name: n for name, n in inside.items() if scene.assumptions.conflicts(own, name)}
        if sum(foreign.values()) < MIXED_PEOPLE:
            return False
        ordered = sorted(foreign.items(), key=lambda item: (-item[1], item[0]))
        people = COMMA.join(Text("{n} 个{name}", "{n} {name}").fill(n=n, name=name) for name, n in ordered)
        return Text("{own}群里混进 {people}", "{people} in a group of {own}").fill(own=own, people=people)

    return by_rule(scene.groups, rule)


LIGHT = Light(
    code="mixed",
    order=50,
    label=Text("身份混群", "Mixed identities"),
    phrase=Text("混进了互斥身份的人", "{have} members of conflicting identities"),
    place=4,
    todo=Text(
        "把混进来的人请到对应身份的群；先处理人数少的一方，别在群里点名。",
        "Move the people who do not belong into a group of their own identity, quietly, the smaller side first.",
    ),
    needs=Text("上传带「身份」列的成员名单", "a roster with identity classes"),
    unknown=Text("另有 {n} 个群的成员没有身份", "{n} more groups: no identity known for their members"),
    formula=Text(
        f"群里有 {MIXED_PEOPLE} 个以上与本群身份互斥的客户；只有 1 个的可能是标错，不算",
        f"Groups with {MIXED_PEOPLE} or more customers whose identity conflicts with the group's; a single one may be "
        "a wrong entry and does not count",
    ),
    tables="members, groups",
    unlock=Unlock.by("身份混群", "mixed identities", "members.identity_class"),
    judge=judge,
)
