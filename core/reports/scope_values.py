"""What the scope bar offers: the values of each dimension, and the day to which the data reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.db import Dataset
from core.domain.tables import CANONICAL_TABLES, TABLES
from core.reports.inputs import Inputs
from core.scope import FILTERS

MOST = 500
"""Values offered per dimension, most groups or people first; a longer list is no control any more."""

_OF = ("groups", "members", "funnel_events", "funnel_daily")
"""Tables whose values are offered."""
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


def scope_values(inputs: Inputs) -> ScopeValues:
    """Read once per version; days after its import do not count as data. Errors: QueryTimeout."""
    dataset = inputs.dataset
    return dataset.cached("scope values", lambda: _read(dataset, inputs.version.created_at))


def _read(dataset: Dataset, created_at: datetime) -> ScopeValues:
    days = {name: "day" if "day" in TABLES[name].key else _DAYS.get(name) for name in CANONICAL_TABLES}
    with dataset.session() as session:
        found = session.rows(_VALUES, {"tables": _OF, "most": MOST})
        reached = session.rows(
            "select table_name, column_name, max(day) from contents "
            "where kind = 'day' and earliest <= $now group by all",
            {"now": created_at},
        )
    values = {name: tuple(value for of, value in found if of == name) for name in FILTERS}
    return ScopeValues(values, max((day for table, of, day in reached if days[table] == of), default=None))


_VALUES = """
select column_name, found from (
    select column_name, nullif(value, '') as found, sum(n) as n
    from contents where kind = 'value' and list_contains($tables, table_name) group by all
) as f
qualify row_number() over (partition by column_name order by found is null, n desc, found) <= $most
order by column_name, found is null, n desc, found
"""
