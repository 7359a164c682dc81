"""Bounds of daily counts contain the truth, and days that contradict themselves are named."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path

from core.reports.funnel.bounds.model import MixedGrain
from core.reports.funnel.bounds.report import REPORT, build
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.inputs import Inputs
from core.reports.verdict import Missing
from tests.marts.making import Row, event
from tests.reports.making_inputs import TODAY, inputs_of


def counts_of(inputs: Inputs, query: FunnelQuery) -> MixedGrain:
    check = build(inputs, query)
    assert not isinstance(check, Missing)
    assert check.counts is not None
    return check.counts


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
        inputs = inputs_of(tmp_path / str(seed), {"funnel_daily": daily, "funnel_events": unique})
        found = counts_of(inputs, FunnelQuery(window_days=None))
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
    inputs = inputs_of(tmp_path, tables)
    found = counts_of(inputs, FunnelQuery())
    assert [(a.day.day, a.channel, a.ad_slot, a.step, a.people, a.earlier) for a in found.alarms] == [
        (2, "app", "x", 3, 12, 10),
        (2, "app", None, 5, 3, 1),
    ]
    assert found.alarms_total == 2
    filtered = build(inputs, FunnelQuery(where=(("owner", ("li",)),)))
    assert isinstance(filtered, Missing)
    assert filtered.line.zh == "这样筛选时，每日人次没法跟着筛，先不看"
    check = build(inputs, FunnelQuery())
    assert not isinstance(check, Missing)
    (table,) = REPORT.tables(check)
    assert table.short.column("excess") == [2, 2]
    verdict = REPORT.verdict(check, TODAY)
    assert verdict.line.zh == "每日人次有 2 处自相矛盾：后一步比前一步还多"
    assert len(verdict.notes) == 1 + len(found.steps)


def test_where_every_step_has_persons_daily_counts_are_not_needed(tmp_path: Path) -> None:
    daily = [{"day": date(2026, 3, 2), "step": 2, "people": 10}]
    inputs = inputs_of(tmp_path, {"funnel_daily": daily, "funnel_events": [event("a", 1, "2026-03-02T08:00")]})
    check = build(inputs, FunnelQuery())
    assert not isinstance(check, Missing)
    assert (REPORT.to_json(check), REPORT.tables(check)) == (None, ())
    assert REPORT.verdict(check, TODAY).line.zh == "每一步都有逐人的记录，不需要用每日人次"
