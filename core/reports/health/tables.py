"""The lists of the health check: their columns, a row per group or owner, and what a group costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.codec.listing import Field, Listing, Value
from core.domain.assumptions import Assumptions
from core.i18n import Text
from core.reports.health import owner_load
from core.reports.health.rules import Group, Hit

GROUP_FIELDS = (
    Field("group_name", Text("群名称", "Group")),
    Field("owner", Text("群主", "Owner")),
    Field("why", Text("原因", "Why")),
    Field("customers", Text("客户数", "Customers"), "count"),
    Field("last_message", Text("最后发言", "Last message"), "day"),
    Field("silent_days", Text("沉默天数", "Days silent"), "days"),
    Field("created_on", Text("创建日期", "Created"), "day"),
    Field("group_id", Text("群 ID", "Group id"), "id"),
)
_OWNER_FIELDS = (
    Field("owner", Text("群主", "Owner")),
    Field("groups", Text("群数", "Groups"), "count"),
    Field("customers", Text("客户数", "Customers"), "count"),
    Field("silent", Text("沉默群", "Silent groups"), "count"),
    Field("shell", Text("空壳群", "Empty shells"), "count", Text("多数也在沉默群里", "most are among the silent ones")),
)
_OWNER_MONEY = Field("idle_cost", Text("沉默和空壳群每月约花（按群数平摊）", "Idle groups a month (spread)"), "money")
LOAD_FIELDS = (*_OWNER_FIELDS[:3], Field("times", Text("是平均的几倍", "Times the average"), "decimal"))
EXPIRING_FIELDS = (
    Field("table", Text("数据", "Data")),
    Field("last_day", Text("已存到", "Kept to"), "day"),
    Field("days_left", Text("还剩几天", "Days left"), "days"),
)


def group_row(hit: Hit) -> tuple[Value, ...]:
    """A group as a row of GROUP_FIELDS."""
    g = hit.group
    return (g.label, g.owner, hit.why, g.customers, g.last_message, g.silent_days, g.created_on, g.group_id)


def owner_table(
    groups: Sequence[Group], silent: set[str], shell: set[str], given: Assumptions, company: int
) -> Listing:
    """A row per owner, most groups first, groups without an owner last; the columns add up to the whole.

    The cost is that of groups silent, shell or both.
    """
    held = owner_load.owners(groups)
    nobody = tuple(group for group in groups if not group.owner)
    parts: list[tuple[str | None, tuple[Group, ...]]] = [(owner.name, owner.groups) for owner in held]
    share = each(given.monthly_cost, given, company)
    rows: list[tuple[Value, ...]] = []
    for name, theirs in [*parts, *([(None, nobody)] if nobody else [])]:
        quiet, empty, idle = (sum(g.group_id in ids for g in theirs) for ids in (silent, shell, silent | shell))
        row: tuple[Value, ...] = (name, len(theirs), total(g.customers for g in theirs), quiet, empty)
        rows.append(row if share is None else (*row, cents(share * idle)))
    fields = _OWNER_FIELDS if share is None else (*_OWNER_FIELDS, _OWNER_MONEY)
    return Listing("owners", Text("群主名下的群", "Groups by owner"), fields, tuple(rows), owner="owner")


def each(whole: Decimal | None, given: Assumptions, company: int) -> Decimal | None:
    """The part of `whole` that goes into groups, per living group of the company; None where not known."""
    return None if whole is None or not company else whole * Decimal(str(given.group_time_share)) / company


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals."""
    return amount.quantize(Decimal("0.01"))


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def records(listing: Listing) -> list[dict[str, Value]]:
    """Rows as objects by field name, for JSON."""
    names = [field.name for field in listing.fields]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]
