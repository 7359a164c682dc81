"""Headline numbers of the groups in scope against the equal period before, with the exact change.

A day without data is named, never a zero: where days are missing or sizes unknown the change stays None.
Sources: 7-contract "Stage KPIs" (joins, leaves, carried sizes); 4-pages (人 and 人次 apart).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from core.db import Dataset, Session
from core.i18n import Text
from core.reports.headlines.period import DAY, Period, days_of, period_of
from core.scope import Scope

_FLOWS = Path(__file__).with_name("flows.sql").read_text(encoding="utf-8")
_LEVELS = Path(__file__).with_name("levels.sql").read_text(encoding="utf-8")
_UNKNOWN_SIZES = 0.02
"""A change of sizes is exact enough to say while at most this share of the groups has no known size."""

Unit = Literal["person_times", "people", "messages", "groups", "money"]


@dataclass(frozen=True, slots=True)
class Headline:
    """One number. None: not known. `change` = value - before, exact; None where the two cannot be compared."""

    code: str
    label: Text
    unit: Unit
    value: int | Decimal | None
    before: int | Decimal | None
    missing: tuple[date, ...] = ()
    """Days of either period without data of this number."""
    unknown: int = 0
    """Living groups at the end of the period whose size is not known."""
    comparable: bool = True

    @property
    def change(self) -> int | Decimal | None:
        """Against the period before."""
        if self.value is None or self.before is None or self.missing or not self.comparable:
            return None
        return self.value - self.before


@dataclass(frozen=True, slots=True)
class Headlines:
    """The numbers of a period; `period` None where there is no day in scope."""

    version: int
    period: Period | None
    numbers: tuple[Headline, ...]
    """Only numbers of which something is known in one of the two periods."""


def build(dataset: Dataset, created_at: datetime, cutoff: date | None, scope: Scope) -> Headlines:
    """Count the scope's days, by default the last 7 complete ones up to the groups' `cutoff`. Errors: QueryTimeout."""
    with dataset.session() as session:
        period = None if cutoff is None else period_of(session, created_at, cutoff, scope)
        if period is None:
            return Headlines(dataset.version, None, ())
        _scoped(session, scope)
        numbers = [
            *_levels(session, period),
            *_flows(session, period),
            *_orders(session, period, scope),
        ]
    known = tuple(number for number in numbers if number.value is not None or number.before is not None)
    return Headlines(dataset.version, period, known)


def to_json(found: Headlines) -> dict[str, Any]:
    """The report for `--json`: plain values, missing is null."""
    period, before = found.period, found.period.previous() if found.period else None
    return {
        "version": found.version,
        "since": period and period.since,
        "until": period and period.until,
        "before_since": before and before.since,
        "before_until": before and before.until,
        "numbers": [
            {
                "code": number.code,
                "unit": number.unit,
                "value": number.value,
                "before": number.before,
                "change": number.change,
                "missing_days": number.missing,
                "groups_unknown": number.unknown,
            }
            for number in found.numbers
        ],
    }


def _scoped(session: Session, scope: Scope) -> None:
    """The groups in scope, dissolved ones too, as a temp table."""
    conditions, params = ["true"], {}
    for name, values in scope.filters():
        wanted = f"list_contains(${name}::varchar[], nullif(g.{name}, ''))"
        conditions.append(
            f"(nullif(g.{name}, '') is null or {wanted})" if None in values else f"coalesce({wanted}, false)"
        )
        params[name] = [value for value in values if value is not None]
    session.run(f"{_SCOPED} where {' and '.join(conditions)}", params)


def _levels(session: Session, period: Period) -> list[Headline]:
    ends = (period.last, period.since - DAY)
    (living, known, now), (living_then, known_then, then) = (session.rows(_LEVELS, {"at": end})[0] for end in ends)
    enough = all(total - k <= _UNKNOWN_SIZES * total for total, k in ((living, known), (living_then, known_then)))
    members = Headline(
        "members", Text("在群", "In groups"), "person_times", now, then, unknown=living - known, comparable=enough
    )
    groups = Headline("groups", Text("群", "Groups"), "groups", living or None, living_then or None)
    if not session.rows("select exists (select 1 from scoped where on_roster)")[0][0]:
        return [groups, members]
    most = session.rows("select coalesce(max(person), 0) from stays")[0][0]
    people, people_then = (session.rows(_PEOPLE.format(most=most), {"at": end})[0][0] for end in ends)
    unlisted = session.rows(_UNLISTED, {"at": period.last})[0][0]
    same = unlisted <= _UNKNOWN_SIZES * living
    label = Text("在群（去重）", "In groups, each once")
    return [groups, members, Headline("people", label, "people", people, people_then, (), unlisted, same)]


def _flows(session: Session, period: Period) -> list[Headline]:
    before = period.previous()
    span = {"before": before.since, "until": period.until}
    first, last, leavers = session.rows(_LISTED, {"until": period.until})[0]
    # A roster without a single leaver lists who is there now: it cannot tell that nobody left.
    days = {row[0]: row[1:] for row in session.rows(_FLOWS, {**span, "leavers": leavers})}
    listed = {day for day in days_of(before.since, period.until) if first and first <= day <= last}
    joins = {day: row[0] for day, row in days.items() if row[0] is not None}
    leaves = {day: row[1] for day, row in days.items() if row[1] is not None}
    spoken = {day: row[2] for day, row in days.items() if row[2] is not None}
    for day in listed:  # a day on which nobody moves has no row, yet the roster knows it
        joins.setdefault(day, 0)
        if leavers:
            leaves.setdefault(day, 0)
    net = {day: joins[day] - leaves[day] for day in joins.keys() & leaves.keys()}
    active = dict(
        session.rows(
            "select d.day >= $since, count(distinct d.group_id) filter (where d.messages > 0) from group_days as d "
            "semi join scoped as s on d.group_id = s.group_id "
            "where d.day >= $before and d.day < $until and d.messages is not null group by all",
            {**span, "since": period.since},
        )
    )
    silent_days = _missing(spoken, period)
    return [
        _sum("joins", Text("进群", "Joined"), "person_times", joins, period),
        _sum("leaves", Text("退群", "Left"), "person_times", leaves, period),
        _sum("net", Text("净增", "Net"), "person_times", net, period),
        _sum("messages", Text("消息", "Messages"), "messages", spoken, period),
        Headline("active", Text("活跃群", "Active groups"), "groups", active.get(True), active.get(False), silent_days),
    ]


def _orders(session: Session, period: Period, scope: Scope) -> list[Headline]:
    """Amount paid in scope. Without filters every order counts, else those of a group in scope."""
    first, last = session.rows(
        "select min(day), max(day) from contents "
        "where table_name = 'orders' and kind = 'day' and column_name = 'paid_at'"
    )[0]
    if first is None:
        return []
    of_groups = "semi join scoped as s on o.group_id = s.group_id" if any(True for _ in scope.filters()) else ""
    rows = session.rows(
        f"select o.day, sum(o.amount) from order_days as o {of_groups} "
        "where o.day >= $before and o.day < $until group by all",
        {"before": period.previous().since, "until": period.until},
    )
    paid: dict[date, Decimal] = dict(rows)
    for day in days_of(period.previous().since, period.until):
        if first <= day <= last:
            paid.setdefault(day, Decimal("0.00"))
    return [_sum("amount", Text("订单金额", "Order amount"), "money", paid, period)]


def _sum(code: str, label: Text, unit: Unit, days: Mapping[date, Any], period: Period) -> Headline:
    values = []
    for part in (period, period.previous()):
        known = [days[day] for day in days_of(part.since, part.until) if day in days]
        values.append(sum(known) if known else None)
    return Headline(code, label, unit, values[0], values[1], _missing(days, period))


def _missing(days: Mapping[date, Any], period: Period) -> tuple[date, ...]:
    return tuple(day for day in days_of(period.previous().since, period.until) if day not in days)


_SCOPED = """
create or replace temp table scoped as
select k.group_id, g.created_on, g.dissolved_on, k.on_roster
from (
    select group_id, bool_or(on_roster) as on_roster
    from (select group_id, on_roster from group_ids union all select group_id, false as on_roster from groups) as i
    group by group_id
) as k left join groups as g on k.group_id = g.group_id
"""
_LISTED = """
select min(r.day), greatest(max(r.day), max(r.left_on)), max(r.left_on) is not null
from roster_days as r semi join scoped as s on r.group_id = s.group_id where r.listed and r.day < $until
"""
# Persons are numbered without gaps: a bit for each counts them twice as fast as count(distinct …) does.
_PEOPLE = """
select coalesce(bit_count(bitstring_agg(t.person, 0, {most})), 0)
from stays as t inner join scoped as s on t.group_id = s.group_id
where t.since <= $at and t.until > $at
    and (s.created_on is null or s.created_on <= $at) and (s.dissolved_on is null or s.dissolved_on > $at)
"""
_UNLISTED = """
select count(*) from scoped as s where not s.on_roster
    and (s.created_on is null or s.created_on <= $at) and (s.dissolved_on is null or s.dissolved_on > $at)
"""
