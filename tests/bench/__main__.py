"""`make bench`: what is measured against the budgets, printed as ratios to something measured in the same run.

Everything runs in a temporary folder. `--events`, `--base` and `--import-rows` scale it down for a quick look.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb

from core import marts
from core.db import workbench
from core.domain.tables import TABLES
from core.ingest.importer import ImportSession
from core.ingest.staging import Output
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.query import FunnelQuery
from core.store import Store
from tests.bench import funnel_depth, groups, pages, window_funnel

EVENTS = """
select printf('U%09d', person) as user_id, step, "at", '首页弹窗' || (person % 7) as ad_slot,
  ['抖音', '视频号', '线下门店', '老客转介绍'][1 + person % 4] as channel, '实体店' as identity_class,
  ['华东', '华南', '西南'][1 + person % 3] as region, '王敏' || (person % 50) as owner, 'passed' as result,
  case when step = 7 then printf('G%05d', person % 300) end as group_id
from (
  select $first + i // 4 as person, 1 + i % 7 as step,
    timestamp '2025-06-01' +
      to_seconds(((hash($first + i // 4) % 31536000) + (i % 7) * (hash(i) % 90000))::bigint) as "at"
  from range($rows::bigint) r(i)
)
"""


def timed(work: Callable[[], object], repeat: int = 1) -> float:
    """Median seconds of `work`."""
    spent = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def write_csv(folder: Path, name: str, first: int, rows: int) -> tuple[Path, Path]:
    """An event export of 12 columns, in UTF-8 and in GB18030."""
    utf8, gb = folder / f"{name}_utf8.csv", folder / f"{name}.csv"
    with duckdb.connect() as db:
        db.execute(
            f"copy (select *, '来自活动页' as 备注, 'iPhone' as 设备 from ({EVENTS})) to '{utf8}' (header)",
            {"first": first, "rows": rows},
        )
    with utf8.open(encoding="utf-8") as source, gb.open("w", encoding="gb18030", newline="") as target:
        while block := source.read(1 << 22):
            target.write(block)
    return utf8, gb


def duckdb_reads(utf8: Path, folder: Path) -> float:
    """What the budget is a multiple of: DuckDB's own read_csv(all_varchar) + COPY TO PARQUET of the same file."""

    def work() -> None:
        with duckdb.connect(config={"threads": 2}) as db:
            db.execute(
                f"copy (select * from read_csv('{utf8}', all_varchar = true)) to '{folder / 'baseline.parquet'}'"
            )

    work()
    return timed(work, 3)


def imported(workspace: Path, file: Path) -> float:
    """Seconds of `python -m core import FILE`, marts built, interpreter start included."""
    words = [
        sys.executable,
        "-m",
        "core",
        "--workspace",
        str(workspace),
        "import",
        str(file),
        "--table",
        "funnel_events",
    ]
    return timed(lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL))


def fill(workspace: Path, rows: int, spool: Path) -> Store:
    """A workspace with `rows` events, committed without the detour over a CSV."""
    store = Store.open(workspace)
    spool.mkdir(exist_ok=True)
    part = spool / "events.parquet"
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "temp_directory": str(spool)}) as db:
        db.execute(
            f"copy (select *, false as at_is_day, row_number() over () as _row from ({EVENTS})) to '{part}'",
            {"first": 0, "rows": rows},
        )
    columns = tuple(TABLES["funnel_events"].by_name)
    with workbench([spool, store.root / "files"], spool, memory_limit="3GB") as bench:
        session = ImportSession(store, spool, bench, "bench")
        session.outputs.append(Output("events", None, "funnel_events", "bench", part, columns, rows, rows))
        session.commit(session.compare(), accept_partial=True)
    part.unlink()
    marts.ensure(store, store.head())
    return store


def report_seconds(store: Store) -> dict[str, float]:
    """Cold report builds: another window and date range each time, so that no result is ever reused."""
    head = store.head()
    found: dict[str, float] = {}
    dataset = marts.open_dataset(store, head)
    built = marts.ensure(store, head)
    for by in (None, "channel"):
        for durations in (False, True):
            turns = iter(range(1, 28))

            def work(by: str | None = by, durations: bool = durations, turns: Iterator[int] = turns) -> None:
                n = next(turns)
                query = FunnelQuery(since=date(2025, 7, n), until=date(2026, 3, n), window_days=n, by=by)
                funnel.build(dataset, built, query, durations)

            work()
            label = f"{f'by {by}' if by else 'whole'}, {'counts and exact times' if durations else 'counts'}"
            found[label] = timed(work, 7)
    return found


def main() -> None:
    """Print every measurement with its budget."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--import-rows", type=int, default=1_000_000)
    arguments.add_argument("--events", type=int, help="events of the funnel report (10 M) and the comparison (2 M)")
    arguments.add_argument(
        "--base", type=int, default=0, help="events already there for a second import, e.g. 50000000"
    )
    arguments.add_argument(
        "--only", choices=["data", "windows", "depth", "groups", "pages"], help="measure only one part"
    )
    arguments.add_argument("--workspace", type=Path, help="where --only depth keeps its company, to measure it again")
    arguments.add_argument("--orders", type=int, default=10_000_000, help="orders of the group reports")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="qunce-bench-") as name:
        if chosen.only in (None, "data"):
            measure_data(Path(name), chosen)
        if chosen.only in (None, "windows"):
            window_funnel.compare(chosen.events or 2_000_000, Path(name) / "windows")
        if chosen.only in (None, "depth"):
            funnel_depth.report(chosen.events or 2_000_000, chosen.workspace or Path(name) / "depth")
        if chosen.only in (None, "groups"):
            groups.measure(Path(name), chosen.orders)
        if chosen.only in (None, "pages"):
            pages.demo(Path(name) / "demo")
            pages.report(Path(name) / "demo")


def measure_data(folder: Path, chosen: argparse.Namespace) -> None:
    """Imports against DuckDB's own reading, and reports with a cold cache."""
    utf8, gb = write_csv(folder, "events", 0, chosen.import_rows)
    baseline = duckdb_reads(utf8, folder)
    first = imported(folder / "empty", gb)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"file                        {gb.stat().st_size / 1e6:.0f} MB GB18030, {chosen.import_rows:,} events")
    print(f"DuckDB read_csv + COPY      {baseline:.2f} s")
    print(f"import, empty workspace     {first:.2f} s = {first / baseline:.1f} × DuckDB (budget 10 ×)")
    print(f"peak memory of a process    {peak:.2f} GB")
    if chosen.base:
        store = fill(folder / "base", chosen.base, folder / "spool")
        _, more = write_csv(folder, "more", 900_000_000, chosen.import_rows)
        second = imported(store.root, more)
        print(f"import on top of {chosen.base:,}  {second:.2f} s = {second / first:.2f} × empty (budget 2 ×)")
    start = time.perf_counter()
    events = chosen.events or 10_000_000
    store = fill(folder / "funnel", events, folder / "spool")
    print(f"{events:,} events committed, marts built in {time.perf_counter() - start:.1f} s")
    for label, seconds in report_seconds(store).items():
        print(f"funnel report, {label:34} {seconds * 1000:.0f} ms (budget 60 ms with one breakdown)")


if __name__ == "__main__":
    main()
