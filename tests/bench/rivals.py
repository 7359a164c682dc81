"""The strict funnel with a total window, counted by ClickHouse and by polars on raw events; each in its own process.

`python -m tests.bench.rivals NAME JSON` prints {"people": {channel: [people at each step]}, "seconds": …, "peak": GB}.
Where somebody has several events of the first step, ClickHouse takes the best of these entries and polars the first.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Reached = dict[str, list[int]]
"""People who reached each step from the first on, by channel."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question: who entered in [since, until), and how far they came within the window."""

    paths: tuple[str, ...]
    """Parquet files of events."""
    start: int
    since: datetime
    until: datetime
    window: timedelta

    @property
    def steps(self) -> range:
        """The first step and all later ones."""
        return range(self.start, 8)


def clickhouse(asked: Asked) -> Reached:
    """windowFunnel, through chdb."""
    import chdb

    since, until, window = (
        *(round((at - datetime(1970, 1, 1)).total_seconds()) for at in (asked.since, asked.until)),
        round(asked.window.total_seconds()),
    )
    events = " union all ".join(
        f"select user_id, step, channel, toUnixTimestamp(at) as time from file('{path}', Parquet) "
        f"where time >= {since} and time <= {until + window}"
        for path in asked.paths
    )
    rows = str(
        chdb.query(  # type: ignore[no-untyped-call]
            f"""
            select channel, level, count() from (
                select user_id, any(channel) as channel, minIf(time, step = {asked.start}) as entry,
                    windowFunnel({window})(time, {", ".join(f"step = {k}" for k in asked.steps)}) as level
                from ({events})
                group by user_id
            ) where entry >= {since} and entry < {until} group by channel, level
            """,
            "JSONCompactEachRow",
        )
    )
    return _reached([json.loads(line) for line in rows.splitlines()], len(asked.steps))


def polars(asked: Asked) -> Reached:
    """Step by step the earliest event at or after the one before, with lazy frames on the streaming engine."""
    import polars as pl

    events = pl.scan_parquet(list(asked.paths)).select("user_id", "step", "at", "channel")
    now = (
        events.filter(pl.col("step") == asked.start)
        .group_by("user_id")
        .agg(pl.col("channel").first(), entry=pl.col("at").min(), before=pl.col("at").min())
        .filter(pl.col("entry") >= asked.since, pl.col("entry") < asked.until)
    )
    levels = [now]
    for step in asked.steps[1:]:
        later = events.filter(
            pl.col("step") == step, pl.col("at") >= asked.since, pl.col("at") <= asked.until + asked.window
        )
        now = (
            later.select("user_id", "at")
            .join(now, on="user_id")
            .filter(pl.col("at") >= pl.col("before"), pl.col("at") <= pl.col("entry") + asked.window)
            .group_by("user_id")
            .agg(pl.col("channel").first(), pl.col("entry").first(), before=pl.col("at").min())
        )
        levels.append(now)
    counts = pl.collect_all([level.group_by("channel").len() for level in levels], engine="streaming")
    found: Reached = {}
    for at, count in enumerate(counts):
        for channel, n in count.rows():
            found.setdefault(channel, [0] * len(asked.steps))[at] = n
    return found


RIVALS = {"ClickHouse windowFunnel": clickhouse, "polars": polars}


def run(name: str, asked: Asked) -> tuple[Reached, float, float]:
    """People, seconds of the query (without the interpreter's start), and the peak memory of the process in GB."""
    days = {"since": asked.since.isoformat(), "until": asked.until.isoformat(), "days": asked.window.days}
    given = json.dumps({"paths": asked.paths, "start": asked.start, **days})
    words = [sys.executable, "-m", "tests.bench.rivals", name, given]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return found["people"], found["seconds"], found["peak"]


def _reached(rows: Sequence[Any], width: int) -> Reached:
    """From (channel, deepest step, people)."""
    found: Reached = {}
    for channel, level, n in rows:
        steps = found.setdefault(channel, [0] * width)
        for at in range(int(level)):
            steps[at] += int(n)
    return found


def main(name: str, given: dict[str, Any]) -> None:
    """Count, and print what `run` reads."""
    since, until = datetime.fromisoformat(given["since"]), datetime.fromisoformat(given["until"])
    asked = Asked(tuple(given["paths"]), given["start"], since, until, timedelta(days=given["days"]))
    start = time.perf_counter()
    people = RIVALS[name](asked)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"people": people, "seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
