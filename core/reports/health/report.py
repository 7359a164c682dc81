"""The health check as a view model: lights with the list behind each, groups per owner, what idle groups cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.codec.listing import Listing
from core.domain.assumptions import Assumptions
from core.domain.tables import TABLES
from core.i18n import Text
from core.reports.coverage.report import WECOM_DAYS, CoverageReport
from core.reports.health import owner_load
from core.reports.health import rules as health
from core.reports.health import tables as health_lists
from core.reports.health.light_words import LIGHTS, Unit, Words
from core.reports.health.owner_load import Owner
from core.reports.health.query import GroupFacts, in_scope
from core.reports.health.rules import Finding, Group
from core.scope import Scope

SOON = 14
"""Days left from which data about to be lost are an alarm."""
MONTH_HOURS = Decimal(174)
"""Working hours of one person a month: 21.75 days of 8 hours, the legal Chinese figure."""


@dataclass(frozen=True, slots=True)
class Light:
    """One light. `count` None: it cannot be judged from the present tables, `needs` says what unlocks it."""

    code: str
    label: Text
    unit: Unit
    count: int | None
    """Groups or owners in the list; for unit days the days left, 0 or less: that many are lost already."""
    unknown: int
    """Groups in scope whose facts do not tell; they are not in the list."""
    note: Text | None
    """The unknown ones in words."""
    todo: Text
    needs: Text | None
    listing: Listing

    @property
    def alarm(self) -> bool:
        """Whether there is something to do."""
        if self.count is None:
            return False
        return self.count <= SOON if self.unit == "days" else self.count > 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What groups cost a month, spread equally over all living groups of the company; None: not answered."""

    group_money: Decimal | None
    group_hours: Decimal | None
    idle_groups: int
    """Silent or shell groups in scope."""
    idle_money: Decimal | None
    idle_hours: Decimal | None


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The answer for a scope on one version, seen on the day `today`."""

    version: int
    cutoff: date | None
    """Last day of the groups' data."""
    today: date
    groups: int
    """Living groups in scope."""
    company_groups: int
    customers: int | None
    """Sum over groups where known (person-times); None where no size is known."""
    sizes_unknown: int
    """Groups without a known size."""
    lights: tuple[Light, ...]
    owners: Listing
    """Every owner in scope; the sums of its columns are the totals."""
    cost: Cost | None

    def light(self, code: str) -> Light:
        """The light of this code. Raises KeyError."""
        found = next((light for light in self.lights if light.code == code), None)
        if found is None:
            raise KeyError(code)
        return found


def recognition(report: CoverageReport) -> Mapping[str, float] | None:
    """Share of recognised members by group; None without members or without orders."""
    if not report.orders.total or not report.members.total:
        return None
    return {r.name: r.share for r in report.members_by_group if r.name is not None and r.share is not None}


def build(
    facts: GroupFacts, given: Assumptions, scope: Scope, today: date, shares: Mapping[str, float] | None = None
) -> HealthCheck:
    """Judge the groups in scope. `shares`: `recognition`; `today` dates the 180-day warning."""
    groups = [group for group in facts.groups if in_scope(group, scope)]
    wanted = {group.group_id for group in groups}
    held = owner_load.owners(facts.groups)
    too_many = [o for o in owner_load.overloaded(held, given) if any(g.group_id in wanted for g in o.groups)]
    found = {
        "silent": health.silent(groups, given),
        "overdue": health.overdue(groups, given),
        "shell": health.shells(groups, given),
        "double": _doubles(facts, wanted),
        "mixed": health.mixed(groups, facts.classes, given),
        "no_admin": health.without_admin(groups),
        "unrecognised": health.unrecognised(groups, shares or {}),
    }
    words = {light.code: light for light in LIGHTS}
    silent, shell = ({hit.group.group_id for hit in found[code].hits} for code in ("silent", "shell"))
    return HealthCheck(
        version=facts.version,
        cutoff=facts.cutoff,
        today=today,
        groups=len(groups),
        company_groups=len(facts.groups),
        customers=health_lists.total(group.customers for group in groups),
        sizes_unknown=sum(group.customers is None for group in groups),
        lights=tuple(
            _owner_light(word, held, too_many, groups)
            if word.code == "owner_load"
            else _expiring(word, facts.fetched, today)
            if word.code == "expiring"
            else _light(words[word.code], given, found[word.code])
            for word in LIGHTS
        ),
        owners=health_lists.owner_table(groups, silent, shell, given, len(facts.groups)),
        cost=_cost(given, len(facts.groups), len(silent | shell)),
    )


