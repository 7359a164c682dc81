"""A proposal for a file nobody knows: which table it is, which column goes where, what is left to ask.

Pure: it sees `ColumnFacts` only. Headers count first (aliases, words of the trade, shared characters), then what the
cells look like; a column of words is never proposed as a time. Nothing here is imported without the user's yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.domain.tables import TABLES, Column
from core.ingest.profile import Profile, normalise_header
from core.ingest.recognition.columns import ColumnFacts
from core.ingest.recognition.likeness import TABLE_HINTS, is_like, likeness
from core.ingest.recognition.translation import direction_of, not_an_order, translations, untranslated

OFFERED = (
    *("orders", "groups", "members", "funnel_events", "funnel_daily"),
    *("group_daily", "costs", "content", "contacts"),
)
"""Tables that a file of unknown layout is proposed for; the others can be chosen."""
_ENOUGH = 0.45
"""Likeness from which a column is proposed."""
_BUILT = {"orders": ("user_id", "paid_at", "amount"), "tasks": ("scene", "planned_at")}
"""Table → canonical columns that make an id where the file has none."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file could be.

    columns      canonical column → source name (`ColumnFacts.name`)
    skip_values  source name → values whose rows are proposed to be left out
    values       canonical column → {cell text: value} found by likeness
    missing      required canonical columns without a source, which the user has to settle
    buyers       source names that may say who the row's person is, best first (orders only)
    score        0..1, how well the table fits
    """

    table: str
    columns: Mapping[str, str]
    skip_values: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, Any]]
    missing: tuple[str, ...]
    buyers: tuple[str, ...]
    score: float


def propose(facts: Sequence[ColumnFacts], file: str = "", table: str | None = None) -> Proposal:
    """The best proposal, or the best one for `table`; `file` is the file's name, which may tell."""
    offers = [_for_table(name, facts, file) for name in ((table,) if table else OFFERED)]
    return max(offers, key=lambda offer: offer.score)


def _for_table(name: str, facts: Sequence[ColumnFacts], file: str) -> Proposal:
    table = TABLES[name]
    pairs = sorted(
        ((likeness(column, fact), column, fact) for column in table.columns for fact in facts),
        key=lambda pair: (-pair[0], pair[2].position),
    )
    columns: dict[str, str] = {}
    sure: dict[str, float] = {}
    taken: set[str] = set()
    for score, column, fact in pairs:
        if score >= _ENOUGH and column.name not in columns and fact.name not in taken:
            columns[column.name] = fact.name
            sure[column.name] = score
            taken.add(fact.name)
    if name == "groups" and "group_id" not in columns and "group_name" in columns:
        columns["group_id"] = columns["group_name"]
        sure["group_id"] = 0.5
    by_name = {fact.name: fact for fact in facts}
    missing = tuple(column for column in table.required if column not in columns and column not in fillable(name))
    found = sum(sure.get(column, 0.0) for column in table.required) / len(table.required)
    extra = min(sum(score for column, score in sure.items() if column not in table.required) * 0.05, 0.2)
    hinted = 0.15 if is_like(TABLE_HINTS.get(name, ()), [file, *(fact.header for fact in facts)]) else 0.0
    return Proposal(
        table=name,
        columns=columns,
        skip_values=_left_out(facts) if name == "orders" else {},
        values={c: translations(name, c, by_name[source]) for c, source in columns.items()},
        missing=missing,
        buyers=_buyers(facts, columns) if name == "orders" else (),
        score=found * 0.65 + extra + hinted,
    )


def _left_out(facts: Sequence[ColumnFacts]) -> dict[str, tuple[str, ...]]:
    """Rows of a payment list that are no orders: not paid, closed, refunded in full, or money the other way."""
    left: dict[str, tuple[str, ...]] = {}
    for fact in facts:
        words = tuple(direction_of(fact) or not_an_order(fact))
        if words and set(words) != {text for text, _ in fact.values}:
            left[fact.name] = words
    return left


