"""What a table holds: rows, filled columns, days, values of the scope's dimensions, groups."""

from __future__ import annotations

from core.domain.table import Table
from core.scope import FILTERS

_FILLED = ("groups", "group_daily", "members", "content")
"""Tables for which reports depend on which columns are filled."""


def contents_sql(table: Table) -> str:
    """A query with the columns of the derived table `contents`, one row per fact of `table`.

    kind     rows    n rows
             groups  n distinct group ids
             filled  n rows in which column_name is not null
             day     n rows of this day in column_name, the earliest of them at `earliest`
             value   n rows with this value (may be null) in column_name, a dimension of the scope
    """
    parts = [_facts(table.name, "rows", "null", "count(*) as n")]
    if "group_id" in table.by_name:
        parts.append(_facts(table.name, "groups", "null", "count(distinct t.group_id) as n"))
    if table.name in _FILLED:
        names = ", ".join(f"'{name}'" for name in table.by_name)
        counts = ", ".join(f'count(t."{name}")' for name in table.by_name)
        parts.append(_facts(table.name, "filled", f"unnest([{names}])", f"unnest([{counts}]) as n"))
    for name, column in table.by_name.items():
        said = f"'{name}'"
        if column.kind in ("day", "ts"):
            day = f't."{name}"::date as day, min(t."{name}")::timestamp as earliest, count(*) as n'
            parts.append(f'{_facts(table.name, "day", said, day)} where t."{name}" is not null group by all')
        if name in FILTERS:
            value = f't."{name}" as value, count(*) as n'
            parts.append(f"{_facts(table.name, 'value', said, value)} group by all")
    return f"select {_COLUMNS} from ({_TOGETHER.join([_NONE, *parts])}) as f order by all"


_COLUMNS = "f.table_name, f.kind, f.column_name, f.day, f.earliest, f.value, f.n"
_TOGETHER = " union all by name "
_NONE = (
    "select null::varchar as table_name, null::varchar as kind, null::varchar as column_name, null::date as day, "
    "null::timestamp as earliest, null::varchar as value, null::bigint as n where false"
)


def _facts(table: str, kind: str, column: str, rest: str) -> str:
    return f"select '{table}' as table_name, '{kind}' as kind, {column} as column_name, {rest} from {table} as t"
