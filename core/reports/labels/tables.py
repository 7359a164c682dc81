"""Lists of groups with their labels, and of labels that would change."""

from __future__ import annotations

from collections.abc import Sequence

from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.labels.model import COLUMNS, LABELS, Change, Group, GroupLabels, label_text
from core.reports.table import Table

_NAME = Field("group_name", Text("群", "Group"))
_OWNER = Field("owner", Text("群主", "Owner"))
_ID = Field("group_id", Text("群编号", "Group id"), "id")


def tables(view: GroupLabels) -> tuple[Table, ...]:
    """All groups; the page lists them where labels are set by hand."""
    return (Table(groups_listing(view.groups), search=True),)


def groups_listing(groups: Sequence[Group]) -> Listing:
    """Groups with all their labels."""
    fields = (_NAME, _OWNER, *(Field(column, COLUMNS[column]) for column in LABELS), _ID)
    rows = ((g.name, g.owner, *(label_text(column, g.labels[column]) for column in LABELS), g.group_id) for g in groups)
    return Listing("group_labels", Text("群标签", "Group labels"), fields, tuple(rows), owner="owner")


def changes_listing(changes: Sequence[Change], title: Text) -> Listing:
    """Labels old → new, with the reason."""
    fields = (
        _NAME,
        Field("label", Text("标签", "Label")),
        Field("old", Text("原来", "Before")),
        Field("new", Text("改为", "After")),
        Field("reason", Text("依据", "Reason")),
        _OWNER,
        _ID,
    )
    rows = (
        (
            *(c.group.name, COLUMNS[c.column], label_text(c.column, c.old), label_text(c.column, c.new)),
            *(c.reason, c.group.owner, c.group.group_id),
        )
        for c in changes
    )
    return Listing("label_changes", title, fields, tuple(rows), owner="owner")
