"""What is known of every living group at the cut-off: what the health check and the headline numbers start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.db import Dataset
from core.reports.health.light import Group
from core.reports.health.lights.double import SAME_PEOPLE, SAME_SHARE
from core.reports.health.rules import Recognition
from core.reports.inputs import Inputs


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Facts of one version. Everything empty and `cutoff` None where no table knows a group."""

    cutoff: date | None
    groups: tuple[Group, ...] = ()
    """Living ones: not dissolved by the cut-off."""
    classes: Mapping[str, Mapping[str, int]] | None = None
    """Customers on the roster by group and identity class."""
    shared: tuple[tuple[str, str, int], ...] = ()
    """Pairs of groups with mostly the same customers, and how many they share."""
    fetched: Mapping[str, date] | None = None
    """Last day of the tables whose source forgets."""
    roster: bool = False
    """Whether anybody's membership is known."""
    recognised: Mapping[str, float] | None = None
    """Share of members that can be matched with orders, by group; None without members or without orders."""
    recognition: Recognition | None = None
    """The same of all members."""


def group_facts(inputs: Inputs) -> GroupFacts:
    """Read once per version; days after its import do not exist. Errors: QueryTimeout."""
    dataset = inputs.dataset
    return dataset.cached("group facts", lambda: read(dataset, inputs.version.created_at))


def read(dataset: Dataset, created_at: datetime) -> GroupFacts:
    """The facts of a version made at `created_at`. Errors: QueryTimeout."""
    with dataset.session() as session:
        cutoff = session.rows("select day from group_end")[0][0]
        if cutoff is None:
            return GroupFacts(None)
        groups = tuple(Group(*row) for row in session.rows("select * from group_facts order by group_id"))
        classes: dict[str, dict[str, int]] = {}
        for group_id, name, people in session.rows("select group_id, identity_class, people from group_classes"):
            classes.setdefault(group_id, {})[name] = people
        shared = tuple(session.rows(_SHARED))
        fetched = dict(session.rows(_FETCHED, {"today": created_at.date()}))
        roster = bool(session.rows("select exists (select 1 from group_ids where on_roster)")[0][0])
        members = session.rows(_MEMBERS)
    everybody = next(
        (Recognition(total, recognised) for kind, _, total, recognised in members if kind == "everyone"), None
    )
    shares = {name: recognised / total for kind, name, total, recognised in members if kind == "group" and name}
    return GroupFacts(cutoff, groups, classes, shared, fetched, roster, shares if everybody else None, everybody)


_SHARED = f"""
select one, other, shared from group_pairs
where shared >= {SAME_PEOPLE} and shared >= {SAME_SHARE} * smaller order by one, other
"""
_FETCHED = """
select table_name, max(day) from contents
where table_name in ('owner_daily', 'group_daily') and kind = 'day' and column_name = 'day' and day <= $today
group by table_name order by table_name desc
"""
_MEMBERS = """
select kind, name, total, recognised from recognition
where kind in ('everyone', 'group') and total > 0
    and exists (select 1 from recognition where kind = 'source' and total > 0)
"""
