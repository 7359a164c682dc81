"""The funnel's charts: their parts add up, and their texts hold the numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from core.reports.funnel.overview.view import FunnelView

from core.charts.numbers import people
from core.i18n import Lang
from core.marts import ensure, open_dataset
from core.reports.funnel.engine.funnel import FunnelQuery
from core.reports.funnel.estimate import outlook
from core.reports.funnel.estimate.outlook import Outlook
from core.reports.funnel.overview import funnel_chart
from core.reports.funnel.overview import trend_chart as entry_week_trend
from core.reports.funnel.overview import view as funnel_view
from core.statistics.rate_of_rates import Bounded
from tests.marts.making import Row, commit, event, open_store

TODAY = date(2026, 4, 1)


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
    store = open_store(tmp_path)
    version = commit(store, example())
    return funnel_view.build(
        open_dataset(store, version, derived=False), ensure(store, version, derived=False), FunnelQuery(), TODAY
    )


def bars(spec: dict[str, Any]) -> list[list[float]]:
    return [[item["value"] for item in series["data"]] for series in spec["series"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_parts_of_every_bar_sum_to_the_step_before(view: FunnelView, lang: Lang) -> None:
    spec = funnel_chart.spec(view.whole.steps, lang)
    assert json.loads(json.dumps(spec)) == spec  # nothing but JSON goes to the browser
    assert spec["animation"] is False
    *parts, counts = bars(spec)
    # steps 2 (daily counts), 4, 5, 6 and 7, before which nobody is left
    sums = [round(sum(values), 3) for values in zip(*parts, strict=True)]
    assert sums == [0, 100, 100, 100, 0]
    assert counts == [100, 0, 0, 0, 0]
    assert parts[0][2] == 50  # 30 of 60
    assert len({s["itemStyle"]["color"] for s in spec["series"]}) == 5
    assert sum("decal" in s["itemStyle"] for s in spec["series"]) == 3


def test_a_share_is_of_closed_windows_and_a_bar_counts_everybody(view: FunnelView) -> None:
    spec = funnel_chart.spec(view.whole.steps, "en")
    heads, reached = spec["yAxis"]["data"], spec["series"][0]["data"]
    assert heads[2] == "⑤ Added as friend  630 people · 50.0% of previous"
    assert reached[2]["label"] == {"show": True, "formatter": "630"}
    assert "%" not in reached[2]["tooltip"]["formatter"]
    # of the 630 friends 420 have a closed window and none of these is recorded
    assert heads[3].endswith("0 people · 0.0% of previous")


def test_the_text_alternatives_hold_the_numbers(view: FunnelView) -> None:
    zh = funnel_chart.alt(view.whole.steps, "zh")
    assert "① " not in zh
    assert "② 广告位曝光 每日人次（不认人） 12,345" in zh
    # 1260 entered; the last 7 days (420 people, 210 of them not at step 5) are open
    assert "⑤ 加好友自动回复 走到 630，流失 420，未通过 0，还在路上 210" in zh
    assert "⑥ 信息审核录入 走到 0，流失 280，未通过 210，还在路上 140" in zh
    assert "1.2 万人次" in funnel_chart.spec(view.whole.steps, "zh")["yAxis"]["data"][0]


OPEN = date(2026, 3, 16)


def ahead(step: int) -> Outlook:
    return Outlook(OPEN, step, Bounded(0.52, 0.45, 0.58), Bounded(0.52, 0.45, 0.58))


def test_weeks_on_the_way_are_estimated_with_whiskers_and_changes_marked(view: FunnelView) -> None:
    points = outlook.points(view.weeks, 5, "previous", [ahead(5)])
    spec = entry_week_trend.spec(points, "en", view.changes, target=0.6)
    closed, estimated, whiskers = spec["series"]
    # the week of 9 March closes at the end of 22 March, but its last events are of that morning
    assert [item and item["value"] for item in closed["data"]] == [50, None, None]
    assert [item and item["value"] for item in estimated["data"]] == [None, None, 52]
    assert whiskers["data"][2]["value"] == [45, 52, 52, 52, 58]
    assert estimated["lineStyle"]["type"] == "dashed"
    tip = estimated["data"][2]["tooltip"]["formatter"]
    assert "52.0% (45.0%–58.0%) estimated" in tip
    assert "50.0% of 420 people so far" in tip
    assert whiskers["name"] not in spec["legend"]["data"]
    assert spec["xAxis"]["data"] == ["3/2", "3/9", "3/16"]
    change, target = closed["markLine"]["data"]
    assert change["xAxis"] == 1
    assert (target["yAxis"], target["label"]["formatter"]) == (60, "target 60%")
    assert json.loads(json.dumps(spec)) == spec
    title = entry_week_trend.title(view.weeks, 5, "previous")
    words = entry_week_trend.alt(points, title, "zh")
    assert words.startswith("走到⑤加好友自动回复的比例（占「跳转微信」的人，按进入周）：2026-03-02 50.0%；")
    assert "2026-03-16 预计 52.0%（45.0%–58.0%）（还在路上）" in words


def test_the_dashed_line_starts_at_the_last_closed_week(view: FunnelView) -> None:
    week = view.weeks[1].monday
    expected = [Outlook(week, 5, Bounded(0.5, 0.4, 0.6), None), ahead(5)]
    spec = entry_week_trend.spec(outlook.points(view.weeks, 5, "first", expected), "zh")
    assert [item["value"] for item in spec["series"][1]["data"]] == [50, 50, 52]
    assert spec["series"][1]["data"][0]["symbol"] == "none"
    assert spec["series"][2]["data"][0] == []


def test_without_an_estimate_open_weeks_are_a_gap(view: FunnelView) -> None:
    spec = entry_week_trend.spec(outlook.points(view.weeks, 5, "previous", ()), "zh")
    assert len(spec["series"]) == 1
    assert spec["series"][0]["data"][1:] == [None, None]


def test_a_week_between_two_gaps_is_drawn_as_its_point(view: FunnelView) -> None:
    points = outlook.points(view.weeks, 5, "first", ())
    lone = [replace(points[0], share=None), replace(points[0], share=0.5), replace(points[0], share=None)]
    (line,) = entry_week_trend.spec(lone, "zh")["series"]
    assert [item and item["value"] for item in line["data"]] == [None, 50, None]
    assert line["showAllSymbol"]
    assert line["symbolSize"] > 0


def test_large_numbers_are_short_in_charts() -> None:
    assert [people(n, "zh") for n in (9_999, 10_000, 123_456)] == ["9,999 人", "1.0 万人", "12.3 万人"]
    assert [people(n, "en") for n in (9_999, 12_345, 1_234_567)] == ["9,999 people", "12.3k people", "1.2M people"]
