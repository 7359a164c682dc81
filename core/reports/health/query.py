"""What is known of every living group at the cut-off: the facts that the health check judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.db import Dataset
from core.reports.health.rules import SAME_PEOPLE, SAME_SHARE, Group
from core.scope import Scope


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Facts of one version. Everything empty and `cutoff` None where no table knows a group."""

    version: int
    cutoff: date | None
    groups: tuple[Group, ...]
    """Living ones: not dissolved by the cut-off."""
    classes: Mapping[str, Mapping[str, int]]
    """Customers on the roster by group and identity class."""
    shared: tuple[tuple[str, str, int], ...]
    """Pairs of groups with mostly the same customers, and how many they share."""
    fetched: Mapping[str, date]
    """Last day of the tables whose source forgets."""
    roster: bool = False
    """Whether anybody's membership is known."""


def build(dataset: Dataset, created_at: datetime) -> GroupFacts:
    """Read the facts of a version made at `created_at`; later days do not exist. Errors: QueryTimeout."""
    with dataset.session() as session:
        cutoff = session.rows("select day from group_end")[0][0]
        if cutoff is None:
            return GroupFacts(dataset.version, None, (), {}, (), {})
        groups = tuple(Group(*row) for row in session.rows("select * from group_facts order by group_id"))
        classes: dict[str, dict[str, int]] = {}
        for group_id, name, people in session.rows("select group_id, identity_class, people from group_classes"):
            classes.setdefault(group_id, {})[name] = people
        shared = tuple(session.rows(_SHARED))
        fetched = dict(session.rows(_FETCHED, {"today": created_at.date()}))
        roster = bool(session.rows("select exists (select 1 from group_ids where on_roster)")[0][0])
    return GroupFacts(dataset.version, cutoff, groups, classes, shared, fetched, roster)


def in_scope(group: Group, scope: Scope) -> bool:
    """Whether a group has one of the wanted values in every filter that is set; days do not matter."""
    return all(getattr(group, name) in values for name, values in scope.filters())


_SHARED = f"""
select one, other, shared from group_pairs
where shared >= {SAME_PEOPLE} and shared >= {SAME_SHARE} * smaller order by one, other
"""
_FETCHED = """
select table_name, max(day) from contents
where table_name in ('owner_daily', 'group_daily') and kind = 'day' and column_name = 'day' and day <= $today
group by table_name order by table_name desc
"""
