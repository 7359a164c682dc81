"""Living groups by owner. Pure. Domain text 10: who founds a group answers for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.codec.listing import Field, Listing, Value
from core.i18n import Text
from core.reports.health.light import Group, total

_FIELDS = (
    Field("owner", Text("群主", "Owner")),
    Field("groups", Text("群数", "Groups"), "count"),
    Field("customers", Text("客户数", "Customers"), "count"),
    Field("silent", Text("沉默群", "Silent groups"), "count"),
    Field("shell", Text("空壳群", "Empty shells"), "count", Text("多数也在沉默群里", "most are among the silent ones")),
)
_MONEY = Field("idle_cost", Text("沉默和空壳群每月约花（按群数平摊）", "Idle groups a month (spread)"), "money")


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner and the living groups in his name."""

    name: str
    groups: tuple[Group, ...]


def owners(groups: Iterable[Group]) -> tuple[Owner, ...]:
    """Living groups per owner, most first; groups without an owner are nobody's."""
    held: dict[str, list[Group]] = {}
    for group in groups:
        if group.owner:
            held.setdefault(group.owner, []).append(group)
    everybody = (Owner(name, tuple(theirs)) for name, theirs in held.items())
    return tuple(sorted(everybody, key=lambda owner: (-len(owner.groups), owner.name)))


def owner_listing(
    groups: Sequence[Group], silent: Collection[str], shell: Collection[str], group_cost: Decimal | None
) -> Listing:
    """A row per owner, most groups first, groups without an owner last; the columns add up to the whole.

    `silent` and `shell` are group ids; a group that is either or both costs `group_cost` CNY a month.
    """
    nobody = tuple(group for group in groups if not group.owner)
    parts: list[tuple[str | None, tuple[Group, ...]]] = [(owner.name, owner.groups) for owner in owners(groups)]
    rows: list[tuple[Value, ...]] = []
    for name, theirs in [*parts, *([(None, nobody)] if nobody else [])]:
        quiet, empty, idle = (sum(g.group_id in ids for g in theirs) for ids in (silent, shell, {*silent, *shell}))
        row: tuple[Value, ...] = (name, len(theirs), total(g.customers for g in theirs), quiet, empty)
        rows.append(row if group_cost is None else (*row, cents(group_cost * idle)))
    fields = _FIELDS if group_cost is None else (*_FIELDS, _MONEY)
    return Listing("owners", Text("群主名下的群", "Groups by owner"), fields, tuple(rows), owner="owner")


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals."""
    return amount.quantize(Decimal("0.01"))
