"""The changes on record with the rates before and after each, against the plain comparison."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.i18n import Text
from core.reports.funnel.changes import tables
from core.reports.funnel.changes.report import REPORT, build
from core.reports.funnel.comparison import report as comparison
from core.reports.funnel.comparison.report import ComparisonQuery
from core.reports.funnel.comparison.rules import ComparisonView
from core.reports.funnel.engine.funnel import FunnelQuery
from core.reports.inputs import Inputs
from core.reports.options import as_query
from core.statistics.rate_difference import RateDifference, Sample
from tests.marts.making import event
from tests.reports.funnel.making_events import HOSTILE, eight_weeks, many_events
from tests.reports.making_inputs import inputs_of


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
    found = build(inputs_of(tmp_path, {"funnel_events": rows, "changes": [change, later]}), FunnelQuery())
    assert [effect.change.what for effect in found.effects] == ["new picture"]
    assert found.recorded == 2
    rate = found.effects[0].rates[0].difference
    assert (rate.base.n, rate.base.hits, rate.now.n, rate.now.hits) == (280, 224, 280, 112)
    assert rate.change == pytest.approx(-0.4)
    assert rate.within_noise is False
    (plain,) = REPORT.to_json(found)
    assert (plain["what"], plain["entered"], plain["rates"][0]["of"]) == ("new picture", (280, 280), "previous")


def test_changes_in_one_pass_are_the_comparisons_one_by_one(tmp_path: Path) -> None:
    rows = many_events(random.Random("changes"))
    days = [date(2026, 3, 3), date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 12)]
    changes = [{"day": day, "scene": "s", "what": f"w{n}"} for n, day in enumerate(days)]
    inputs = inputs_of(tmp_path, {"funnel_events": rows, "changes": changes})
    for query in (
        FunnelQuery(window_days=2),
        FunnelQuery(window_days=None, order="any"),
        FunnelQuery(window_days=3, where=(("channel", ("a", None)), ("region", ("b", "c")))),
        FunnelQuery(window_days=4, optional=(2,)),
        FunnelQuery(window_days=2, as_of=date(2026, 3, 11)),
        FunnelQuery(since=date(2026, 3, 9), until=date(2026, 3, 11)),
    ):
        found = build(inputs, query).effects
        assert [one.change.day for one in found] == [
            day
            for day in days
            if (query.since or date.min) <= day < (query.until or date.max) and day <= (query.as_of or date.max)
        ]
        for one in found:
            asked = as_query(ComparisonQuery, replace(query, since=one.after[0], until=one.after[1]))
            alone = comparison.build(inputs, replace(asked, compare=one.before))
            assert isinstance(alone, ComparisonView)
            assert _samples(one.rates) == _samples(alone.comparison.rates)
            assert one.entered == (alone.comparison.base.people[0], alone.comparison.now.people[0])
            looks = sum(rate.difference.change is not None for other in found for rate in other.rates)
            assert {rate.difference.looks for rate in one.rates} == {max(looks, 1)}


def _samples(rates: tuple[RateDifference, ...]) -> list[tuple[int, str, Sample, Sample]]:
    return [(rate.step, rate.of, rate.difference.now, rate.difference.base) for rate in rates]


def inputs_with(root: Path, *days: date) -> Inputs:
    changes: list[dict[str, Any]] = [{"day": day, "scene": HOSTILE, "what": "w", "who": None} for day in days]
    return inputs_of(root, {"funnel_events": eight_weeks(), "changes": changes})


def test_a_change_of_yesterday_says_how_long_to_wait(tmp_path: Path) -> None:
    days = (date(2025, 1, 1), date(2026, 3, 30), date(2026, 4, 24), date(2026, 4, 28))
    found = build(inputs_with(tmp_path / "c", *days), FunnelQuery())
    assert found.cutoff == date(2026, 5, 4)
    (table,) = tables.tables(found)
    # newest first; before 1 January 2025 nobody entered
    assert table.short.column("day") == [date(2026, 4, 28), date(2026, 4, 24), date(2026, 3, 30)]
    lines = [text.zh for text in table.short.column("effect") if isinstance(text, Text)]
    assert lines[0] == "再等 2 天：数据到 2026-05-06 才有人走完转化窗口；同期还有 1 条改动"
    assert lines[1].endswith("（数据到 2026-05-15 才算完）；同期还有 1 条改动")
    assert lines[2].startswith("②广告位曝光变差：60.0% → 50.0%（−10.0 个百分点，上下限 ")
    assert "1 条改动" in table.notes[-1].zh
    exact = table.download()
    assert exact.column("others")[::3] == [1, 1, 0, 0]
    assert len(exact.rows) == sum(len(one.rates) for one in found.effects) == 12
    without = build(inputs_with(tmp_path / "n"), FunnelQuery())
    assert (without.effects, without.recorded) == ((), 0)
