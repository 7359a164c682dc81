"""Every part of the onboarding funnel page on a large company, cold: seconds, and the peak memory of its process.

`python -m tests.bench --only depth --events 50000000 --workspace DIR` (made if it is not there). The marts stand, as
after every import. Step 1 is known as daily counts, people from step 2 on; some come back, skip a step, are late or
turned away; one in fifty has two ids.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import duckdb

from core import marts
from core.db import workbench
from core.domain.tables import TABLES
from core.ingest.importer import ImportSession
from core.ingest.staging import Output
from core.reports import registry
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.inputs import Inputs
from core.reports.options import as_query
from core.store import Store
from tests.bench import rivals

_A_PERSON = 4
"""Events per person."""
_ENTRY = "timestamp '2025-06-01' + to_seconds((hash({}) % 31536000)::bigint)"
_AT = "e.entry + to_seconds((72000 * (e.step - 2) + hash(e.p, e.step, 1) % 86400)::bigint)"
_CHANNEL = "['抖音', '视频号', '线下门店', '老客转介绍'][1 + {} % 4]"
_USER = "printf('U%09d', {})"
_PEOPLE = f"""
select r.p, {_ENTRY.format("r.p")} as entry, hash(r.p, 2) % 100 as luck, hash(r.p, 3) % 100 as habit
from range($people) r(p)"""
_REACHED = "2 + (luck < 85)::int + (luck < 72)::int + (luck < 60)::int + (luck < 47)::int + (luck < 35)::int"
_STEPS = f"""
select x.p, x.entry, x.habit, unnest(range(2, {_REACHED} + 1))::int as step, {_REACHED} as last from ({_PEOPLE}) as x"""
TABLE_SQL = {
    "funnel_events": f"""
