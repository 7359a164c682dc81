"""What is known of every living group at the cut-off: the facts that the health check judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from core.db import Dataset, Session
from core.rules.health import SAME_PEOPLE, SAME_SHARE, Group
from core.scope import Scope

_GROUPS = Path(__file__).with_name("group_facts.sql").read_text(encoding="utf-8")
_DAYS = {
    "groups": ("last_message_on", "created_on", "dissolved_on"),
    "group_daily": ("day",),
    "members": ("joined_at", "left_at"),
    "content": ("sent_at",),
}
"""Columns that tell how far the groups' data reach. Orders do not: they say nothing about silence."""
_FETCHED = ("owner_daily", "group_daily")
"""Tables whose source forgets after 180 days."""
_IN_MANY = 50
"""Who is in more groups than this is taken for staff or a bot without a role; he makes no two groups alike."""


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
        cutoff = _cutoff(session, created_at.date())
        if cutoff is None:
            return GroupFacts(dataset.version, None, (), {}, (), {})
        at = {"cutoff": cutoff, "next": cutoff + timedelta(days=1)}
        groups = tuple(Group(*row) for row in session.rows(_GROUPS, at))
        classes: dict[str, dict[str, int]] = {}
        for group_id, name, people in session.rows(_CLASSES, at):
            classes.setdefault(group_id, {})[name] = people
        shared = tuple(session.rows(_SHARED, at))
        fetched = {}
        for table in _FETCHED:
            last = session.rows(f"select max(day) from {table} where day <= $today", {"today": created_at.date()})[0][0]
            if last is not None:
                fetched[table] = last
        roster = bool(session.rows("select exists (select 1 from members)")[0][0])
    return GroupFacts(dataset.version, cutoff, groups, classes, shared, fetched, roster)


def in_scope(group: Group, scope: Scope) -> bool:
    """Whether a group has one of the wanted values in every filter that is set; days do not matter."""
    return all(getattr(group, name) in values for name, values in scope.filters())


def _cutoff(session: Session, today: date) -> date | None:
    """The last day of any group's data that is not after the import."""
    days = [
        f"select max({column}) as day from {table} where {column} < $next"
        for table, columns in _DAYS.items()
        for column in columns
    ]
    sql = f"select max(day)::date from ({' union all '.join(days)}) as d"
    found: date | None = session.rows(sql, {"next": today + timedelta(days=1)})[0][0]
    if found is None and session.rows("select count(*) from groups")[0][0]:
        return today  # a list of names alone is of the day it came in
    return found


_PRESENT = """
select m.group_id, m.user_id, m.identity_class
from members as m
left join groups as g on m.group_id = g.group_id
where m.joined_at < $next and (m.left_at is null or m.left_at >= $next)
    and coalesce(m.role, 'member') in ('member', 'koc') and coalesce(g.dissolved_on > $cutoff, true)
"""
_CLASSES = f"""
select p.group_id, p.identity_class, count(distinct p.user_id)
from ({_PRESENT}) as p where p.identity_class <> '' group by all order by all
"""
_SHARED = f"""
with present as (select distinct p.group_id, p.user_id from ({_PRESENT}) as p),
spread as (select user_id, count(*) as n from present group by user_id),
counted as (
    select p.group_id, p.user_id, s.n from present as p inner join spread as s on p.user_id = s.user_id
    where s.n <= {_IN_MANY}
),
sizes as (select group_id, count(*) as n from counted group by group_id),
pairs as (
    select a.group_id as one, b.group_id as other, count(*) as n
    from counted as a inner join counted as b on a.user_id = b.user_id and a.group_id < b.group_id
    where a.n > 1 and b.n > 1
    group by all having count(*) >= {SAME_PEOPLE}
)
select p.one, p.other, p.n
from pairs as p inner join sizes as s on p.one = s.group_id inner join sizes as t on p.other = t.group_id
where p.n >= {SAME_SHARE} * least(s.n, t.n)
order by all
"""
