"""The description of a chart: plain data with canonical JSON, and a point per category."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.charts import palette
from core.charts.chart import Chart
from core.charts.numbers import mondays
from core.charts.palette import COLOURS, SHADES, Role
from core.codec import canonical_json
from tests.charts.making import CHARTS, MONDAY


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_is_canonical_json(chart: Chart) -> None:
    text = canonical_json.dumps(chart, sort_keys=True)
    found = json.loads(text)
    assert json.dumps(found, ensure_ascii=False, sort_keys=True) == text
    assert found["kind"] == chart.kind.value
    assert found["series"][0]["role"] == chart.series[0].role.value
    assert hash(chart) == hash(replace(chart))


def test_a_series_has_a_point_per_category() -> None:
    chart = CHARTS[0]
    with pytest.raises(ValueError, match=chart.name):
        replace(chart, categories=chart.categories[1:])


def test_every_role_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == set(Role)
    assert len(set(COLOURS.values())) == len(Role)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_shades_darken_from_low_to_high_and_numbers_on_them_can_be_read() -> None:
    assert [luminance(one) for one in SHADES] == sorted((luminance(one) for one in SHADES), reverse=True)
    assert (palette.shade(0.0)[0], palette.shade(1.0)[0]) == (SHADES[0], SHADES[-1])
    for place in (n / 8 for n in range(8)):
        light, dark = sorted(map(luminance, palette.shade(place)))
        assert (dark + 0.05) / (light + 0.05) >= 4.5


def test_weeks_of_several_years_are_written_with_the_year() -> None:
    assert [week.en for week in mondays([MONDAY])] == ["3/2"]
    assert [week.zh for week in mondays([MONDAY, MONDAY.replace(year=2027)])] == ["2026-03-02", "2027-03-02"]
