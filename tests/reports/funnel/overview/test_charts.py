"""The funnel's charts: their parts add up, and their texts hold the numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.charts.chart import Point, Series
from core.charts.numbers import people
from core.i18n import Text
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.estimate import outlook
from core.reports.funnel.estimate.model import Estimate, WeekEstimate
from core.reports.funnel.overview import funnel_chart, trend_chart
from core.reports.funnel.overview.model import FunnelView
from core.reports.funnel.overview.report import build
from tests.marts.making import Row, event
from tests.reports.making_inputs import inputs_of


def example() -> dict[str, list[Row]]:
    """60 enter on each of 21 days at step 4: 30 get through to 5, of these 10 are refused at 6."""
    rows: list[Row] = []
    for n in range(21):
        day = date(2026, 3, 2) + timedelta(days=n)
        for i in range(60):
            user = f"u{n}_{i}"
            rows.append(event(user, 4, f"{day}T08:00", ad_slot="弹窗" if i % 3 else "横幅"))
            if i < 30:
                rows.append(event(user, 5, f"{day}T09:00"))
            if i < 10:
                rows.append(event(user, 6, f"{day}T10:00", result="refused"))
    daily = [{"day": date(2026, 3, 2), "step": 2, "people": 12_345}]
    change = {"day": date(2026, 3, 10), "scene": "弹窗", "what": "换图", "who": "周婷"}
    return {"funnel_events": rows, "funnel_daily": daily, "changes": [change]}


@pytest.fixture
def view(tmp_path: Path) -> FunnelView:
    return build(inputs_of(tmp_path, example()), FunnelQuery())


def values(series: Series) -> list[float | None]:
    return [point and point.value for point in series.points]


def at(series: Series, place: int) -> Point:
    point = series.points[place]
    assert point is not None
    return point


def test_the_parts_of_every_bar_sum_to_the_step_before(view: FunnelView) -> None:
    *parts, counts = funnel_chart.chart(view.whole.steps).series
    # steps 2 (daily counts), 4, 5, 6 and 7, before which nobody is left
    sums = [round(sum(n or 0 for n in row), 3) for row in zip(*map(values, parts), strict=True)]
    assert sums == [0, 100, 100, 100, 0]
    assert values(counts) == [100, 0, 0, 0, 0]
    assert values(parts[0])[2] == 50  # 30 of 60
    assert len({series.role for series in (*parts, counts)}) == 5
    assert [series.select for series in (*parts, counts)] == ["people", "lost", "refused", "pending", None]


def test_a_share_is_of_closed_windows_and_a_bar_counts_everybody(view: FunnelView) -> None:
    chart = funnel_chart.chart(view.whole.steps)
    assert (chart.categories[2].en, chart.notes[2].en) == ("⑤ Added as friend", "630 people · 50.0% of previous")
    assert chart.notes[2].zh == "630 人 · 上一步的 50.0%"
    reached = at(chart.series[0], 2)
    assert reached.text is not None
    assert reached.text.en == "630"
    assert [line.en for line in reached.tooltip] == ["⑤ Added as friend", "reached 630 people"]
    # of the 630 friends 420 have a closed window and none of these is recorded
    assert chart.notes[3].en == "0 people · 0.0% of previous"


def test_the_text_alternatives_hold_the_numbers(view: FunnelView) -> None:
    chart = funnel_chart.chart(view.whole.steps)
    assert "① " not in chart.alt.zh
    assert "② 广告位曝光 每日人次（不认人） 12,345" in chart.alt.zh
    # 1260 entered; the last 7 days (420 people, 210 of them not at step 5) are open
    assert "⑤ 加好友自动回复 走到 630，流失 420，未通过 0，还在路上 210" in chart.alt.zh
    assert "⑥ 信息审核录入 走到 0，流失 280，未通过 210，还在路上 140" in chart.alt.zh
    assert (chart.notes[0].zh, chart.notes[0].en) == ("1.2 万人次", "12.3k people")


OPEN = date(2026, 3, 16)
TITLE = Text("比例", "share")


def ahead(week: date = OPEN, share: tuple[float, float, float] = (0.52, 0.45, 0.58)) -> WeekEstimate:
    return WeekEstimate(week, 5, 420, 210, *share, matured=False, own_days=3)


def test_weeks_on_the_way_are_estimated_with_whiskers_and_changes_marked(view: FunnelView) -> None:
    points, title = (
        outlook.points(view.weeks, 5, "previous", Estimate((ahead(),), True)),
        trend_chart.title(view.weeks, 5, "previous"),
    )
    chart = trend_chart.chart(points, title, view.changes, target=0.6)
    closed, estimated = chart.series
    # the week of 9 March closes at the end of 22 March, but its last events are of that morning
    assert values(closed) == [50, None, None]
    assert values(estimated) == [None, None, 52]
    last = at(estimated, 2)
    assert (last.low, last.high) == pytest.approx((45, 58))
    assert estimated.dashed
    assert last.tooltip[1].en == "52.0% (45.0%–58.0%) estimated"
    assert last.tooltip[2].en == "50.0% of 420 people so far"
    assert [name.zh for name in chart.categories] == ["3/2", "3/9", "3/16"]
    change, target = chart.marks
    assert (change.category, change.label.zh) == (1, "1")
    assert (target.value, target.label.en) == (60, "target 60%")
    words = chart.alt.zh
    assert words.startswith("走到⑤加好友自动回复的比例（占「跳转微信」的人，按进入周）：2026-03-02 50.0%；")
    assert "2026-03-16 预计 52.0%（45.0%–58.0%）（还在路上）" in words


def test_the_dashed_line_starts_at_the_last_closed_week(view: FunnelView) -> None:
    week = view.weeks[1].monday
    expected = Estimate((ahead(week, (0.5, 0.4, 0.6)), ahead()), True)
    _, estimated = trend_chart.chart(outlook.points(view.weeks, 5, "first", expected), TITLE).series
    assert values(estimated) == [50, 50, 52]
    assert [at(estimated, n).dot for n in range(3)] == [False, True, True]
    assert [at(estimated, n).low for n in range(3)] == [None, 40, 45]


def test_without_an_estimate_open_weeks_are_a_gap(view: FunnelView) -> None:
    (closed,) = trend_chart.chart(outlook.points(view.weeks, 5, "previous", None), TITLE).series
    assert values(closed)[1:] == [None, None]


def test_a_week_between_two_gaps_is_drawn_as_its_point(view: FunnelView) -> None:
    points = outlook.points(view.weeks, 5, "first", None)
    lone = [replace(points[0], share=None), replace(points[0], share=0.5), replace(points[0], share=None)]
    (line,) = trend_chart.chart(lone, TITLE).series
    assert values(line) == [None, 50, None]
    assert at(line, 1).dot


def test_large_numbers_are_short_in_charts() -> None:
    assert [people(n).zh for n in (9_999, 10_000, 123_456)] == ["9,999 人", "1.0 万人", "12.3 万人"]
    assert [people(n).en for n in (9_999, 12_345, 1_234_567)] == ["9,999 people", "12.3k people", "1.2M people"]
