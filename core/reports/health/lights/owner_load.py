"""群主超载: far more groups than the company's average. Domain text 10: who founds a group answers for it."""

from __future__ import annotations

from core.codec.listing import Field
from core.i18n import Text
from core.reports.health.light import Judgement, Light, Scene, total
from core.reports.health.owners import Owner, owners
from core.reports.report import Unlock


def judge(scene: Scene) -> Judgement:
    """Owners with a group in scope, judged by all their groups in the company."""
    held = owners(scene.company)
    nobody = sum(group.owner is None for group in scene.groups)
    if not held:
        return Judgement(None, (), nobody)
    average = sum(len(owner.groups) for owner in held) / len(held)
    wanted = {group.owner for group in scene.groups}
    given = scene.assumptions

    def overloaded(owner: Owner) -> bool:
        n = len(owner.groups)
        return n > given.owner_load_factor * average and n >= given.owner_load_groups

    rows = tuple(
        (owner.name, len(owner.groups), total(g.customers for g in owner.groups), len(owner.groups) / average)
        for owner in held
        if overloaded(owner) and owner.name in wanted
    )
    return Judgement(len(rows), rows, nobody)


LIGHT = Light(
    code="owner_load",
    order=70,
    label=Text("群主超载", "Overloaded owners"),
    unit="owners",
    phrase=Text(
        "{groups} 个没解散的群里，{name}一人带 {most} 个，超载", "{name} carries {most} of {groups} living groups"
    ),
    tier=2,
    todo=Text(
        "先把他名下的沉默群、空壳群处理掉，再分给别人。", "Clear the silent and shell groups first, then share out."
    ),
    needs=Text("上传带「群主」列的群列表", "a group list with owners"),
    unknown=Text("另有 {n} 个群没有群主", "{n} more groups have no owner"),
    formula=Text(
        "名下的群超过本公司平均的 {owner_load_factor:g} 倍、并且不少于 {owner_load_groups} 个的群主",
        "Owners with more than {owner_load_factor:g} times the company's average, and at least {owner_load_groups} "
        "groups",
    ),
    tables="groups",
    unlock=Unlock.by("群主负担", "owner load", "groups.owner"),
    fields=(
        Field("owner", Text("群主", "Owner")),
        Field("groups", Text("群数", "Groups"), "count"),
        Field("customers", Text("客户数", "Customers"), "count"),
        Field("times", Text("是平均的几倍", "Times the average"), "decimal"),
    ),
    split_fields=("owner", "groups"),
    judge=judge,
)
