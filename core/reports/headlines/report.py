"""Headline numbers of the groups in scope against the equal period before, with the exact change.

A day without data is named, never a zero: where days are missing or sizes unknown the change stays None.
Sources: 7-contract "Stage KPIs" (joins, leaves, carried sizes); 4-pages (人 and 人次 apart).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.db import Session
from core.i18n import Text
from core.reports.group_query import GroupQuery
from core.reports.headlines import numbers, words
from core.reports.headlines.model import Headline, Headlines
from core.reports.headlines.numbers import Number
from core.reports.headlines.period import DAY, Period, days_of, period_of
from core.reports.headlines.tables import tables
from core.reports.inputs import Inputs
from core.reports.options import day as read_day
from core.reports.options import option
from core.reports.report import Report
from core.reports.scope_filter import parameters, within
from core.reports.verdict import Missing
from core.scope import Scope

_FLOWS = Path(__file__).with_name("flows.sql").read_text(encoding="utf-8")
_LEVELS = Path(__file__).with_name("levels.sql").read_text(encoding="utf-8")
_UNKNOWN_SIZES = 0.02
"""A change of sizes is exact enough to say while at most this share of the groups has no known size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlinesQuery(GroupQuery, Scope):
    """The scope: by default the last 7 complete days of all groups."""

    since: date | None = option(None, "起（含）。", "First day, inclusive.", read_day)
    until: date | None = option(None, "止（不含）。", "Last day, exclusive.", read_day)


def build(inputs: Inputs, query: HeadlinesQuery) -> Headlines | Missing:
    """Count the days of a scope against the equal period before. Missing if no group is known. Errors: QueryTimeout."""
    version = inputs.version
    with inputs.dataset.session() as session:
        cutoff = session.rows("select day from group_end")[0][0]
        if cutoff is None:
            return REPORT.missing
        period = period_of(session, version.created_at, cutoff, query)
        if period is None:
            return Headlines(version.number, None, ())
        where = tuple(query.filters())
        session.run(f"{_SCOPED} where {within(where, _COLUMN)}", parameters(where))
        found = [*_levels(session, period), *_flows(session, period), *_orders(session, period, bool(where))]
    known = (headline for headline in found if headline.value is not None or headline.before is not None)
    return Headlines(version.number, period, tuple(known))


def to_json(view: Headlines) -> dict[str, Any]:
    """The report for `--json`: plain values, missing is null."""
    period, before = view.period, view.period.previous() if view.period else None
    return {
        "version": view.version,
        "since": period and period.since,
        "until": period and period.until,
        "before_since": before and before.since,
        "before_until": before and before.until,
        "numbers": [
            {
                "code": headline.code,
                "unit": headline.number.unit,
                "value": headline.value,
                "before": headline.before,
                "change": headline.change,
                "missing_days": headline.missing,
                "groups_unknown": headline.unknown,
            }
            for headline in view.headlines
        ],
    }


def _levels(session: Session, period: Period) -> list[Headline]:
    ends = (period.last, period.since - DAY)
    (living, known, now), (living_then, known_then, then) = (session.rows(_LEVELS, {"at": end})[0] for end in ends)
    enough = all(total - k <= _UNKNOWN_SIZES * total for total, k in ((living, known), (living_then, known_then)))
    members = Headline(numbers.MEMBERS, now, then, unknown=living - known, comparable=enough)
    groups = Headline(numbers.GROUPS, living or None, living_then or None)
    if not session.rows("select exists (select 1 from scoped where on_roster)")[0][0]:
        return [groups, members]
    most = session.rows("select coalesce(max(person), 0) from stays")[0][0]
    people, people_then = (session.rows(_PEOPLE.format(most=most), {"at": end})[0][0] for end in ends)
    unlisted = session.rows(_UNLISTED, {"at": period.last})[0][0]
    same = unlisted <= _UNKNOWN_SIZES * living
    return [groups, members, Headline(numbers.PEOPLE, people, people_then, (), unlisted, same)]


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
        _sum(numbers.JOINS, joins, period),
        _sum(numbers.LEAVES, leaves, period),
        _sum(numbers.NET, net, period),
        _sum(numbers.MESSAGES, spoken, period),
        Headline(numbers.ACTIVE, active.get(True), active.get(False), silent_days),
    ]


def _orders(session: Session, period: Period, filtered: bool) -> list[Headline]:
    """Amount paid in scope. Without filters every order counts, else those of a group in scope."""
    first, last = session.rows(
        "select min(day), max(day) from contents "
        "where table_name = 'orders' and kind = 'day' and column_name = 'paid_at'"
    )[0]
    if first is None:
        return []
    of_groups = "semi join scoped as s on o.group_id = s.group_id" if filtered else ""
    rows = session.rows(
        f"select o.day, sum(o.amount) from order_days as o {of_groups} "
        "where o.day >= $before and o.day < $until group by all",
        {"before": period.previous().since, "until": period.until},
    )
    paid: dict[date, Decimal] = dict(rows)
    for day in days_of(period.previous().since, period.until):
        if first <= day <= last:
            paid.setdefault(day, Decimal("0.00"))
    return [_sum(numbers.AMOUNT, paid, period)]


def _sum(number: Number, days: Mapping[date, Any], period: Period) -> Headline:
    values = []
    for part in (period, period.previous()):
        known = [days[day] for day in days_of(part.since, part.until) if day in days]
        values.append(sum(known) if known else None)
    return Headline(number, values[0], values[1], _missing(days, period))


def _missing(days: Mapping[date, Any], period: Period) -> tuple[date, ...]:
    return tuple(day for day in days_of(period.previous().since, period.until) if day not in days)


_COLUMN = "nullif(g.{}, '')"
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
REPORT = Report(
    name="headlines",
    title=Text("主要数字", "Headline numbers"),
    needs=tuple(frozenset({table}) for table in ("groups", "group_daily", "members", "content")),
    missing=Missing(
        ("group_daily", "members"),
        Text("还没有群的数据", "No data on groups yet"),
        Text(
            "上传群每日数据或成员名单，就能看到在群、进群、退群人数和前一周比怎么样。",
            "Upload groups by day, or a roster, to see members, joins and leaves against the week before.",
        ),
    ),
    query=HeadlinesQuery,
    build=build,
    verdict=words.verdict,
    to_json=to_json,
    tables=tables,
    unlocks=tuple(number.unlock for number in numbers.NUMBERS if number.unlock is not None),
)
