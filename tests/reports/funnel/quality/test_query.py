"""How far the funnel can be trusted: bounds of daily counts, alarms, and what does not fit."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path

from core.reports.funnel.bounds import query as bounds
from core.reports.funnel.engine.funnel import FunnelQuery
from core.reports.funnel.quality import query as quality
from tests.marts.making import Row, event, opened


def test_bounds_contain_the_truth_and_wrong_days_are_named(tmp_path: Path) -> None:
    for seed in range(20):
        rng = random.Random(seed)
        seen: dict[int, set[int]] = {k: set() for k in range(2, 6)}
        counts: dict[tuple[date, int, str, str], set[int]] = {}
        events = []
        for person in range(rng.randint(1, 60)):
            channel, slot = rng.choice(["app", "web"]), rng.choice(["x", "y"])
            for _ in range(rng.choice([1, 1, 2, 3])):
                day = date(2026, 3, 2) + timedelta(days=rng.randint(0, 4))
                for step in range(2, rng.randint(2, 5) + 1):
                    seen[step].add(person)
                    if step < 5:
                        counts.setdefault((day, step, channel, slot), set()).add(person)
                    else:
                        events.append(
                            event(f"u{person}", 5, datetime(day.year, day.month, day.day, 9), channel=channel)
                        )
        daily = [
            {"day": day, "step": step, "channel": channel, "ad_slot": slot, "people": len(people)}
            for (day, step, channel, slot), people in counts.items()
        ]
        unique = list({(row["user_id"], row["at"]): row for row in events}.values())
        dataset, marts = opened(tmp_path / str(seed), {"funnel_daily": daily, "funnel_events": unique})
        found = bounds.build(dataset, marts, FunnelQuery(window_days=None))
        assert found is not None
        for step in found.steps:
            truth = len(seen[step.step] & seen[step.since_step]) / len(seen[step.since_step])
            assert step.low <= truth <= step.high, (seed, step)
            assert step.nested
        assert found.alarms == ()


def test_a_later_step_with_more_people_is_an_alarm(tmp_path: Path) -> None:
    def daily(step: int, n: int, day: int = 2, channel: str | None = "app") -> Row:
        return {"day": date(2026, 3, day), "step": step, "people": n, "channel": channel, "ad_slot": "x"}

    tables = {
        "funnel_daily": [daily(2, 10), daily(3, 12), daily(4, 1), daily(2, 10, 3), daily(3, 9, 3)],
        "funnel_events": [event(f"u{i}", 5, "2026-03-02T08:00", channel="app") for i in range(3)],
    }
    found = bounds.build(*opened(tmp_path, tables), FunnelQuery())
    assert found is not None
    assert [(a.day.day, a.channel, a.ad_slot, a.step, a.people, a.earlier) for a in found.alarms] == [
        (2, "app", "x", 3, 12, 10),
        (2, "app", None, 5, 3, 1),
    ]
    assert found.alarms_total == 2
    assert bounds.build(*opened(tmp_path, tables), FunnelQuery(where=(("owner", ("li",)),))) is None


def test_quality_counts_what_does_not_fit(tmp_path: Path) -> None:
    tables = {
        "funnel_events": [
            *(event("a", 1, "2026-03-02T08:00"), event("a", 2, "2026-03-02T09:00"), event("a", 2, "2026-03-02T10:00")),
            *(event("b", 1, "2026-03-02T08:00"), event("b", 3, "2026-03-02T09:00")),
            *(event("c", 1, "2026-03-02T08:00"), event("c", 2, "2026-03-02T07:00")),
            event("d", 7, "2026-03-02T08:00"),
            event("e", 1, "2031-03-02T08:00"),
        ],
        "members": [{"group_id": "g", "user_id": "a", "joined_at": datetime(2026, 3, 3)}],
    }
    found = quality.build(*opened(tmp_path, tables), FunnelQuery())
    assert (found.people, found.no_start, found.repeated_events, found.after_import) == (4, 1, 1, 1)
    assert [(s.step, s.people) for s in found.skipped] == [(3, 1), (7, 1)]
    assert [(s.step, s.people) for s in found.disorder] == [(2, 1)]
    assert (found.grouped, found.no_roster) == (1, 1)
    del tables["members"]
    assert quality.build(*opened(tmp_path / "n", tables), FunnelQuery()).no_roster is None
