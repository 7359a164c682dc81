"""Our funnel and ClickHouse's windowFunnel (through chdb) on the same Parquet: equal counts, and how long each takes.

Compared is what both can say: steps in order, each at or after the one before, within the window of the first event;
one start event a person, because windowFunnel takes the best of several entries and we the first. ClickHouse runs in a
process of its own. `python -m tests.bench.window_funnel --events 10000000`
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from core import marts
from core.db import workbench
from core.domain.tables import TABLES
from core.ingest.importer import ImportSession
from core.ingest.staging import Output
from core.reports.onboarding_funnel import FunnelQuery, build
from core.store import Store

WINDOW_DAYS = 7
_EVENTS = """
with raw as (
    select i // 10 as person, if(i % 10 = 0, 1, 2 + (hash(i, 1) % 6)::int) as step,
        timestamp '2026-01-01' + to_hours((hash(i // 10, 2) % 1440)::int)
            + to_hours(if(i % 10 = 0, 0, (hash(i, 3) % 300)::int - 40)) as "at"
    from range($rows::bigint) r(i)
)
select distinct printf('U%09d', person) as user_id, step, "at", null::varchar as ad_slot, null::varchar as channel,
    null::varchar as identity_class, null::varchar as region, null::varchar as owner, null::varchar as result,
    null::varchar as group_id, false as at_is_day
from raw
"""
_CLICKHOUSE = """
import json, sys, time
import chdb
path, seconds = sys.argv[1:]
steps = ", ".join(f"step = {k}" for k in range(1, 8))
sql = (
    "select level, count() as n from (select user_id, "
    f"windowFunnel({seconds})(toUnixTimestamp(at), {steps}) as level "
    f"from file('{path}', Parquet) group by user_id) group by level"
)
start = time.perf_counter()
rows = [line.split(",") for line in str(chdb.query(sql, "CSV")).split()]
spent = time.perf_counter() - start
levels = {int(level): int(n) for level, n in rows}
print(json.dumps([[sum(n for level, n in levels.items() if level >= k) for k in range(1, 8)], spent]))
"""


def write_events(path: Path, rows: int) -> int:
    """About `rows` random events at full hours, so that equal times are the rule; returns how many."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "3GB", "temp_directory": str(path.parent)}) as db:
        db.execute(f"copy (select *, row_number() over () as _row from ({_EVENTS}) as e) to '{path}'", {"rows": rows})
        return int(db.execute(f"select count(*) from '{path}'").fetchall()[0][0])


def clickhouse(path: Path) -> tuple[list[int], float]:
    """People who reached each of the seven steps, and the seconds of the query."""
    words = [sys.executable, "-c", _CLICKHOUSE, str(path), str(WINDOW_DAYS * 86_400)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    people, seconds = json.loads(done.stdout.splitlines()[-1])
    return people, seconds


def ours(path: Path, rows: int, folder: Path) -> tuple[list[int | None], float, float]:
    """The same from a version with these events; seconds to commit and build the marts, seconds of the report."""
    start = time.perf_counter()
    store = Store.open(folder / "workspace")
    spool = folder / "spool"
    spool.mkdir()
    with workbench([spool, path.parent, store.root / "files"], spool, memory_limit="3GB") as bench:
        session = ImportSession(store, spool, bench, "bench")
        columns = tuple(TABLES["funnel_events"].by_name)
        session.outputs.append(Output("events", None, "funnel_events", "bench", path, columns, rows, rows))
        session.commit(session.compare(), accept_partial=True)
    head = store.head()
    assert head is not None
    dataset, built = marts.open_dataset(store, head), marts.ensure(store, head)
    prepared = time.perf_counter() - start
    start = time.perf_counter()
    report = build(dataset, built, FunnelQuery(window_days=WINDOW_DAYS), durations=False)
    return [step.people for step in report.steps], prepared, time.perf_counter() - start


def compare(rows: int, folder: Path) -> None:
    """Print both; AssertionError if a count differs."""
    folder.mkdir(exist_ok=True)
    path = folder / "random.parquet"
    written = write_events(path, rows)
    theirs, seconds = clickhouse(path)
    own, prepared, spent = ours(path, written, folder)
    print(f"{written:,} random events         people at each step {own}")
    print(f"ClickHouse windowFunnel      {seconds * 1000:.0f} ms")
    print(
        f"funnel report, first of all  {spent * 1000:.0f} ms = 1/{seconds / spent:.0f} (marts once: {prepared:.1f} s)"
    )
    assert own == theirs, (own, theirs)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=10_000_000)
    with tempfile.TemporaryDirectory(prefix="qunce-bench-") as name:
        compare(arguments.parse_args().events, Path(name))
