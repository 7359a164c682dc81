"""Matured rates, rates by receptionist, estimates, fixes: facts to check by hand."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.reports.funnel.engine.funnel import FunnelQuery, build
from core.reports.funnel.estimate import query as estimate
from core.reports.funnel.fixes import query as fixes
from tests.marts.making import event, opened
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
