"""What the scope bar offers: the values of each dimension, and the day to which the data reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.db import Dataset
from core.domain.tables import CANONICAL_TABLES, TABLES
from core.scope import FILTERS

MOST = 500
"""Values offered per dimension, most groups or people first; a longer list is no control any more."""

_TABLES: Mapping[str, tuple[str, ...]] = {
    name: tuple(t for t in ("groups", "members", "funnel_events", "funnel_daily") if name in TABLES[t].by_name)
    for name in FILTERS
}
_DAYS: Mapping[str, str] = {
    "orders": "paid_at",
    "members": "joined_at",
    "satisfaction": "answered_at",
    "content": "sent_at",
    "funnel_events": "at",
    "groups": "last_message_on",
}
"""Where a table that is no table of days tells how far the data reach."""


@dataclass(frozen=True, slots=True)
class ScopeValues:
    """The offered values by dimension (None: not known, last) and the data's last day (None without days)."""

    values: Mapping[str, tuple[str | None, ...]]
    cutoff: date | None


def build(dataset: Dataset, created_at: datetime) -> ScopeValues:
    """Look through the dimensions of a version that was made at `created_at`; later days do not count as data."""
    values = {}
    for name, tables in _TABLES.items():
        parts = " union all ".join(f"select {name} as value, count(*) as n from {t} group by all" for t in tables)
        sql = (
            f"select found from (select nullif(value::varchar, '') as found, n from ({parts}) as p) as f "
            f"group by found order by found is null, sum(n) desc, found limit {MOST}"
        )
        values[name] = tuple(found for (found,) in dataset.rows(sql))
    days = []
    for name in CANONICAL_TABLES:
        column = "day" if "day" in TABLES[name].key else _DAYS.get(name)
        if column is not None:
            days.append(f'select max("{column}")::date as day from {name} where "{column}" <= $now')
    cutoff = dataset.rows(f"select max(day) from ({' union all '.join(days)}) as d", {"now": created_at})[0][0]
    return ScopeValues(values, cutoff)
