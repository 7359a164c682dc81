"""Matured rates, rates by receptionist, comparisons, estimates, fixes, staying, changes: facts to check by hand."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadRequest
from core.reports.funnel.changes import query as change_effects
from core.reports.funnel.comparison import query as comparison
from core.reports.funnel.engine.funnel import FunnelQuery, build
from core.reports.funnel.estimate import query as estimate
from core.reports.funnel.fixes import query as fixes
from core.reports.funnel.retention import query as staying
from tests.marts.making import Row, event, opened
from tests.reports.funnel.making_events import many_events


@pytest.mark.parametrize("order", ["strict", "any"])
def test_an_export_cut_earlier_changes_no_matured_rate(order: str, tmp_path: Path) -> None:
    rows = many_events(random.Random(f"cut {order}"))
    for days in (1, 3, 5):
        for by in ("entry_week", ("entry_week", "channel")):
            query = FunnelQuery(window_days=days, order=order, by=by)
            whole = opened(tmp_path / "whole", {"funnel_events": rows})
            cut = datetime(2026, 3, 12)
            early = opened(tmp_path / f"cut{days}{len(by)}", {"funnel_events": [r for r in rows if r["at"] < cut]})
            now, then = ({b.values: b.steps for b in build(*side, query).breakdown} for side in (whole, early))
            mature = [v for v, steps in then.items() if steps[0].people == steps[0].matured]
            assert mature
            for value in mature:
                for a, b in zip(now[value], then[value], strict=True):
                    assert (a.people, a.matured_first, a.matured_previous) == (
                        b.people,
                        b.matured_first,
                        b.matured_previous,
                    )


def test_rates_by_receptionist_begin_where_one_is_named(tmp_path: Path) -> None:
    rows = []
    for i in range(10):
        rows.append(event(f"u{i}", 4, "2026-03-02T08:00", channel="app"))
        if i < 6:
            rows.append(event(f"u{i}", 5, "2026-03-02T09:00", owner="li" if i < 4 else "wang"))
        if i < 3:
            rows.append(event(f"u{i}", 6, "2026-03-02T10:00"))
    report = build(*opened(tmp_path, {"funnel_events": rows}), FunnelQuery(by="owner", window_days=None))
    assert (report.rates_from, report.parts_from) == (4, 5)
    li = next(part.steps for part in report.breakdown if part.value == "li")
    assert [li[k - 1].people for k in (4, 5, 6)] == [4, 4, 3]
    assert [li[k - 1].of_previous for k in (4, 5, 6)] == [None, None, 0.75]
    assert [li[k - 1].of_first for k in (4, 5, 6)] == [None, 1.0, 0.75]
    assert li[4].median_seconds == 3600
    filtered = build(
        *opened(tmp_path, {"funnel_events": rows}), FunnelQuery(where=(("owner", ("li",)),), window_days=None)
    )
    assert filtered.rates_from == 5
    assert filtered.steps[4].of_previous is None


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


def test_the_estimate_of_closed_weeks_is_the_plain_share_and_cube_and_people_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, marts = opened(tmp_path, {"funnel_events": many_events(random.Random("estimate"))})
    for query in (FunnelQuery(window_days=3), FunnelQuery(window_days=5, where=(("region", ("a", None)),))):
        found = estimate.build(dataset, marts, query)
        weeks = {b.value: b.steps for b in build(dataset, marts, FunnelQuery(**_plain(query))).breakdown}
        assert found
        for one in found:
            step = weeks[one.week.isoformat()][one.step - 1]
            if one.matured:
                assert one.share == step.of_first
            if one.share is not None and one.low is not None and one.high is not None:
                assert one.low <= one.share <= one.high
        with monkeypatch.context() as patch:
            patch.setattr("core.reports.funnel.estimate.query.cube_answers", lambda _query, _splits: False)
            assert estimate.build(dataset, marts, query) == found
    assert estimate.build(dataset, marts, FunnelQuery(window_days=None)) is None


def _plain(query: FunnelQuery) -> dict[str, Any]:
    return {"window_days": query.window_days, "where": query.where, "by": "entry_week"}


def test_an_open_week_is_estimated_from_the_weeks_before(tmp_path: Path) -> None:
    rows = []
    for week in range(4):
        monday = datetime(2026, 3, 2) + timedelta(weeks=week)
        for i in range(100):
            rows.append(event(f"{week}-{i}", 1, monday))
            if i < 60:  # half on the first day, half on the fourth
                rows.append(event(f"{week}-{i}", 2, monday + timedelta(days=0 if i < 30 else 3, hours=9)))
    rows = [row for row in rows if row["at"] < datetime(2026, 3, 25, 12)]  # two days into the fourth week
    dataset, marts = opened(tmp_path, {"funnel_events": [*rows, event("0-99", 1, "2026-03-25T12:00")]})
    found = estimate.build(dataset, marts, FunnelQuery(window_days=7))
    assert found
    week = next(one for one in found if one.week == date(2026, 3, 23) and one.step == 2)
    assert (week.people, week.reached, week.matured) == (100, 30, False)
    assert week.share == pytest.approx(0.6)
    plain = build(dataset, marts, FunnelQuery(since=date(2026, 3, 23))).steps[1]
    assert (plain.people, plain.lost, plain.pending) == (30, 0, 70)


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


def test_the_channel_that_is_below_the_rest_is_named_and_a_point_is_worth_money(tmp_path: Path) -> None:
    rows, orders = [], []
    for channel, rate in (("app", 0.6), ("web", 0.6), ("poster", 0.2)):
        for i in range(400):
            at = datetime(2026, 1, 5) + timedelta(days=i % 28)
            rows.append(event(f"{channel}{i}", 6, at, channel=channel))
            if (i * 7) % 400 < rate * 400:
                rows.append(event(f"{channel}{i}", 7, at + timedelta(hours=1)))
                if i % 2:
                    orders.append(
                        {
                            "order_id": f"o{channel}{i}",
                            "line": 1,
                            "user_id": f"{channel}{i}",
                            "paid_at": at + timedelta(days=30),
                            "amount": Decimal("120.00"),
                            "refund": Decimal("20.00"),
                        }
                    )
    rows.append(event("end", 6, "2026-06-30T08:00"))
    orders.append({"order_id": "z", "line": 1, "user_id": "x", "paid_at": datetime(2026, 6, 30), "amount": Decimal(1)})
    found = fixes.build(*opened(tmp_path, {"funnel_events": rows, "orders": orders}), FunnelQuery())
    assert found is not None
    assert [(cell.channel, cell.step, cell.n) for cell in found.weak] == [("poster", 7, 400)]
    assert found.member_value is not None
    assert found.member_value.members == sum(row["step"] == 7 for row in rows)
    assert found.member_value.buyers == len(orders) - 1
    assert found.member_value.value is not None
    mean = Decimal(100 * found.member_value.buyers) / found.member_value.members
    assert found.member_value.value.mean == mean.quantize(Decimal("0.01"))
    gain = found.gains[0]
    assert (gain.step, gain.n) == (7, 1200)
    assert gain.point.members == pytest.approx(12 / found.weeks)
    assert gain.best is not None
    assert gain.best.channel in ("app", "web")
    without = fixes.build(*opened(tmp_path / "n", {"funnel_events": rows}), FunnelQuery())
    assert without is not None
    assert without.member_value is None
    assert without.gains[0].point.money is None


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
