"""Weeks of the funnel page by hand-made examples: the outlook of open weeks, the trend's points, the map of cells."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.charts.palette import Role
from core.db import Dataset
from core.marts import Marts
from core.reports.funnel.engine.funnel import FunnelQuery
from core.reports.funnel.estimate import outlook
from core.reports.funnel.estimate import query as estimate
from core.reports.funnel.overview import view as funnel_view
from core.reports.funnel.overview.breakdown_tables import exact_weeks
from core.reports.funnel.week_map import rules as week_steps
from core.reports.funnel.week_map.chart import chart
from tests.marts.making import Row, event, opened

MONDAY = date(2026, 3, 2)
TODAY = date(2026, 4, 12)


def made(tmp_path: Path, rows: list[Row]) -> tuple[Dataset, Marts]:
    return opened(tmp_path / "w", {"funnel_events": rows})


def company(per_day: int = 20, low_week: int | None = None) -> list[Row]:
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


def test_open_weeks_come_to_what_the_closed_ones_came_to(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    found = outlook.build(dataset, built, FunnelQuery())
    assert {one.week for one in found} == {MONDAY + timedelta(days=28), MONDAY + timedelta(days=35)}
    for one in found:
        if one.step == 7:
            continue  # nobody ever got there
        assert one.first.share == pytest.approx(0.8 if one.step == 5 else 0.4)
        assert one.previous is not None
        assert one.previous.share == pytest.approx(0.8 if one.step == 5 else 0.5)
        assert one.previous.low < one.previous.share < one.previous.high
        if one.step == 5:  # of those who entered: the estimate itself, no quotient
            assert one.previous == one.first
    known = {(e.week, e.step): e for e in estimate.build(dataset, built, FunnelQuery()) or ()}
    assert all(one.first.low == known[one.week, one.step].low for one in found)


def test_nothing_is_estimated_where_the_filter_is_named_later_or_there_are_few(tmp_path: Path) -> None:
    rows = company()
    for row in rows:
        row["owner"] = "li" if row["step"] == 5 else None
    dataset, built = made(tmp_path, rows)
    assert outlook.build(dataset, built, FunnelQuery())
    assert outlook.build(dataset, built, FunnelQuery(where=(("owner", ("li",)),))) == ()
    assert outlook.build(dataset, built, FunnelQuery(window_days=None)) == ()
    dataset, built = made(tmp_path / "few", company(per_day=4))
    assert outlook.build(dataset, built, FunnelQuery()) == ()  # 28 a week


def test_the_trend_shows_closed_weeks_as_they_are_and_open_ones_as_they_will_be(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    view = funnel_view.build(dataset, built, FunnelQuery(), TODAY)
    expected = outlook.build(dataset, built, FunnelQuery())
    previous = outlook.points(view.weeks, 6, "previous", expected)
    assert [one.share for one in previous] == [0.5, 0.5, 0.5, 0.5, None, None]
    assert [one.people for one in previous] == [112, 112, 112, 112, 112, 96]
    assert previous[-1].so_far == pytest.approx(40 / 96)
    assert previous[-1].ahead is not None
    assert previous[-1].ahead.share == pytest.approx(0.5)
    assert previous[0].ahead is None
    first = outlook.points(view.weeks, 6, "first", expected)
    assert [one.share for one in first][:4] == [0.4] * 4
    assert first[-1].people == 140
    assert [one.ahead for one in outlook.points(view.weeks, 6, "first", ())] == [None] * 6


def test_the_map_names_the_week_that_is_below_the_others(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company(low_week=2))
    view = funnel_view.build(dataset, built, FunnelQuery(), TODAY)
    found = week_steps.build(view)
    assert found.steps == (5, 6)
    cells = {(cell.monday, cell.step): cell for cell in found.cells}
    third, last = MONDAY + timedelta(days=14), MONDAY + timedelta(days=35)
    assert cells[third, 6].share == pytest.approx(14 / 112)
    assert (cells[last, 6].closed, cells[last, 6].share, cells[last, 6].people) == (False, None, 96)
    assert found.usual[5] == pytest.approx(0.8)
    assert (found.weak[0].channel, found.weak[0].step, found.judged) == (third, 6, 4)
    drawn = chart(found)
    assert drawn.series[0].name.zh == "4/6"  # the newest week on top
    low = next(row for row in drawn.series if row.name.zh == "3/16").points[1]
    assert low is not None
    assert (low.value, low.text and low.text.zh) == (12.5, "12.5")
    assert low.shade == 0  # the furthest below what is usual
    waiting = drawn.series[0].points[1]
    assert waiting is not None
    assert (waiting.value, waiting.text, waiting.role) == (None, None, Role.OPEN)
    assert "2026-03-16 ⑤ 80.0% ⑥ 12.5%" in drawn.alt.zh
    assert "2026-04-06 (on the way) ⑤ — ⑥ —" in drawn.alt.en


def test_cells_of_few_people_have_no_share_and_no_number(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company(per_day=5))
    found = week_steps.build(funnel_view.build(dataset, built, FunnelQuery(), TODAY))
    assert [cell.people for cell in found.cells if cell.step == 6][:2] == [28, 28]
    assert all((cell.share is None) == (cell.step == 6 or not cell.closed) for cell in found.cells)
    points = [point for row in chart(found).series for point in row.points if point is not None]
    assert sum(point.text is not None for point in points) == 4


def test_the_download_of_weeks_has_every_figure_of_every_step(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    listing = exact_weeks(funnel_view.build(dataset, built, FunnelQuery(), TODAY))
    row = dict(zip([field.name for field in listing.fields], listing.rows[-1], strict=True))
    assert (row["entry_week"], row["people"], row["matured"]) == ("2026-04-06", 40, 0)
    assert row["of_previous"] == pytest.approx(40 / 96)
    assert row["matured_previous"] is None
