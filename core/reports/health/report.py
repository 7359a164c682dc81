"""The health check: which living groups are silent, overdue, empty, double, mixed, and who owns them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from core.codec.listing import Listing, Value
from core.i18n import Text
from core.reports.group_query import GroupQuery
from core.reports.health import rules, words
from core.reports.health.facts import group_facts
from core.reports.health.light import Scene
from core.reports.health.lights import all_lights
from core.reports.health.rules import HealthCheck
from core.reports.health.tables import tables
from core.reports.inputs import Inputs
from core.reports.report import Report, Unlock
from core.reports.scope_filter import holds
from core.reports.verdict import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthQuery(GroupQuery):
    """Which groups are judged; today's lights know no days."""


def build(inputs: Inputs, query: HealthQuery) -> HealthCheck | Missing:
    """Missing if no living group is known. Errors: QueryTimeout."""
    facts = group_facts(inputs)
    if facts.cutoff is None or not facts.groups:
        return REPORT.missing
    scene = Scene(
        groups=tuple(group for group in facts.groups if holds(query.filters(), partial(getattr, group))),
        company=facts.groups,
        classes=facts.classes or {},
        shared=facts.shared,
        roster=facts.roster,
        recognised=facts.recognised or {},
        fetched=facts.fetched or {},
        assumptions=inputs.assumptions,
        today=inputs.today,
    )
    return rules.check(scene, inputs.version.number, facts.cutoff, facts.recognition)


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
                "code": reading.code,
                "unit": reading.light.unit,
                "count": reading.count,
                "unknown": reading.unknown,
                "needs": reading.needs,
                "rows": _records(reading.listing),
            }
            for reading in check.lights
        ],
        "owners": _records(check.owners),
        "cost": check.cost,
    }


def _records(listing: Listing) -> list[dict[str, Value]]:
    """Rows as objects by field name."""
    names = [field.name for field in listing.fields]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]


def _unlocks() -> tuple[Unlock, ...]:
    return tuple(light.unlock for light in all_lights() if light.unlock is not None)


REPORT = Report(
    name="health_check",
    title=Text("体检", "Health check"),
    needs=tuple(frozenset({table}) for table in ("groups", "group_daily", "members", "content")),
    missing=Missing(
        ("groups",),
        Text("还没有群列表", "No group list yet"),
        Text(
            "上传一份客户群导出，或自己的群列表（群名称、群主、人数、创建日期、最后发言），马上能看到哪些群沉默、过期、空壳、重复。",
            "Upload an SCRM group export or your own list (name, owner, size, creation date, last message) and see "
            "at once which groups are silent, overdue, empty or duplicated.",
        ),
    ),
    query=HealthQuery,
    build=build,
    verdict=words.verdict,
    to_json=to_json,
    tables=tables,
    contract=words.cost_contract,
    unlocks=_unlocks,
)
