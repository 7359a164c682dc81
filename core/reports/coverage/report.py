"""What the workspace knows: days and groups with data per table, who is recognised, what is about to be lost."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from core.db import Dataset
from core.domain.tables import CANONICAL_TABLES, TABLES
from core.i18n import Text
from core.marts import Marts

_DAY_OF = {"orders": "paid_at", "contacts": "added_at", "identities": "seen_on", "tasks": "planned_at"}
"""The day a row belongs to, where it is not part of the key."""
KEPT_BY_SOURCE = ("owner_daily", "group_daily")
"""Tables that WeCom's own statistics fill."""
WECOM_DAYS = 180
"""WeCom's statistics interface keeps this many days (domain text, section 10)."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """Consecutive days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """One table: None where it has no day or no group. Missing days are not zeros."""

    table: str
    rows: int
    first_day: date | None
    last_day: date | None
    days: int | None
    """Days with data."""
    missing_days: int | None
    """Days without data between the first and the last."""
    missing: tuple[DayRange, ...]
    groups: int | None
    """Groups with data."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Of `total` members (of a group) or orders (of a source), how many are of a known person. 识别率."""

    name: str | None
    total: int
    recognised: int

    @property
    def share(self) -> float | None:
        """recognised / total; None without any."""
        return self.recognised / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class FallingOff:
    """The source forgets: days after `last_day` that were not imported can be fetched for `days_left` more days."""

    table: str
    last_day: date
    days_left: int
    """Until the first missing day falls out of the source's 180 days; 0 or less: days are lost already."""


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Coverage of one version. Members count once per group and source id, orders once per order id."""

    version: int
    tables: tuple[TableCoverage, ...]
    members: Recognised
    members_by_group: tuple[Recognised, ...]
    orders: Recognised
    orders_by_source: tuple[Recognised, ...]
    identity_conflicts: int
    """Ids that two people claim and that therefore join neither."""
    falling_off: tuple[FallingOff, ...]


def build(dataset: Dataset, marts: Marts, today: date | None = None) -> CoverageReport:
    """Every table, as its contents tell. `today` (default: the day of the version) dates the 180-day warning."""
    day = today or marts.created_at.date()
    facts: dict[str, list[tuple[Any, ...]]] = {name: [] for name in CANONICAL_TABLES}
    found: dict[str, list[Recognised]] = {"everyone": [], "group": [], "source": []}
    with dataset.session() as session:
        for table, *fact in session.rows(
            "select table_name, kind, column_name, day, n from contents where kind in ('rows', 'groups', 'day')"
        ):
            facts[table].append(tuple(fact))
        for kind, *row in session.rows("select kind, name, total, recognised from recognition"):
            found[kind].append(Recognised(*row))
        conflicts = session.rows(f"select count(distinct c.id_value) from ({marts.conflicts_sql()}) as c")[0][0]
    tables, sources = tuple(_table(name, facts[name]) for name in CANONICAL_TABLES), found["source"]
    return CoverageReport(
        version=dataset.version,
        tables=tables,
        members=found["everyone"][0],
        members_by_group=tuple(found["group"]),
        orders=Recognised(None, sum(s.total for s in sources), sum(s.recognised for s in sources)),
        orders_by_source=tuple(sources),
        identity_conflicts=conflicts,
        falling_off=tuple(_falling_off(tables, day)),
    )


def to_json(report: CoverageReport) -> dict[str, Any]:
    """The report for `--json`: plain values, dates as YYYY-MM-DD, shares beside their counts."""

    def shared(found: Recognised) -> dict[str, Any]:
        return {**asdict(found), "share": found.share}

    return {
        "version": report.version,
        "tables": [_plain(asdict(table)) for table in report.tables],
        "members": shared(report.members),
        "members_by_group": [shared(group) for group in report.members_by_group],
        "orders": shared(report.orders),
        "orders_by_source": [shared(source) for source in report.orders_by_source],
        "identity_conflicts": report.identity_conflicts,
        "falling_off": [_plain(asdict(falling)) for falling in report.falling_off],
    }


def sentences(report: CoverageReport) -> list[Text]:
    """The report for a terminal, a line each."""
    found = []
    for table in report.tables:
        if table.rows:
            days = f"{table.first_day} – {table.last_day}" if table.first_day else "—"
            line = Text("{name}：{rows} 行，{days}，缺 {gaps} 天", "{name}: {rows} rows, {days}, {gaps} days missing")
            gaps = table.missing_days or 0
            found.append(line.fill(name=table.table, rows=table.rows, days=days, gaps=gaps))
    for label, share in (
        (Text("成员识别率", "Members recognised"), report.members),
        (Text("订单识别率", "Orders of known members"), report.orders),
    ):
        if share.share is not None:
            part = f"{share.recognised}/{share.total} ({share.share:.1%})"
            found.append(Text(f"{label.zh}：{part}", f"{label.en}: {part}"))
    if report.identity_conflicts:
        line = Text("{n} 个标识属于多人，未用于合并", "{n} ids belong to several people and join none of them")
        found.append(line.fill(n=report.identity_conflicts))
    return [*found, *map(falling_sentence, report.falling_off)]


def falling_sentence(falling: FallingOff) -> Text:
    """How long the source still keeps the days after our last one, or how many of them are gone."""
    name = TABLES[falling.table].label
    if falling.days_left > 0:
        text = Text(
            "{zh}到 {day} 为止。企业微信只保留 180 天，还有 {n} 天可以补取。",
            "{en} ends on {day}. WeCom keeps 180 days: {n} more days to fetch what follows.",
        )
    else:
        text = Text(
            "{zh}到 {day} 为止。企业微信只保留 180 天，之后的 {n} 天已经取不回来。",
            "{en} ends on {day}. WeCom keeps 180 days: the first {n} days after it are gone.",
        )
    return text.fill(zh=name.zh, en=name.en, day=falling.last_day, n=abs(falling.days_left))


def _table(name: str, facts: Sequence[tuple[Any, ...]]) -> TableCoverage:
    table = TABLES[name]
    counts = {kind: n for kind, _, _, n in facts}
    rows, groups = counts.get("rows", 0), counts.get("groups", 0) if "group_id" in table.by_name else None
    column = table.time_column or _DAY_OF.get(name)
    if column is None:
        return TableCoverage(name, rows, None, None, None, None, (), groups)
    days = sorted(day for kind, of, day, _ in facts if kind == "day" and of == column)
    gaps = tuple(_gaps(days))
    missing = sum((gap.last - gap.first).days + 1 for gap in gaps)
    first, last = (days[0], days[-1]) if days else (None, None)
    return TableCoverage(name, rows, first, last, len(days), missing, gaps, groups)


def _gaps(days: Sequence[date]) -> list[DayRange]:
    one = timedelta(days=1)
    return [DayRange(before + one, after - one) for before, after in itertools.pairwise(days) if after - before > one]


def _falling_off(tables: Sequence[TableCoverage], today: date) -> list[FallingOff]:
    found = []
    for table in tables:
        if table.table in KEPT_BY_SOURCE and table.last_day is not None:
            age = (today - (table.last_day + timedelta(days=1))).days
            if age >= 0:
                found.append(FallingOff(table.table, table.last_day, WECOM_DAYS - age))
    return found


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Dates as text, at any depth."""
    return {name: _text(value) for name, value in facts.items()}


def _text(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) if isinstance(item, dict) else _text(item) for item in value]
    return value
