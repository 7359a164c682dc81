"""The chart of gains: bars, whiskers within the axis, units, and a text with its numbers."""

from __future__ import annotations

import json

import pytest

from core.i18n import Lang
from core.reports.funnel.fixes import chart
from core.statistics.step_uplift import StepUplift, step_uplifts


def gains(counts: dict[str | None, list[int]]) -> list[StepUplift[str | None]]:
    return list(step_uplifts(counts, 2, None, 5))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bar_a_whisker_and_a_diamond_for_each_step(lang: Lang) -> None:
    found = gains({"app": [1000, 300, 150], "{b}<i>": [1000, 600, 300]})
    spec = chart.spec(found, lang)
    assert json.loads(json.dumps(spec)) == spec
    bars, points = spec["series"]
    six, seven = found
    assert six.to_best is not None
    assert bars["data"][0]["value"] == pytest.approx(six.to_best.members, abs=1e-3)
    assert bars["data"][1]["value"] is None  # no channel is better at step 7
    assert seven.best is None
    ((low, high),) = bars["markLine"]["data"]
    assert (low["coord"][0], high["coord"][0]) == pytest.approx((six.to_best.low, six.to_best.high), abs=1e-3)
    assert high["coord"][0] <= spec["xAxis"]["max"]
    assert [item["value"][0] for item in points["data"]] == pytest.approx([g.point.members for g in found], abs=1e-3)
    assert ("人/周" if lang == "zh" else "people/week") in spec["xAxis"]["name"]
    assert f"{six.to_best.members:.0f}" in chart.alt(found, lang)
    assert "{b}" not in json.dumps(spec)  # names from the data stand in the table


def test_without_any_example_one_point_more_is_the_bar() -> None:
    found = gains({"app": [1000, 300, 150]})
    (bars,) = chart.spec(found, "zh")["series"]
    assert [bar["value"] for bar in bars["data"]] == pytest.approx([g.point.members for g in found], abs=1e-3)
    assert chart.height(found) > 0


def test_nothing_to_gain_still_has_an_axis() -> None:
    spec = chart.spec(gains({"app": [100, 0, 0]}), "en")
    assert spec["xAxis"]["max"] > 0
