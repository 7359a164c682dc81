"""Our funnel, ClickHouse's windowFunnel and polars on the same events: equal counts, and how long each takes.

Compared is what all can say: steps in order, each at or after the one before, within the window of the first event, by
channel, of those who entered in a range of days. Events lie at full hours, so that equal times are the rule; one start
event a person, because windowFunnel takes the best of several entries and we the first.
`python -m tests.bench --only windows --events 10000000`
"""

from __future__ import annotations

import statistics
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import duckdb

from core import marts
from core.db import workbench
from core.domain.tables import TABLES
from core.ingest.importer import ImportSession
from core.ingest.staging import Output
from core.reports.funnel.engine.funnel import FunnelQuery, build
from core.store import Store
from tests.bench import rivals

ASKED = FunnelQuery(since=date(2026, 1, 8), until=date(2026, 2, 20), window_days=7, by="channel")
_EVENTS = """
with raw as (
    select i // 10 as person, if(i % 10 = 0, 1, 2 + (hash(i, 1) % 6)::int) as step,
        timestamp '2026-01-01' + to_hours((hash(i // 10, 2) % 1440)::int)
            + to_hours(if(i % 10 = 0, 0, (hash(i, 3) % 300)::int - 40)) as "at"
    from range($rows::bigint) r(i)
)
select distinct printf('U%09d', person) as user_id, step, "at", null::varchar as ad_slot,
    ['抖音', '视频号', '线下门店', '老客转介绍'][1 + person % 4] as channel, null::varchar as identity_class,
    null::varchar as region, null::varchar as owner, null::varchar as result, null::varchar as group_id,
    false as at_is_day
from raw
"""


def write_events(path: Path, rows: int) -> int:
    """About `rows` random events; returns how many."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "3GB", "temp_directory": str(path.parent)}) as db:
        db.execute("set enable_progress_bar = false")
        db.execute(f"copy (select *, row_number() over () as _row from ({_EVENTS}) as e) to '{path}'", {"rows": rows})
        return int(db.execute(f"select count(*) from '{path}'").fetchall()[0][0])


def ours(path: Path, rows: int, folder: Path) -> tuple[rivals.Reached, list[float]]:
    """People from a version with these events; seconds of commit and marts, of the first report, of other reports."""
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
    reports, spent = [], []
    for days in range(8):
        query = FunnelQuery(ASKED.since, date(2026, 2, 20 - days), ASKED.window_days, by=ASKED.by)
        start = time.perf_counter()
        reports.append(build(dataset, built, query, durations=False))
        spent.append(time.perf_counter() - start)
    people = {str(part.value): [step.people or 0 for step in part.steps] for part in reports[0].breakdown}
    return people, [prepared, spent[0], statistics.median(spent[1:])]


def compare(rows: int, folder: Path) -> None:
    """Print all; AssertionError if a count differs."""
    folder.mkdir(exist_ok=True)
    path = folder / "random.parquet"
    written = write_events(path, rows)
    assert ASKED.since is not None
    assert ASKED.until is not None
    assert ASKED.window_days is not None
    since, until = (datetime.combine(day, clock()) for day in (ASKED.since, ASKED.until))
    asked = rivals.Asked((str(path),), 1, since, until, timedelta(days=ASKED.window_days))
    own, (prepared, first, other) = ours(path, written, folder)
    total = [sum(people) for people in zip(*own.values(), strict=True)]
    print(f"{written:,} random events, one breakdown and a date range: people at each step {total}")
    print(f"funnel report               {other * 1000:.0f} ms; the first of a process {first * 1000:.0f} ms")
    print(f"commit and marts, once      {prepared:.1f} s")
    for name in rivals.RIVALS:
        theirs, seconds, peak = rivals.run(name, asked)
        ratios = f"{seconds / other:.0f} × the report, {seconds / first:.0f} × the first"
        print(f"{name:27} {seconds * 1000:.0f} ms = {ratios} (budget 50 ×); {peak:.1f} GB")
        assert own == theirs, (name, own, theirs)
    print("the counts are equal")