def _buyers(facts: Sequence[ColumnFacts], columns: Mapping[str, str]) -> tuple[str, ...]:
    """Columns that may name the buyer: words or ids, not already taken for something else, mostly filled."""
    user = TABLES["orders"].by_name["user_id"]
    free = {source for name, source in columns.items() if name != "user_id"}
    able = [f for f in facts if f.name not in free and f.dates < 0.5 and f.filled > 0.2 and f.distinct > 1]
    ranked = sorted(able, key=lambda fact: (-likeness(user, fact), fact.position))
    return tuple(fact.name for fact in ranked if likeness(user, fact) > 0.2)


def fillable(table: str) -> frozenset[str]:
    """Required columns that an import can make itself: an id built from others, an unknown buyer, a file's own day."""
    able = set()
    if table in _BUILT:
        able.add({"orders": "order_id", "tasks": "task_id"}[table])
    if table in ("group_daily", "owner_daily", "member_daily"):
        able.add("day")
    return frozenset(able)


def asked(table: str, columns: Mapping[str, str], constants: Mapping[str, Any]) -> list[Column]:
    """Required columns that neither a source nor a fixed value nor the import itself fills."""
    given = {*columns, *constants, *fillable(table)}
    return [column for column in TABLES[table].columns if column.required and column.name not in given]


def repeats_ids(table: str, columns: Mapping[str, str], facts: Sequence[ColumnFacts]) -> bool:
    """Whether the column taken for the table's id holds an id twice, so that its rows have to be numbered."""
    key = TABLES[table].key
    if "line" not in key or columns.get("line"):
        return False
    source = columns.get(key[0])
    found = next((fact for fact in facts if fact.name == source), None)
    return found is None or found.unique < 1.0


def profile_of(
    proposal: Proposal, facts: Sequence[ColumnFacts], *, name: str, constants: Mapping[str, Any] | None = None
) -> tuple[Profile, ...]:
    """The mapping profiles a settled proposal stands for: its table, and what else the same rows tell.

    Orders without a buyer's column count as one unknown buyer each (user_id = order_id). A group list with a size
    column also fills the groups' numbers of its day.
    """
    table, columns = proposal.table, dict(proposal.columns)
    constants = {key: value for key, value in (constants or {}).items() if key not in columns}
    build: dict[str, tuple[str, ...]] = {}
    empty: tuple[str, ...] = ()
    if table == "orders":
        if "order_id" not in columns:
            build["order_id"] = tuple(part for part in _BUILT[table] if part in columns)
        if "user_id" not in columns and "order_id" in columns:
            columns["user_id"] = columns["order_id"]
        empty = tuple(part for part in ("amount",) if _gaps(columns.get(part), facts))
    day = "day" in TABLES[table].required and "day" not in columns
    values = {c: words for c, words in proposal.values.items() if words and c in columns}
    main = Profile(
        name=name,
        table=table,
        columns=columns,
        values=values,
        skip_unmapped_values=tuple(c for c in values if untranslated(table, c, columns[c], facts, values[c])),
        skip_empty=empty,
        skip_values=proposal.skip_values,
        constants=constants,
        day_from="file_name" if day else None,
        build=build,
        number="line" if repeats_ids(table, columns, facts) else None,
        id_kind="buyer_nick" if table == "orders" and columns.get("user_id") in proposal.buyers else None,
    )
    return (main, *_also(main, facts))


def _also(main: Profile, facts: Sequence[ColumnFacts]) -> tuple[Profile, ...]:
    if main.table != "groups" or "group_id" not in main.columns:
        return ()
    daily = _for_table("group_daily", facts, "")
    kept = {c: s for c, s in daily.columns.items() if c not in ("group_id", "day")}
    if "members" not in kept:
        return ()
    columns = {"group_id": main.columns["group_id"], **kept}
    if "day" in daily.columns and normalise_header(daily.columns["day"]) not in map(
        normalise_header, main.columns.values()
    ):
        columns["day"] = daily.columns["day"]
    dating = None if "day" in columns else "file_name"
    return (
        replace(
            main,
            table="group_daily",
            columns=columns,
            values={},
            constants={},
            number=None,
            skip_unmapped_values=(),
            skip_empty=(),
            build={},
            day_from=dating,
        ),
    )


def _gaps(source: str | None, facts: Sequence[ColumnFacts]) -> bool:
    return any(fact.name == source and fact.filled < 1.0 for fact in facts)
