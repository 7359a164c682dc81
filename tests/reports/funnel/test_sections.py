"""Comparisons, retention, changes: facts to check by hand."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import BadRequest
from core.reports.funnel.changes import query as change_effects
from core.reports.funnel.comparison import query as comparison
from core.reports.funnel.engine.funnel import FunnelQuery, build
from core.reports.funnel.retention import query as staying
from tests.marts.making import Row, event, opened
from tests.reports.funnel.making_events import many_events


def test_the_parts_of_a_change_sum_to_it(tmp_path: Path) -> None:
    rng = random.Random("change")
    dataset, marts = opened(tmp_path, {"funnel_events": many_events(rng)})
    for number in range(200):
        days = sorted(rng.sample(range(1, 24), 2))
        since, until = (date(2026, 3, 1) + timedelta(days=d) for d in days)
        query = FunnelQuery(since, until, rng.choice([None, 1, 4]), "strict")
        if number % 4:
            other = sorted(rng.sample(range(1, 24), 2))
            base = tuple(date(2026, 3, 1) + timedelta(days=d) for d in other)
            found = comparison.periods(dataset, marts, query, (base[0], base[1]))
        else:
            dim = rng.choice(["channel", "region"])
            a, b = ((dim, (rng.choice(["a", "b", None]),)), (dim, ("c",)))
            found = comparison.segments(dataset, marts, query, (a,), (b,))
        assert found is not None
        last = found.steps[-1]
        sides = [
            build(
                dataset,
                marts,
                FunnelQuery(side.since, side.until, query.window_days, where=side.where),
                durations=False,
            )
            for side in (found.now, found.base)
        ]
        assert found.change == (sides[0].steps[last - 1].people or 0) - (sides[1].steps[last - 1].people or 0)
        assert sum(part.people for part in found.parts) == found.change
        assert sum(part.whole for part in found.parts) == found.change
        for part in found.parts:
            assert sum(value.people for value in part.by_value) == part.people


def test_the_previous_period_is_as_long(tmp_path: Path) -> None:
    _, marts = opened(tmp_path, {"funnel_events": [event("a", 1, "2026-03-20T08:00")]})
    query = FunnelQuery(since=date(2026, 3, 8), until=date(2026, 3, 15))
    assert comparison.previous_period(marts, query) == (date(2026, 3, 1), date(2026, 3, 8))
    assert comparison.previous_period(marts, FunnelQuery(since=date(2026, 3, 20)))[0] == date(2026, 3, 19)
    with pytest.raises(BadRequest):
        comparison.previous_period(marts, FunnelQuery())


def test_who_is_still_in_the_group_after_seven_days(tmp_path: Path) -> None:
    def member(user: str, left: datetime | None, group: str = "g") -> Row:
        return {"group_id": group, "user_id": user, "joined_at": datetime(2026, 3, 2, 9), "left_at": left}

    grouped = {"stays": "g", "left": "g", "later": "g", "other": "h", "unknown": "g"}
    tables = {
        "funnel_events": [
            *(event(user, 7, "2026-03-02T08:00", group_id=group) for user, group in grouped.items()),
            event("young", 7, "2026-03-20T08:00", group_id="g"),
        ],
        "members": [
            member("stays", None),
            member("left", datetime(2026, 3, 9, 7)),
            member("later", datetime(2026, 3, 20)),
            member("other", None),
        ],
    }
    found = staying.build(*opened(tmp_path, tables), FunnelQuery())
    assert found is not None
    assert (found.grouped, found.judged, found.stayed, found.pending, found.no_roster) == (6, 3, 2, 1, 2)
    assert found.share == pytest.approx(2 / 3)
    assert staying.build(*opened(tmp_path / "n", {"funnel_events": tables["funnel_events"]}), FunnelQuery()) is None


def test_a_change_is_shown_with_the_rates_before_and_after(tmp_path: Path) -> None:
    rows = []
    for day in range(1, 41):
        for i in range(20):
            at = datetime(2026, 1, 1) + timedelta(days=day)
            rows.append(event(f"{day}-{i}", 1, at))
            if i < (16 if day < 20 else 8):
                rows.append(event(f"{day}-{i}", 2, at + timedelta(hours=1)))
    change = {"day": date(2026, 1, 21), "scene": "banner", "what": "new picture", "who": "li"}
    later = {"day": date(2027, 1, 1), "scene": "banner", "what": "planned", "who": "li"}
    found = change_effects.build(*opened(tmp_path, {"funnel_events": rows, "changes": [change, later]}), FunnelQuery())
    assert [effect.change.what for effect in found] == ["new picture"]
    rate = found[0].rates[0].difference
    assert (rate.base.n, rate.base.hits, rate.now.n, rate.now.hits) == (280, 224, 280, 112)
    assert rate.change == pytest.approx(-0.4)
    assert rate.within_noise is False
