"""The reports of the Overview on a large company: 5,000 groups × 2 years, a long roster, ten million orders.

The marts stand, as after every import; no result of a report is reused.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from core import marts
from core.db import workbench
from core.domain.tables import TABLES
from core.ingest.importer import ImportSession
from core.ingest.staging import Output
from core.reports import registry
from core.reports.inputs import Inputs
from core.scope import Scope
from core.store import Store

BUDGET = 300
"""Milliseconds of a page, all of its reports together."""
NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)
_GROUPS = "printf('G%05d', g)"
_USER = "printf('U%09d', hash({}) % $people)"
TABLE_SQL = {
    "groups": f"""
select {_GROUPS} as group_id, '福利群 ' || g as group_name, '群主' || (g % 300) as owner,
  ['service', 'sales', null][1 + g % 3] as positioning, ['long', 'event'][1 + g % 2] as purpose,
  '身份' || (g % 5) as identity_class, '渠道' || (g % 9) as channel, '区域' || (g % 7) as region, g % 3 as admins,
  date '2024-03-01' + (g % 700)::int as created_on from range($groups) r(g)""",
    "group_daily": f"""
select {_GROUPS} as group_id, date '2026-03-31' - d::int as day, 50 + (hash(g) % 150) - d % 7 as members,
  hash(g, d) % 4 as joins, hash(d, g) % 3 as leaves, hash(g, d, 1) % 40 as messages
from range($groups) r(g), range($days) s(d)""",
    "members": f"""
select {_GROUPS.replace("g)", "i % $groups)")} as group_id, {_USER.format("i - (i % 50 = 1)::int")} as user_id,
  timestamp '2024-04-01' + to_seconds(hash(i, 2) % 63000000) as joined_at,
  if(hash(i, 3) % 4 = 0, joined_at + to_days((hash(i, 4) % 300)::int), null) as left_at,
  '身份' || (hash(i) % 5) as identity_class, ['member', 'member', 'member', 'koc', 'admin'][1 + i % 5] as role,
  false as joined_at_is_day, false as left_at_is_day from range($roster) r(i)""",
    "orders": f"""
select printf('O%09d', i) as order_id, 1 as line, {_USER.format("i, 5")} as user_id,
  timestamp '2024-04-01' + to_seconds(hash(i, 6) % 63000000) as paid_at, false as paid_at_is_day,
  (hash(i, 7) % 50000 / 100)::decimal(18, 2) as amount, {_GROUPS.replace("g)", "i % $groups)")} as group_id
from range($orders) r(i)""",
    "identities": """
select printf('U%09d', u) as user_id, 'external_userid' as id_kind, printf('wm%09d', u // 2) as id_value,
  'canonical/members' as source from range($people // 5) r(u)""",
}


def fill(workspace: Path, spool: Path, sizes: dict[str, int]) -> Store:
    """A workspace with one version of that size."""
    store = Store.open(workspace, now=lambda: NOW)
    spool.mkdir(exist_ok=True)
    outputs = []
    for name, sql in TABLE_SQL.items():
        part = spool / f"{name}.parquet"
        given = {key: value for key, value in sizes.items() if f"${key}" in sql}
        with duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "temp_directory": str(spool)}) as db:
            db.execute(f"copy (select *, row_number() over () as _row from ({sql}) as t) to '{part}'", given)
            columns = tuple(
                c for c, *_ in db.execute(f"describe from '{part}'").fetchall() if c in TABLES[name].by_name
            )
            rows = db.execute(f"select count(*) from '{part}'").fetchall()[0][0]
        outputs.append(Output(name, None, name, "bench", part, columns, rows, rows))
    with workbench([spool, store.root / "files"], spool, memory_limit="3GB") as bench:
        session = ImportSession(store, spool, bench, "bench")
        session.outputs += outputs
        session.commit(session.compare(), accept_partial=True)
    return store


def report(store: Store) -> None:
    """Print milliseconds of every report on groups: the first question of a version, then the median of four others."""
    head = store.head()
    assert head is not None
    inputs = Inputs.of(store, head, head.created_at.date())
    for found in registry.reports():
        if not found.answers(inputs.tables):
            continue
        spent = []
        for first in range(1, 6):
            query = found.ask(inputs, Scope(since=date(2026, 3, first), until=date(2026, 3, first + 3)))
            start = time.perf_counter()
            found.build(inputs, query)
            spent.append(time.perf_counter() - start)
        again = statistics.median(spent[1:]) * 1000
        print(f"{found.name:27} {spent[0] * 1000:.0f} ms, another week {again:.0f} ms (budget {BUDGET} ms)")


def measure(folder: Path, rows: int) -> None:
    """Fill a workspace with `rows` orders and a roster of a tenth, build its marts, and print its reports."""
    sizes = {"groups": 5000, "days": 730, "roster": rows // 10, "orders": rows, "people": rows // 16}
    store = fill(folder / "groups", folder / "spool_groups", sizes)
    head = store.head()
    assert head is not None
    start = time.perf_counter()
    marts.ensure(store, head)
    print(f"5,000 groups, {rows:,} orders     marts built in {time.perf_counter() - start:.1f} s")
    report(store)
