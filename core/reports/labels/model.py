"""Groups and their labels: what each group is for and whom it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.choices import LABELS as CHOICE_LABELS
from core.i18n import Text

COLUMNS: Mapping[str, Text] = {
    "positioning": Text("定位", "Positioning"),
    "purpose": Text("用途", "Purpose"),
    "identity_class": Text("身份分类", "Identity class"),
    "region": Text("区域", "Region"),
    "channel": Text("渠道", "Channel"),
    "priority": Text("服务优先级", "Priority"),
}
"""What pages call the labels."""
LABELS: tuple[str, ...] = tuple(COLUMNS)
"""The columns of `groups` that say what a group is for and whom it serves; no known export has them."""


@dataclass(frozen=True, slots=True)
class Group:
    """One stored group and its labels (None: not labelled)."""

    group_id: str
    name: str | None
    owner: str | None
    labels: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One label a rule or a person gives: stored codes or words; None = no label. `reason` is the name's words."""

    group: Group
    column: str
    old: str | None
    new: str | None
    reason: Text


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


def label_text(column: str, value: str | None) -> Text | str | None:
    """A stored label as pages show it."""
    return CHOICE_LABELS.get(column, {}).get(value, value) if value is not None else None
