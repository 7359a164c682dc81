"""The chart of gains: bars, whiskers within the axis, units, and a text with its numbers."""

from __future__ import annotations

import pytest

from core.codec import canonical_json
from core.reports.funnel.fixes.chart import chart
from core.statistics.step_uplift import StepUplift, step_uplifts


def gains(counts: dict[str | None, list[int]]) -> list[StepUplift[str | None]]:
    return list(step_uplifts(counts, 2, None, 5))


def test_a_bar_a_whisker_and_a_diamond_for_each_step() -> None:
    found = gains({"app": [1000, 300, 150], "{b}<i>": [1000, 600, 300]})
    drawn = chart(found)
    bars, points = drawn.series
    six, seven = found
    assert six.to_best is not None
    bar, missing = bars.points
    assert bar is not None
    assert (bar.value, bar.low, bar.high) == (six.to_best.members, six.to_best.low, six.to_best.high)
    assert missing is None  # no channel is better at step 7
    assert seven.best is None
    assert six.to_best.high <= (drawn.axis.high or 0)
    assert [point and point.value for point in points.points] == [gain.point.members for gain in found]
    assert points.diamonds
    assert (drawn.axis.unit.zh, drawn.axis.unit.en) == ("人/周", "people/week")
    assert f"{six.to_best.members:.0f}" in drawn.alt.zh
    assert f"{six.to_best.members:.0f}" in drawn.alt.en
    assert drawn.notes[1].en == "no better channel to learn from"
    assert "{b}" not in canonical_json.dumps(drawn)  # names from the data stand in the table


def test_without_any_example_one_point_more_is_the_bar() -> None:
    found = gains({"app": [1000, 300, 150]})
    (bars,) = chart(found).series
    assert not bars.diamonds
    assert [bar and bar.value for bar in bars.points] == pytest.approx([gain.point.members for gain in found])


def test_nothing_to_gain_still_has_an_axis() -> None:
    assert (chart(gains({"app": [100, 0, 0]})).axis.high or 0) > 0
