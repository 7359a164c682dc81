"""沉默: no message for more than `silent_days` days."""

from __future__ import annotations

from core.i18n import Text
from core.reports.health.light import Group, Judgement, Light, Scene, by_rule, days_silent, is_silent
from core.reports.report import Unlock


def judge(scene: Scene) -> Judgement:
    """The longest silence first."""

    def rule(group: Group) -> Text | bool | None:
        why = Text("{n} 天没人说话", "no message for {n} days").fill(n=group.silent_days)
        return is_silent(group, scene.assumptions.silent_days) and why

    return by_rule(scene.groups, rule, days_silent)


LIGHT = Light(
    code="silent",
    order=10,
    label=Text("沉默 {silent_days} 天以上", "Silent for over {silent_days} days"),
    phrase=Text("沉默 {silent_days} 天以上", "{have} been silent for over {silent_days} days"),
    place=1,
    todo=Text(
        "先让群主在群里发一条有用的内容；三天没人接话的，放进解散名单。",
        "Have the owner post something useful; a group still quiet three days later goes on the dissolve list.",
    ),
    needs=Text("上传带「最后发言」列的群列表，或群每日数据", "a group list with last message, or groups by day"),
    unknown=Text(
        "另有 {n} 个群不知道最后发言，不算沉默", "{n} more groups: last message not known, not counted as silent"
    ),
    formula=Text(
        "最后一条消息到数据截止日超过 {silent_days} 天的群数；没有消息数据的群看内容发送",
        "Groups whose last message is more than {silent_days} days before the cut-off; where no messages are known, "
        "content sent counts",
    ),
    tables="groups, group_daily, content",
    industry=Text(
        "行业里常说 7 天没人说话就算死群，口径各家不同；天数可在「假设与目标」里改",
        "Many call a group dead after 7 quiet days; the line can be set under Assumptions and targets",
    ),
    unlock=Unlock.by("沉默群", "silent groups", "groups.last_message_on", "group_daily.messages", "content.group_id"),
    hidden=("silent_days",),  # the reason is the number itself
    judge=judge,
)
