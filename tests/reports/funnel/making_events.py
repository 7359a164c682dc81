"""Random events of some hundred people, for laws that hold whatever the events are."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from core.reports.funnel.engine.funnel import DIMENSIONS
from tests.marts.making import Row, event

MONDAY = date(2026, 3, 2)
HOSTILE = "=HYPERLINK(1) <b>*x*</b>"
"""A name that nobody should read as anything but text."""


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


def eight_weeks() -> list[Row]:
    """Two channels, 20 people a day each. From the fifth week on half as many of those from the web go on to step 2.

    A third channel, HOSTILE, starts in the fifth week.
    """
    rows = []
    for n in range(9 * 7 + 1):
        late = n >= 28
        for channel in ("app", "web", HOSTILE) if late else ("app", "web"):
            for i in range(20):
                at = datetime.combine(MONDAY + timedelta(days=n), datetime.min.time())
                user = f"{channel}{n}_{i}"
                rows.append(event(user, 1, at, channel=channel))
                if i < (6 if late and channel == "web" else 12):
                    rows.append(event(user, 2, at + timedelta(hours=1)))
                    if i < 4:
                        rows.append(event(user, 3, at + timedelta(hours=2)))
    return rows
