"""重复群: the same name, or mostly the same customers. Looked for in the whole company, listed in scope."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from core.i18n import COMMA, Text
from core.reports.health.light import Group, Judgement, Light, Scene, row
from core.reports.report import Unlock

SAME_SHARE, SAME_PEOPLE = 0.8, 10
"""Two groups are double if at least this share of the smaller one's customers, and this many, are in the other too."""
_NAMED = 3


def judge(scene: Scene) -> Judgement:
    """By name; without names and rosters nobody can tell."""
    if not scene.groups or not (scene.roster or any(group.name for group in scene.company)):
        return Judgement(None, (), len(scene.groups))
    wanted = {group.group_id for group in scene.groups}
    listed = [(group, why) for group, why in doubles(scene.company, scene.shared) if group.group_id in wanted]
    return Judgement(len(listed), tuple(row(group, why) for group, why in listed))


def doubles(groups: Sequence[Group], shared: Iterable[tuple[str, str, int]]) -> list[tuple[Group, Text]]:
    """Double groups and why, those of a name together. `shared`: pairs with at least SAME_SHARE and SAME_PEOPLE."""
    by_id = {group.group_id: group for group in groups}
    named: dict[str, list[Group]] = {}
    for group in groups:
        if key := same_name(group.name):
            named.setdefault(key, []).append(group)
    why: dict[str, list[Text]] = {}
    for twins in named.values():
        if len(twins) > 1:
            for group in twins:
                why[group.group_id] = [_same_name([twin.label for twin in twins if twin is not group])]
    partners: dict[str, list[tuple[int, str]]] = {}
    for one, other, both in shared:
        if one in by_id and other in by_id:
            partners.setdefault(one, []).append((both, by_id[other].label))
            partners.setdefault(other, []).append((both, by_id[one].label))
    for group_id, candidates in partners.items():
        both, other = max(candidates)
        same_people = Text("{n} 个客户也在「{other}」", "{n} of its customers are also in “{other}”")
        why.setdefault(group_id, []).append(same_people.fill(n=both, other=other))
    listed = [(by_id[group_id], Text("；", "; ").join(reasons)) for group_id, reasons in why.items()]
    return sorted(listed, key=lambda pair: (same_name(pair[0].name), pair[0].group_id))


def same_name(name: str | None) -> str:
    """A name without what people type differently: width, case, blanks, punctuation, symbols."""
    folded = unicodedata.normalize("NFKC", name or "").casefold()
    return re.sub(r"[\W_]+", "", folded)


def _same_name(others: Sequence[str]) -> Text:
    more = Text(" 等 {n_zh} 个", " and {more_en} more").fill(n_zh=len(others), more_en=len(others) - _NAMED)
    listed = COMMA.join(others[:_NAMED]) + (more if len(others) > _NAMED else Text("", ""))
    return Text("群名相同：{others}", "same name: {others}").fill(others=listed)


LIGHT = Light(
    code="double",
    order=40,
    label=Text("重复群", "Duplicate groups"),
    phrase=Text("是重复群", "{are} duplicated"),
    place=5,
    todo=Text(
        "同名的先确认是不是同一批人；是就留人多的那个，另一个解散。",
        "Check whether they hold the same people; if so keep the larger one and dissolve the other.",
    ),
    needs=Text("上传带群名称的群列表，或成员名单", "a group list with names, or a roster"),
    formula=Text(
        "群名相同（不计空格、标点、大小写）的群，或人少的一方八成以上（至少 10 人）客户也在另一个群里",
        "Groups of the same name (blanks, punctuation, case aside), or with 80 % (at least 10) of the smaller one's "
        "customers in the other too",
    ),
    tables="groups, members",
    unlock=Unlock.by("重复群", "duplicates", "groups.group_name", "members"),
    judge=judge,
)
