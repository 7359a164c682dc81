"""What to mend, the repair note and the data-quality panel on small data: numbers a manager could count."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from core.codec.listing import to_csv
from core.reports.funnel.bounds import query as bounds
from core.reports.funnel.engine.funnel import FunnelQuery
from core.reports.funnel.fixes import query as fixes
from core.reports.funnel.fixes import tables as fixes_listing
from core.reports.funnel.overview import repair, view
from core.reports.funnel.quality import query as quality
from core.reports.funnel.quality import tables as quality_listing
from core.reports.funnel.quality.words import Misfit
from tests.marts.making import Row, event, opened

TODAY = date(2026, 4, 1)


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
    found = fixes.build(*opened(tmp_path, {"funnel_events": two_channels()}), FunnelQuery(until=date(2026, 2, 2)))
    assert found is not None
    assert (found.last_step, found.channels, found.weeks) == (7, 2, 4)
    (cell,) = found.weak
    assert (cell.channel, cell.step, cell.n) == ("app", 6, 280)
    # 40 % against 80 %: 112 of app's 280 are missing in 4 weeks, 28 a week; half of those at step 6 reach step 7.
    assert cell.missed == pytest.approx(112)
    assert found.members_missed(cell) == pytest.approx(14)
    shown = fixes_listing.weak(found)
    assert shown.column("missed") == [pytest.approx(14)]
    six = next(gain for gain in found.gains if gain.step == 6)
    assert six.best is not None
    assert six.best.channel == "shop"


def test_steps_before_the_channel_is_named_have_one_point_only(tmp_path: Path) -> None:
    found = fixes.build(*opened(tmp_path, {"funnel_events": two_channels(6)}), FunnelQuery(until=date(2026, 2, 2)))
    assert found is not None
    six, seven = found.gains
    # 560 at step 5, 336 at 6, 168 at 7, in 4 weeks. A point at 6 is 5.6 people, half of whom go on; at 7 it is 3.36.
    assert (six.step, six.n, six.best) == (6, 560, None)
    assert six.point.members == pytest.approx(5.6 / 2 / 4)
    assert (seven.step, seven.n) == (7, 336)
    assert seven.point.members == pytest.approx(3.36 / 4)


def test_without_the_last_step_there_is_no_money_and_nobody_is_a_member(tmp_path: Path) -> None:
    rows = [row for row in two_channels() if row["step"] < 7]
    orders = [{"order_id": "a", "line": 1, "user_id": "app0_0", "paid_at": datetime(2026, 2, 1), "amount": 9}]
    found = fixes.build(*opened(tmp_path, {"funnel_events": rows, "orders": orders}), FunnelQuery())
    assert found is not None
    assert (found.last_step, found.member_value) == (6, None)
    assert [field.name for field in fixes_listing.gains(found).fields if "money" in field.name] == []
    assert "走到⑥" in fixes_listing.gains(found).fields[3].label.zh


def test_one_person_and_no_closed_window_are_answered(tmp_path: Path) -> None:
    one = opened(
        tmp_path / "one", {"funnel_events": [event("a", 5, "2026-03-02T08:00"), event("b", 6, "2026-03-31T08:00")]}
    )
    found = fixes.build(*one, FunnelQuery())
    assert found is not None
    assert [(gain.step, gain.n, gain.best) for gain in found.gains] == [(6, 1, None)]
    assert fixes_listing.gains(found).rows[0][2:] == (None, None)
    young = opened(tmp_path / "young", {"funnel_events": [event("a", 5, "2026-03-02T08:00")]})
    found = fixes.build(*young, FunnelQuery())
    assert found is not None
    assert (found.gains, found.weak) == ((), ())
    assert fixes.build(*opened(tmp_path / "no", {"groups": [{"group_id": "g"}]}), FunnelQuery()) is None


def test_the_exact_table_holds_every_figure_unrounded(tmp_path: Path) -> None:
    found = fixes.build(*opened(tmp_path, {"funnel_events": two_channels()}), FunnelQuery(until=date(2026, 2, 2)))
    assert found is not None
    listing = fixes_listing.exact_gains(found)
    row = dict(zip((field.name for field in listing.fields), listing.rows[0], strict=True))
    first = found.gains[0]
    assert first.to_best is not None
    assert (row["before"], row["rate"], row["best_members"]) == (first.n, first.rate, first.to_best.members)
    assert (row["channel"], row["channel_before"]) == ("shop", 280)
    assert row["best_money"] is None
    assert to_csv(listing, "en")


def test_the_note_under_the_verdict_comes_from_the_weeks_the_page_shows(tmp_path: Path) -> None:
    rows: list[Row] = []
    for day in range(56):
        for i in range(40):
            at, reach = datetime(2026, 1, 5, 9) + timedelta(days=day), 20 if day < 35 else 12
            steps = range(5, 5 + 1 + (i < reach) + (i < reach // 2))
            rows += [event(f"u{day}_{i}", step, at + timedelta(hours=step)) for step in steps]
    rows.append(event("end", 5, "2026-03-31T08:00"))
    found = view.build(*opened(tmp_path, {"funnel_events": rows}), FunnelQuery(), TODAY)
    # Three weeks of 280 with 84 instead of 140 at step 6, half of whom reach step 7: 28 more a week.
    assert (found.finding.kind, found.finding.now and found.finding.now.step) == ("worse_since", 6)
    note = next(note for note in found.verdict.notes if "自己的水平" in note.zh)
    assert note.zh.startswith("修回到你们 1/5–2/8 自己的水平，每周约多进群 28 人")
    closed = [(week.monday, week.steps) for week in found.weeks if week.closed and week.monday < date(2026, 3, 2)]
    assert repair.note(closed, found.finding, 7) == note


def test_every_misfit_has_its_share_and_its_words(tmp_path: Path) -> None:
    rows = [
        *(event("a", 1, "2026-03-02T08:00"), event("a", 2, "2026-03-02T09:00"), event("a", 2, "2026-03-02T10:00")),
        *(event("b", 1, "2026-03-02T08:00"), event("b", 3, "2026-03-02T09:00")),
        *(event("c", 1, "2026-03-02T08:00"), event("c", 2, "2026-03-02T07:00")),
        *(event("d", 7, "2026-03-02T08:00"), event("e", 1, "2031-03-02T08:00")),
    ]
    members = [{"group_id": "g", "user_id": "a", "joined_at": datetime(2026, 3, 3)}]
    found = quality.build(*opened(tmp_path, {"funnel_events": rows, "members": members}), FunnelQuery())
    assert found.misfits == (
        Misfit("no_start", 1, 4, 1),
        Misfit("skipped", 1, 1, 3, 2),
        Misfit("skipped", 1, 1, 7, 6),
        Misfit("disorder", 1, 2, 2, 1),
        Misfit("no_roster", 1, 1, 7),
        Misfit("after_import", 1, 9),
        Misfit("repeated", 1, 8),
    )
    exact = quality_listing.exact_misfits(found, "strict")
    assert math.fsum(int(str(n)) for n in exact.column("n")) == 7
    assert exact.column("what")[-1] == quality_listing.misfits(found, "strict").column("what")[-1]


def test_contradicting_counts_are_listed_with_both_numbers(tmp_path: Path) -> None:
    daily = [
        {"day": date(2026, 3, 2), "step": step, "people": n, "channel": "=1+1", "ad_slot": "x"}
        for step, n in ((2, 10), (3, 12))
    ]
    found = bounds.build(*opened(tmp_path, {"funnel_daily": daily}), FunnelQuery())
    assert found is not None
    listing = quality_listing.alarms(found)
    assert [value if isinstance(value, str | int) else str(value) for value in listing.rows[0]][:3] == [
        "2026-03-02",
        "=1+1",
        "x",
    ]
    assert (listing.column("people"), listing.column("earlier"), listing.column("excess")) == ([12], [10], [2])
    assert b"'=1+1" in to_csv(listing, "zh")
