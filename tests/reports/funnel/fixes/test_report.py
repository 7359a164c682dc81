"""What to fix first on small data: numbers a manager could count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.codec.listing import to_csv
from core.reports.funnel.engine.funnel import FunnelQuery
from core.reports.funnel.fixes import report
from core.reports.funnel.fixes.rules import Fixes
from core.reports.funnel.fixes.tables import tables
from core.reports.verdict import Missing
from tests.marts.making import Row, event
from tests.reports.making_inputs import inputs_of


def build(root: Path, found: dict[str, list[Row]], query: FunnelQuery) -> Fixes:
    fixes = report.build(inputs_of(root, found), query)
    assert not isinstance(fixes, Missing)
    return fixes


def two_channels(named_at: int = 5) -> list[Row]:
    """10 of each channel enter a day for 28 days: of shop's 8 reach step 6, of app's 4; half of those reach step 7."""
    rows: list[Row] = []
    for day in range(28):
        for channel, reach in (("app", 4), ("shop", 8)):
            for i in range(10):
                at, user = datetime(2026, 1, 5, 9) + timedelta(days=day), f"{channel}{day}_{i}"
                last = 5 if i >= reach else 6 if i >= reach // 2 else 7
                for step in range(5, last + 1):
                    named = channel if step >= named_at else None
                    rows.append(event(user, step, at + timedelta(hours=step), channel=named))
    return [*rows, event("end", 5, "2026-03-31T08:00", channel="app")]


def test_a_weak_channel_costs_what_its_missing_people_would_have_become(tmp_path: Path) -> None:
    found = build(tmp_path, {"funnel_events": two_channels()}, FunnelQuery(until=date(2026, 2, 2)))
    assert (found.last_step, found.channels, found.weeks) == (7, 2, 4)
    (cell,) = found.weak
    assert (cell.channel, cell.step, cell.n) == ("app", 6, 280)
    # 40 % against 80 %: 112 of app's 280 are missing in 4 weeks, 28 a week; half of those at step 6 reach step 7.
    assert cell.missed == pytest.approx(112)
    assert found.members_missed(cell) == pytest.approx(14)
    shown = tables(found)[1].short
    assert shown.column("missed") == [pytest.approx(14)]
    six = next(gain for gain in found.gains if gain.step == 6)
    assert six.best is not None
    assert six.best.channel == "shop"


def test_steps_before_the_channel_is_named_have_one_point_only(tmp_path: Path) -> None:
    found = build(tmp_path, {"funnel_events": two_channels(6)}, FunnelQuery(until=date(2026, 2, 2)))
    six, seven = found.gains
    # 560 at step 5, 336 at 6, 168 at 7, in 4 weeks. A point at 6 is 5.6 people, half of whom go on; at 7 it is 3.36.
    assert (six.step, six.n, six.best) == (6, 560, None)
    assert six.point.members == pytest.approx(5.6 / 2 / 4)
    assert (seven.step, seven.n) == (7, 336)
    assert seven.point.members == pytest.approx(3.36 / 4)


def test_without_the_last_step_there_is_no_money_and_nobody_is_a_member(tmp_path: Path) -> None:
    rows = [row for row in two_channels() if row["step"] < 7]
    orders = [{"order_id": "a", "line": 1, "user_id": "app0_0", "paid_at": datetime(2026, 2, 1), "amount": 9}]
    found = build(tmp_path, {"funnel_events": rows, "orders": orders}, FunnelQuery())
    assert (found.last_step, found.member_value) == (6, None)
    assert [field.name for field in tables(found)[0].short.fields if "money" in field.name] == []
    assert "走到⑥" in tables(found)[0].short.fields[3].label.zh


def test_one_person_and_no_closed_window_are_answered(tmp_path: Path) -> None:
    one = {"funnel_events": [event("a", 5, "2026-03-02T08:00"), event("b", 6, "2026-03-31T08:00")]}
    found = build(tmp_path / "one", one, FunnelQuery())
    assert [(gain.step, gain.n, gain.best) for gain in found.gains] == [(6, 1, None)]
    assert tables(found)[0].short.rows[0][2:] == (None, None)
    found = build(tmp_path / "young", {"funnel_events": [event("a", 5, "2026-03-02T08:00")]}, FunnelQuery())
    assert (found.gains, found.weak) == ((), ())
    nobody = inputs_of(tmp_path / "no", {"groups": [{"group_id": "g"}]})
    assert isinstance(report.build(nobody, FunnelQuery()), Missing)


def test_the_exact_table_holds_every_figure_unrounded(tmp_path: Path) -> None:
    found = build(tmp_path, {"funnel_events": two_channels()}, FunnelQuery(until=date(2026, 2, 2)))
    listing = tables(found)[0].download()
    row = dict(zip((field.name for field in listing.fields), listing.rows[0], strict=True))
    first = found.gains[0]
    assert first.to_best is not None
    assert (row["before"], row["rate"], row["best_members"]) == (first.n, first.rate, first.to_best.members)
    assert (row["channel"], row["channel_before"]) == ("shop", 280)
    assert row["best_money"] is None
    assert to_csv(listing, "en")


def test_the_channel_that_is_below_the_rest_is_named_and_a_point_is_worth_money(tmp_path: Path) -> None:
    rows: list[Row] = []
    orders: list[Row] = []
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
    found = build(tmp_path / "paid", {"funnel_events": rows, "orders": orders}, FunnelQuery())
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
    without = build(tmp_path / "n", {"funnel_events": rows}, FunnelQuery())
    assert without.member_value is None
    assert without.gains[0].point.money is None
