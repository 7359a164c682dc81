"""How many groups lack which label, and what to do about it."""

from __future__ import annotations

from core.reports.labels.report import COLUMNS, GroupLabels
from core.ui import widgets
from core.ui.state import language
from core.ui.words import say

_NEEDED = ("positioning", "purpose", "identity_class", "region")
"""What the decisions need; channel and priority may stay empty."""


def no_groups() -> None:
    """No group list yet."""
    widgets.no_data(
        say("还没有群可以打标签", "No groups to label yet"),
        say(
            "先上传群列表（SCRM 客户群导出，或自己的表：群编号、群名称、群主）。",
            "Upload a group list first (an SCRM group export, or your own sheet with id, name and owner).",
        ),
    )


def draw(report: GroupLabels) -> None:
    """The verdict line and the next step."""
    total = len(report.groups)
    lacking = {column: n for column in _NEEDED if (n := report.missing(column))}
    if not lacking:
        widgets.verdict(
            say("{n:,} 个群的定位、用途、身份和区域都有了", "All {n:,} groups have their labels", n=total),
            say("新群进来后再来看一次。", "Look again when new groups come in."),
        )
        return
    by_count: dict[int, list[str]] = {}
    for column, n in lacking.items():
        by_count.setdefault(n, []).append(_name(column))
    listed = say("，", "; ").join(
        say("{n}没有{names}", "{n} without {names}", n=_counted(n, total), names=say("、", ", ").join(names))
        for n, names in by_count.items()
    )
    widgets.verdict(
        say("{total:,} 个群里，{listed}", "{total:,} groups: {listed}", total=total, listed=listed),
        say(
            "先用群名规则自动填，剩下的逐群设定。没有标签的群照样统计，只是不能按标签筛选和对比。",
            "Fill them in from the group names first, then set the rest by hand. Groups without labels still "
            "count; they just cannot be filtered or compared.",
        ),
    )


def _counted(n: int, total: int) -> str:
    return say("全都", "all") if n == total else say("{n:,} 个", "{n:,}", n=n)


def _name(column: str) -> str:
    name = COLUMNS[column].of(language())
    return name if language() == "zh" else name.lower()
