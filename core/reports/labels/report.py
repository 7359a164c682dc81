"""The groups with the labels they have, and how many lack which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.codec.listing import Field, Listing, Value
from core.db import Dataset
from core.domain.choices import LABELS as CHOICE_LABELS
from core.i18n import Text
from core.reports.labels.rules import LABELS, Change, Group

COLUMNS: Mapping[str, Text] = {
    "positioning": Text("定位", "Positioning"),
    "purpose": Text("用途", "Purpose"),
    "identity_class": Text("身份分类", "Identity class"),
    "region": Text("区域", "Region"),
    "channel": Text("渠道", "Channel"),
    "priority": Text("服务优先级", "Priority"),
}
"""What pages call the labels."""
_GROUP = (
    Field("group_name", Text("群", "Group")),
    Field("owner", Text("群主", "Owner")),
    Field("group_id", Text("群编号", "Group id"), "id"),
)


@dataclass(frozen=True, slots=True)
class GroupLabels:
    """Every stored group, by name, and the values each label has (most groups first)."""

    version: int
    groups: tuple[Group, ...]
    values: Mapping[str, tuple[str, ...]]

    def missing(self, column: str) -> int:
        """Groups without this label."""
        return sum(group.labels[column] is None for group in self.groups)

    @property
    def owners(self) -> tuple[str, ...]:
        """Everybody who owns a group, in order."""
        return tuple(sorted({group.owner for group in self.groups if group.owner}))


def build(dataset: Dataset) -> GroupLabels:
    """Read the groups of a version."""
    columns = ", ".join(f"nullif(g.\"{name}\", '')" for name in LABELS)
    rows = dataset.rows(
        f"select g.group_id, g.group_name, g.owner, {columns} from groups as g "
        "order by g.group_name nulls last, g.group_id"
    )
    groups = tuple(Group(i, name, owner, dict(zip(LABELS, labels, strict=True))) for i, name, owner, *labels in rows)
    return GroupLabels(dataset.version, groups, {column: _values(groups, column) for column in LABELS})


def label_text(column: str, value: str | None) -> Value:
    """A stored label as pages show it."""
    return CHOICE_LABELS.get(column, {}).get(value, value) if value is not None else None


def groups_listing(groups: Sequence[Group]) -> Listing:
    """Groups with all their labels."""
    rows = ((g.name, g.owner, *(label_text(column, g.labels[column]) for column in LABELS), g.group_id) for g in groups)
    fields = (*_GROUP[:2], *(Field(column, COLUMNS[column]) for column in LABELS), _GROUP[2])
    return Listing("group_labels", Text("群标签", "Group labels"), fields, tuple(rows), owner="owner")


def changes_listing(changes: Sequence[Change], title: Text) -> Listing:
    """Labels old → new, with the reason."""
    fields = (
        _GROUP[0],
        Field("label", Text("标签", "Label")),
        Field("old", Text("原来", "Before")),
        Field("new", Text("改为", "After")),
        Field("reason", Text("依据", "Reason")),
        *_GROUP[1:],
    )
    rows = (
        (
            c.group.name,
            COLUMNS[c.column],
            label_text(c.column, c.old),
            label_text(c.column, c.new),
            c.reason,
            c.group.owner,
            c.group.group_id,
        )
        for c in changes
    )
    return Listing("label_changes", title, fields, tuple(rows), owner="owner")


def _values(groups: Sequence[Group], column: str) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for group in groups:
        if (value := group.labels[column]) is not None:
            counts[value] = counts.get(value, 0) + 1
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))