select * from (
select {_USER.format("e.p")} || if(e.p % 50 = 0 and e.step > 4, 'b', '') as user_id, e.step,
  {_AT} + to_days(if(e.habit = 3 and e.step > 3, 12, 0)) as "at", false as at_is_day,
  '首页弹窗' || (e.p % 7) as ad_slot, {_CHANNEL.format("e.p")} as channel,
  ['实体店', '电商', '个人'][1 + e.p % 3] as identity_class, ['华东', '华南', '西南'][1 + (e.p // 3) % 3] as region,
  if(e.step >= 5, '王敏' || (hash(e.p, 4) % 50), null) as owner,
  if(e.step = e.last and e.step > 4 and e.habit between 10 and 14, 'refused', 'passed') as result,
  if(e.step = 7, printf('G%05d', e.p % 5000), null) as group_id
from ({_STEPS}) as e where not (e.habit = 4 and e.step = 4)
union all
select {_USER.format("x.p")}, 2, x.entry + to_days((3 + hash(x.p, 5) % 60)::int), false, '首页弹窗' || (x.p % 7),
  {_CHANNEL.format("x.p")}, null, null, null, 'passed', null
from ({_PEOPLE}) as x where x.habit > 94
) as together where together."at" < timestamp '2026-06-01'""",
    "funnel_daily": f"""
select date '2025-06-01' + d::int as day, 1 as step, ($people / 365 / 28 * 1.5)::bigint + d % 50 as people,
  '首页弹窗' || s as ad_slot, {_CHANNEL.format("c")} as channel
from range(365) a(d), range(7) b(s), range(4) c(c)""",
    "members": f"""
select printf('G%05d', e.p % 5000) as group_id, {_USER.format("e.p")} || if(e.p % 50 = 0, 'b', '') as user_id,
  {_AT} + interval 1 hour as joined_at, false as joined_at_is_day,
  if(e.habit % 4 = 0, joined_at + to_days((hash(e.p, 6) % 60)::int), null) as left_at, false as left_at_is_day
from ({_STEPS}) as e where e.step = 7 and e.habit <> 7""",
    "orders": f"""
select printf('O%09d', i) as order_id, 1 as line, {_USER.format("hash(i, 7) % $people")} as user_id,
  {_ENTRY.format("i, 8")} as paid_at, false as paid_at_is_day, (hash(i, 9) % 50000 / 100)::decimal(18, 2) as amount
from range($people // 6) r(i)""",
    "identities": f"""
select {_USER.format("50 * u")} || ['', 'b'][1 + k] as user_id, 'external_userid' as id_kind,
  printf('wm%09d', u) as id_value, 'canonical/members' || k as source
from range($people // 50) r(u), range(2) s(k)""",
    "changes": """
select date '2025-06-20' + (16 * n)::int as day, '首页弹窗' || (n % 7) as scene, '换了文案' as what, '王敏' as who
from range(22) r(n)""",
}


def fill(workspace: Path, events: int, spool: Path) -> Store:
    """A workspace with about that many events, its marts built."""
    store = Store.open(workspace)
    people = {"people": events // _A_PERSON}
    outputs = []
    for name, sql in TABLE_SQL.items():
        part = spool / f"{name}.parquet"
        with duckdb.connect(config={"threads": 2, "memory_limit": "3GB", "temp_directory": str(spool)}) as db:
            given = people if "$people" in sql else {}
            db.execute(f"copy (select *, row_number() over () as _row from ({sql}) as t) to '{part}'", given)
            found = [column for column, *_ in db.execute(f"describe from '{part}'").fetchall()]
            rows = db.execute(f"select count(*) from '{part}'").fetchall()[0][0]
        columns = tuple(column for column in found if column in TABLES[name].by_name)
        outputs.append(Output(name, None, name, "bench", part, columns, rows, rows))
    with workbench([spool, store.root / "files"], spool, memory_limit="4GB") as bench:
        session = ImportSession(store, spool, bench, "bench")
        session.outputs.extend(outputs)
        session.commit(session.compare(), accept_partial=True)
    head = store.head()
    assert head is not None
    marts.ensure(store, head)
    return store


ASKED = FunnelQuery(since=date(2025, 9, 1), until=date(2026, 5, 25), window_days=7, by="channel")
_BASE = date(2025, 6, 5), date(2025, 9, 1)
Part = Callable[[Inputs, FunnelQuery], object]


def _report(**changed: object) -> Part:
    """The funnel alone, as the query with these fields changed."""

    def build(inputs: Inputs, query: FunnelQuery) -> object:
        return funnel.build(inputs.dataset, inputs.marts, replace(query, **changed), durations=False)  # type: ignore[arg-type]

    return build


def _section(name: str) -> Part:
    """What a report or section of the page answers."""
    found = registry.report(name)

    def build(inputs: Inputs, query: FunnelQuery) -> object:
        asked = as_query(found.query, query)
        if name == "comparison":
            asked = replace(asked, compare=_BASE)
        elif name == "people_list":
            asked = replace(asked, people=(3, "lost"))
        return found.build(inputs, asked)

    return build


_TWO_FILTERS = (("channel", ("抖音",)), ("region", ("华东",)))
PARTS: Mapping[str, Part] = {
    "report, one breakdown, date range": _report(),
    "report with exact times": lambda inputs, query: funnel.build(inputs.dataset, inputs.marts, query),
    "report, two dimensions": _report(by=("channel", "ad_slot")),
    "report, two filters": _report(where=_TWO_FILTERS),
    "report, a step's own window": _report(step_windows=((5, 2),)),
    "report as of a day": _report(as_of=date(2026, 3, 1)),
    "report, an optional step": _report(optional=(4,)),
    "report, re-entry": _report(re_entry=True),
    "report from step 3": _report(from_step=3),
    **{
        f"page: {name}": _section(name)
        for name in ("onboarding_funnel", *(s.name for s in registry.sections("onboarding_funnel")))
    },
}


def report(events: int, workspace: Path) -> None:
    """Print every part, each asked in a process of its own on the company in `workspace`, made if it is not there."""
    if not workspace.exists():
        with tempfile.TemporaryDirectory(prefix="qunce-bench-") as spool:
            fill(workspace, events, Path(spool))
    for name in PARTS:
        words = [sys.executable, "-m", "tests.bench.funnel_depth", str(workspace), name]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        print(f"{name:34} {done.stdout.strip() if done.returncode == 0 else done.stderr.splitlines()[-1]}", flush=True)
    asked = _raw(workspace)
    for rival in rivals.RIVALS:
        people, seconds, peak = rivals.run(rival, asked)
        total = [sum(step) for step in zip(*people.values(), strict=True)]
        print(f"{rival:34} {seconds:.1f} s, peak {peak:.1f} GB, ids and not persons: {total}", flush=True)


def _raw(workspace: Path) -> rivals.Asked:
    """The question of the first part, to the event files of the workspace."""
    store = Store.open(workspace)
    head = store.head()
    assert head is not None
    assert ASKED.since is not None
    assert ASKED.until is not None
    assert ASKED.window_days is not None
    since, until = (datetime.combine(day, clock()) for day in (ASKED.since, ASKED.until))
    paths = tuple(str(store.path(file)) for file in head.files["funnel_events"])
    return rivals.Asked(paths, 2, since, until, timedelta(days=ASKED.window_days))


def measure(workspace: Path, part: Part) -> str:
    """Seconds (of all cores in brackets) of the first question of a process and of another one; its peak memory."""
    store = Store.open(workspace)
    head = store.head()
    assert head is not None
    inputs = Inputs.of(store, head, date(2026, 6, 1))
    assert inputs.dataset is not None
    assert inputs.marts is not None  # opened before the clock starts, as a page does
    spent = []
    for days in range(2):
        assert ASKED.until is not None
        query = replace(ASKED, until=ASKED.until - timedelta(days=days))
        start, cores = time.perf_counter(), time.process_time()
        part(inputs, query)
        spent.append(f"{time.perf_counter() - start:7.3f} s ({time.process_time() - cores:7.3f})")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return f"first {spent[0]}, another question {spent[1]}, peak {peak:.2f} GB"


if __name__ == "__main__":
    print(measure(Path(sys.argv[1]), PARTS[sys.argv[2]]))
