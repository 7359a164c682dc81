"""The groups with the labels they have, and how many lack which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.i18n import Text
from core.reports.inputs import Inputs
from core.reports.labels import words
from core.reports.labels.model import LABELS, Group, GroupLabels
from core.reports.labels.tables import tables
from core.reports.report import Report
from core.reports.verdict import Missing


@dataclass(frozen=True, slots=True)
class LabelsQuery:
    """All groups: there is nothing to choose."""


def build(inputs: Inputs, _: LabelsQuery) -> GroupLabels:
    """Read the groups of a version. Errors: QueryTimeout."""
    columns = ", ".join(f"nullif(g.\"{name}\", '')" for name in LABELS)
    rows = inputs.dataset.rows(
        f"select g.group_id, g.group_name, g.owner, {columns} from groups as g "
        "order by g.group_name nulls last, g.group_id"
    )
    groups = tuple(Group(i, name, owner, dict(zip(LABELS, labels, strict=True))) for i, name, owner, *labels in rows)
    return GroupLabels(inputs.version.number, groups, {column: _values(groups, column) for column in LABELS})


def _values(groups: Sequence[Group], column: str) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for group in groups:
        if (value := group.labels[column]) is not None:
            counts[value] = counts.get(value, 0) + 1
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))


def to_json(view: GroupLabels) -> dict[str, Any]:
    """Labels as they are stored: codes or words, null where there is none; `missing`: groups without each label."""
    return {
        "version": view.version,
        "groups": view.groups,
        "values": view.values,
        "missing": {column: view.missing(column) for column in LABELS},
    }


REPORT = Report(
    name="group_labels",
    title=Text("群标签", "Group labels"),
    needs=(frozenset({"groups"}),),
    missing=Missing(
        ("groups",),
        Text("还没有群可以打标签", "No groups to label yet"),
        Text(
            "先上传群列表（SCRM 客户群导出，或自己的表：群编号、群名称、群主）。",
            "Upload a group list first (an SCRM group export, or your own sheet with id, name and owner).",
        ),
    ),
    query=LabelsQuery,
    build=build,
    verdict=words.verdict,
    to_json=to_json,
    tables=tables,
)
