"""The outlook of open weeks and the trend's points, by hand-made examples."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.reports.funnel.engine.funnel import build as build_funnel
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.estimate import outlook
from core.reports.funnel.estimate.model import Estimate
from core.reports.funnel.estimate.outlook import Outlook, outlooks
from core.reports.funnel.estimate.report import REPORT, build
from core.reports.funnel.estimate.words import on_the_way
from core.reports.funnel.overview import report as overview
from core.reports.inputs import Inputs
from core.reports.verdict import Missing
from tests.marts.making import event
from tests.reports.funnel.making_events import MONDAY, many_events, six_weeks
from tests.reports.making_inputs import TODAY, inputs_of


def estimated(inputs: Inputs, query: FunnelQuery) -> Estimate:
    estimate = build(inputs, query)
    assert not isinstance(estimate, Missing)
    return estimate


def ahead(inputs: Inputs, query: FunnelQuery) -> tuple[Outlook, ...]:
    return outlooks(estimated(inputs, query))


def test_open_weeks_come_to_what_the_closed_ones_came_to(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": six_weeks()})
    found = ahead(inputs, FunnelQuery())
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
    known = {(e.week, e.step): e for e in estimated(inputs, FunnelQuery()).weeks}
    assert all(one.first.low == known[one.week, one.step].low for one in found)


def test_nothing_is_estimated_where_the_filter_is_named_later_or_there_are_few(tmp_path: Path) -> None:
    rows = six_weeks()
    for row in rows:
        row["owner"] = "li" if row["step"] == 5 else None
    inputs = inputs_of(tmp_path / "named", {"funnel_events": rows})
    assert ahead(inputs, FunnelQuery())
    filtered = estimated(inputs, FunnelQuery(where=(("owner", ("li",)),)))
    assert outlooks(filtered) == ()
    assert REPORT.verdict(filtered, TODAY).line.zh == "这样筛选时，没法预计还在路上的周"
    assert isinstance(build(inputs, FunnelQuery(window_days=None)), Missing)
    assert isinstance(build(inputs, FunnelQuery(window_days=401)), Missing)
    few = inputs_of(tmp_path / "few", {"funnel_events": six_weeks(per_day=4)})
    assert ahead(few, FunnelQuery()) == ()  # 28 a week
    assert "没有满 30 人" in REPORT.verdict(estimated(few, FunnelQuery()), TODAY).line.zh


def test_the_trend_shows_closed_weeks_as_they_are_and_open_ones_as_they_will_be(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": six_weeks()})
    view = overview.build(inputs, FunnelQuery())
    expected = estimated(inputs, FunnelQuery())
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
    assert [one.ahead for one in outlook.points(view.weeks, 6, "first", None)] == [None] * 6
    words = on_the_way(previous)
    assert words is not None
    assert "2026-04-06 那周预计 50.0%（" in words.zh
    waiting = on_the_way(outlook.points(view.weeks, 6, "previous", None))
    assert waiting is not None
    assert waiting.zh == "还在路上的 2 周先不画。"
    assert on_the_way(previous[:4]) is None


def test_the_verdict_names_the_newest_week_at_the_last_step_anybody_reached(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": six_weeks()})
    estimate = estimated(inputs, FunnelQuery())
    line = REPORT.verdict(estimate, TODAY).line
    assert line.zh.startswith("2026-04-06 那周进来的人，窗口走完时预计 40.0%（")
    assert line.zh.endswith("）走到⑥信息审核录入")
    (table,) = REPORT.tables(estimate)
    assert {row[0] for row in table.short.rows} == {date(2026, 3, 30), date(2026, 4, 6)}
    assert len(table.download().rows) == len(estimate.weeks)


def test_daily_counts_alone_give_no_week(tmp_path: Path) -> None:
    daily = {"funnel_daily": [{"day": MONDAY, "step": 2, "people": 5}]}
    assert REPORT.to_json(estimated(inputs_of(tmp_path, daily), FunnelQuery())) == ()


def test_the_estimate_of_closed_weeks_is_the_plain_share_and_cube_and_people_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": many_events(random.Random("estimate"))})
    for query in (FunnelQuery(window_days=3), FunnelQuery(window_days=5, where=(("region", ("a", None)),))):
        found = estimated(inputs, query).weeks
        plain = build_funnel(inputs.dataset, inputs.marts, FunnelQuery(**_plain(query)))
        weeks = {b.value: b.steps for b in plain.breakdown}
        assert found
        for one in found:
            step = weeks[one.week.isoformat()][one.step - 1]
            if one.matured:
                assert one.share == step.of_first
            if one.share is not None and one.low is not None and one.high is not None:
                assert one.low <= one.share <= one.high
        with monkeypatch.context() as patch:
            patch.setattr("core.reports.funnel.estimate.report.cube_answers", lambda _query, _splits: False)
            assert estimated(inputs, query).weeks == found


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
    inputs = inputs_of(tmp_path, {"funnel_events": [*rows, event("0-99", 1, "2026-03-25T12:00")]})
    found = estimated(inputs, FunnelQuery(window_days=7)).weeks
    assert found
    week = next(one for one in found if one.week == date(2026, 3, 23) and one.step == 2)
    assert (week.people, week.reached, week.matured) == (100, 30, False)
    assert week.share == pytest.approx(0.6)
    plain = build_funnel(inputs.dataset, inputs.marts, FunnelQuery(since=date(2026, 3, 23))).steps[1]
    assert (plain.people, plain.lost, plain.pending) == (30, 0, 70)
