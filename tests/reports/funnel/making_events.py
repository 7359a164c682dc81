"""Random events of some hundred people, for laws that hold whatever the events are."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from core.reports.funnel.engine.funnel import DIMENSIONS
from tests.marts.making import Row, event


def many_events(rng: random.Random) -> list[Row]:
    """Up to 4,000 events over three weeks: ties, days without a clock, disorder, refusals, values left out."""
    rows = {}
    for _ in range(4000):
        at = datetime(2026, 3, 1) + timedelta(minutes=rng.choice([0, 1, 720]) + 1440 * rng.randint(0, 20))
        row = event(
            f"u{rng.randint(0, 700)}",
            min(7, 1 + int(rng.expovariate(0.5))),
            at,
            is_day=at.hour == at.minute == 0 and rng.random() < 0.3,
            result=rng.choice([None, None, "refused"]),
            **{dim: rng.choice([None, "a", "b", "c"]) for dim in DIMENSIONS if dim != "entry_week"},
        )
        rows[row["user_id"], row["step"], row["at"]] = row
    return list(rows.values())
