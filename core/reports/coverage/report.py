"""What the workspace knows: days and groups with data per table, who is recognised, what is about to be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.domain.tables import CANONICAL_TABLES, TABLES
from core.i18n import Text
from core.reports.coverage import chart, rules, words
from core.reports.coverage.model import CoverageView, GroupName, Recognised, TableCoverage
from core.reports.coverage.tables import tables
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Missing

_DAY_OF = {"orders": "paid_at", "contacts": "added_at", "identities": "seen_on", "tasks": "planned_at"}
"""The day a row belongs to, where it is not part of the key."""


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """Coverage is that of everything imported: there is nothing to choose."""


def build(inputs: Inputs, _: CoverageQuery) -> CoverageView:
    """Every table, as its contents tell. Errors: QueryTimeout."""
    dataset, marts = inputs.dataset, inputs.marts
    facts: dict[str, list[tuple[Any, ...]]] = {name: [] for name in CANONICAL_TABLES}
    shares: dict[str, list[Recognised]] = {"everyone": [], "group": [], "source": []}
    with dataset.session() as session:
        for table, *fact in session.rows(
            "select table_name, kind, column_name, day, n from contents where kind in ('rows', 'groups', 'day')"
        ):
            facts[table].append(tuple(fact))
        for kind, *row in session.rows("select kind, name, total, recognised from recognition"):
            shares[kind].append(Recognised(*row))
        conflicts = session.rows(f"select count(distinct c.id_value) from ({marts.conflicts_sql()}) as c")[0][0]
        groups = session.rows("select g.group_id, g.group_name, g.owner from groups as g order by g.group_id")
    found, sources = tuple(_table(name, facts[name]) for name in CANONICAL_TABLES), shares["source"]
    return CoverageView(
        version=inputs.version.number,
        imported_on=inputs.version.created_at.date(),
        tables=found,
        members=shares["everyone"][0],
        members_by_group=tuple(shares["group"]),
        orders=Recognised(None, sum(s.total for s in sources), sum(s.recognised for s in sources)),
        orders_by_source=tuple(sources),
        identity_conflicts=conflicts,
        groups=tuple(GroupName(*row) for row in groups),
        calendar=rules.calendar(found, inputs.today),
    )


def _table(name: str, facts: Sequence[tuple[Any, ...]]) -> TableCoverage:
    table = TABLES[name]
    counts = {kind: n for kind, _, _, n in facts}
    rows, groups = counts.get("rows", 0), counts.get("groups", 0) if "group_id" in table.by_name else None
    column = table.time_column or _DAY_OF.get(name)
    if column is None:
        return TableCoverage(name, rows, None, None, None, None, (), groups)
    days = sorted(day for kind, of, day, _ in facts if kind == "day" and of == column)
    gaps = rules.day_ranges_between(days)
    missing = sum((gap.last - gap.first).days + 1 for gap in gaps)
    first, last = (days[0], days[-1]) if days else (None, None)
    return TableCoverage(name, rows, first, last, len(days), missing, gaps, groups)


def to_json(view: CoverageView) -> dict[str, Any]:
    """Shares beside their counts. Days left are counted from the day of the version, so that its JSON never changes."""
    return {
        "version": view.version,
        "tables": view.tables,
        "members": _with_share(view.members),
        "members_by_group": [_with_share(group) for group in view.members_by_group],
        "orders": _with_share(view.orders),
        "orders_by_source": [_with_share(source) for source in view.orders_by_source],
        "identity_conflicts": view.identity_conflicts,
        "falling_off": rules.falling_off(view.tables, view.imported_on),
    }


def _with_share(found: Recognised) -> dict[str, Any]:
    return {**asdict(found), "share": found.share}


REPORT = Report(
    name="coverage",
    title=Text("覆盖与识别", "Coverage"),
    needs=tuple(frozenset({name}) for name in CANONICAL_TABLES),
    missing=Missing(
        CANONICAL_TABLES,
        Text("还没有数据", "No data yet"),
        Text(
            "上传后，这里显示每张表哪几天有数据、哪几天缺、认得出多少人。",
            "After an upload this page shows which days each table has, which are missing, and who is recognised.",
        ),
    ),
    query=CoverageQuery,
    build=build,
    verdict=words.verdict,
    to_json=to_json,
    tables=tables,
    charts=lambda view: (chart.chart(view.calendar),) if view.calendar.rows else (),
)
