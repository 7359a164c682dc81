"""Random events, for laws that hold whatever the events are, and six weeks whose numbers can be worked out."""

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


def six_weeks(per_day: int = 20, low_week: int | None = None) -> list[Row]:
    """Six weeks. Of each day's people 16 in 20 reach step 5 the next day, and 8 in 20 step 6 two days after entry; in
    the week `low_week` only 2 in 20 reach step 6. The last day's event is the cut-off: the sixth week is open."""
    rows: list[Row] = []
    last = MONDAY + timedelta(days=41)
    for n in range(42):
        day = MONDAY + timedelta(days=n)
        for i in range(per_day):
            user, of_20 = f"u{n}_{i}", 20 * i / per_day
            rows.append(event(user, 4, f"{day}T08:00", owner="li"))
            reached = {5: (1, 16), 6: (2, 2 if n // 7 == low_week else 8)}
            for step, (later, share) in reached.items():
                if of_20 < share and day + timedelta(days=later) <= last:
                    rows.append(event(user, step, f"{day + timedelta(days=later)}T07:00"))
    return rows


def four_weeks() -> list[Row]:
    """Per day for four weeks 6 enter at step 4 through one of two channels and become friends 30 minutes later, of
    li (3), wang (2) or, on the first two days only, of zhou; all but wang's are recorded 2 hours after that, and all
    recorded are grouped a day later. Every day one more enters and goes no further."""
    rows: list[Row] = []
    for n in range(28):
        day = MONDAY + timedelta(days=n)
        for i in range(7):
            user, owner = f"u{n}_{i}", ("li", "li", "li", "wang", "wang", "zhou" if n < 2 else "li")[min(i, 5)]
            rows.append(event(user, 4, f"{day}T08:00", channel="app" if i % 2 else "web", ad_slot=f"s{i % 3}"))
            if i == 6:
                continue
            rows.append(event(user, 5, f"{day}T08:30", owner=owner))
            if owner == "wang" and i == 4:
                continue
            rows.append(event(user, 6, f"{day}T10:30", result="refused" if owner == "li" and i == 0 else None))
            if not (owner == "li" and i == 0):
                rows.append(event(user, 7, f"{day + timedelta(days=1)}T10:30"))
    return rows
