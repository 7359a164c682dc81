"""How many groups lack which label, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.i18n import COMMA, Text
from core.reports.labels.model import COLUMNS, GroupLabels
from core.reports.verdict import Verdict

_NEEDED = ("positioning", "purpose", "identity_class", "region")
"""What the decisions need; channel and priority may stay empty."""


def verdict(view: GroupLabels, _: date) -> Verdict:
    """The labels that decisions need and groups lack, those lacking in equally many groups together."""
    total = f"{len(view.groups):,}"
    columns_by_count: dict[int, list[str]] = {}
    for column in _NEEDED:
        if missing := view.missing(column):
            columns_by_count.setdefault(missing, []).append(column)
    if not columns_by_count:
        line = Text("{n} 个群的定位、用途、身份和区域都有了", "All {n} groups have their labels").fill(n=total)
        return Verdict(line, Text("新群进来后再来看一次。", "Look again when new groups come in."))
    parts = [_without(n, columns, len(view.groups)) for n, columns in columns_by_count.items()]
    return Verdict(
        Text("{total} 个群里，{parts}", "{total} groups: {parts}").fill(
            total=total, parts=Text("，", "; ").join(parts)
        ),
        Text(
            "先用群名规则自动填，剩下的逐群设定。没有标签的群照样统计，只是不能按标签筛选和对比。",
            "Fill them in from the group names first, then set the rest by hand. Groups without labels still "
            "count; they just cannot be filtered or compared.",
        ),
    )


def _without(n: int, columns: Sequence[str], total: int) -> Text:
    counted = Text("全都", "all") if n == total else Text(f"{n:,} 个", f"{n:,}")
    names = COMMA.join(Text(COLUMNS[column].zh, COLUMNS[column].en.lower()) for column in columns)
    return Text("{n}没有{names}", "{n} without {names}").fill(n=counted, names=names)