def _light(words: Words, given: Assumptions, found: Finding) -> Light:
    blind = found.judged == 0
    rows = tuple(health_lists.group_row(hit) for hit in found.hits)
    label = words.filled(words.label, given)
    return Light(
        code=words.code,
        label=label,
        unit=words.unit,
        count=None if blind else len(rows),
        unknown=found.unknown,
        note=words.unknown.fill(n=found.unknown) if found.unknown and not blind and words.unknown.zh else None,
        todo=words.todo,
        needs=words.needs if blind else None,
        listing=Listing(words.code, label, health_lists.GROUP_FIELDS, rows, owner="owner"),
    )


def _doubles(facts: GroupFacts, wanted: set[str]) -> Finding:
    """Found in the whole company, listed in scope; without names and rosters nobody can tell."""
    found = health.doubles(facts.groups, facts.shared)
    hits = tuple(hit for hit in found.hits if hit.group.group_id in wanted)
    known = bool(facts.roster) or any(group.name for group in facts.groups)
    return Finding(hits, len(wanted) if known else 0, 0 if known else len(wanted))


def _owner_light(words: Words, held: Sequence[Owner], too_many: Sequence[Owner], groups: Sequence[Group]) -> Light:
    average = owner_load.average_load(held) or 1
    rows = tuple(
        (o.name, len(o.groups), health_lists.total(g.customers for g in o.groups), len(o.groups) / average)
        for o in too_many
    )
    nobody = sum(group.owner is None for group in groups)
    return Light(
        code=words.code,
        label=words.label,
        unit=words.unit,
        count=len(rows) if held else None,
        unknown=nobody,
        note=words.unknown.fill(n=nobody) if nobody and held else None,
        todo=words.todo,
        needs=None if held else words.needs,
        listing=Listing(words.code, words.label, health_lists.LOAD_FIELDS, rows, owner="owner"),
    )


def _expiring(words: Words, fetched: Mapping[str, date], today: date) -> Light:
    """Days until the first day after ours falls out of the source's 180."""
    left = {name: WECOM_DAYS - max((today - last).days - 1, 0) for name, last in fetched.items()}
    rows = tuple((TABLES[name].label, fetched[name], left[name]) for name in sorted(left, key=lambda n: (left[n], n)))
    return Light(
        code=words.code,
        label=words.label,
        unit=words.unit,
        count=min(left.values(), default=None),
        unknown=0,
        note=None,
        todo=words.todo,
        needs=None if left else words.needs,
        listing=Listing(words.code, words.label, health_lists.EXPIRING_FIELDS, rows),
    )


def _cost(given: Assumptions, company: int, idle: int) -> Cost | None:
    money = health_lists.each(given.monthly_cost, given, company)
    hours = health_lists.each(None if given.staff_count is None else given.staff_count * MONTH_HOURS, given, company)
    if money is None and hours is None:
        return None
    return Cost(
        group_money=None if money is None else health_lists.cents(money),
        group_hours=None if hours is None else health_lists.cents(hours),
        idle_groups=idle,
        idle_money=None if money is None else health_lists.cents(money * idle),
        idle_hours=None if hours is None else health_lists.cents(hours * idle),
    )


def due(today: date) -> date:
    """By when: the next Friday that leaves at least two days."""
    ahead = (4 - today.weekday()) % 7
    return today + timedelta(days=ahead if ahead >= 2 else ahead + 7)


def to_json(check: HealthCheck) -> dict[str, Any]:
    """The report for `--json`: plain values, missing is null."""
    return {
        "version": check.version,
        "cutoff": check.cutoff,
        "groups": check.groups,
        "company_groups": check.company_groups,
        "customers": check.customers,
        "sizes_unknown": check.sizes_unknown,
        "lights": [
            {
                "code": light.code,
                "unit": light.unit,
                "count": light.count,
                "unknown": light.unknown,
                "needs": light.needs,
                "rows": health_lists.records(light.listing),
            }
            for light in check.lights
        ],
        "owners": health_lists.records(check.owners),
        "cost": check.cost,
    }
