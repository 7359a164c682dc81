"""无备用管理员: nobody but the owner can run the group."""

from __future__ import annotations

from core.i18n import Text
from core.reports.health.light import Judgement, Light, Scene, by_rule
from core.reports.report import Unlock


def judge(scene: Scene) -> Judgement:
    """Groups with 0 admins."""
    why = Text("只有群主一人能管", "nobody but the owner can run it")
    return by_rule(scene.groups, lambda group: None if group.admins is None else group.admins == 0 and why)


LIGHT = Light(
    code="no_admin",
    order=60,
    label=Text("无备用管理员", "No backup admin"),
    phrase=Text("没有备用管理员", "{have} no backup admin"),
    tier=3,
    todo=Text(
        "每个群补 1 个管理员；群主离职时群才接得住。", "Add one admin each, so that the group survives its owner."
    ),
    needs=Text("上传带「群管理员」列的群列表", "a group list with its admins"),
    unknown=Text("另有 {n} 个群不知道有没有管理员", "{n} more groups: admins not known"),
    formula=Text(
        "管理员数为 0 的群。群主是否已离职看不出来：导出企业微信「离职继承」名单才知道",
        "Groups with 0 admins. Whether the owner has left cannot be seen here: WeCom's list of groups to be inherited "
        "tells",
    ),
    tables="groups, members",
    unlock=Unlock.by("备用管理员", "backup admins", "groups.admins"),
    judge=judge,
)
