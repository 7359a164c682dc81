"""ECharts is told what the description says: every kind, both languages, and strings from the data stay text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from core.charts.chart import Chart
from core.charts.palette import COLOURS, Role
from core.i18n import Lang
from core.ui import echarts
from tests.charts.making import CALENDAR, CHARTS, LINES, ODD, SHADED, SIGNED, STACKED, WHISKERS

HAN = re.compile("[一-鿿]")
TEMPLATE = re.compile(r"\{(?!value\}\{\u2060)[a-zA-Z@0-9]")
"""What ECharts replaces (or reads as a style); {value} of an axis is our own."""


def strings(value: Any, under: str = "") -> Iterator[tuple[str, str]]:
    """Every string with the key it stands under."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, under)
    elif isinstance(value, str):
        yield under, value


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_options_are_json_in_one_language_and_nothing_moves(chart: Chart, lang: Lang) -> None:
    found = echarts.options(chart, lang)
    assert json.loads(json.dumps(found)) == found
    assert found["animation"] is False
    assert found["tooltip"] == {"trigger": "item", "renderMode": "richText", "confine": True}
    texts = [text for key, text in strings(found) if key != "fontFamily"]
    assert any(map(HAN.search, texts)) == (lang == "zh")
    assert echarts.height(chart) > 0


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_strings_from_the_data_are_no_templates(chart: Chart) -> None:
    templates = [text for key, text in strings(echarts.options(chart, "en")) if key == "formatter"]
    assert not [text for text in templates if TEMPLATE.search(text)]
    plain = [text.replace("\u2060", "") for _, text in strings(echarts.options(chart, "en"))]
    assert any(ODD in text for text in plain)  # word for word, as nobody sees a word joiner


def test_stacked_bars_have_texts_where_there_is_room_and_tell_clicks() -> None:
    found = echarts.options(STACKED, "en")
    reached, lost, rest = found["series"]
    assert [bar.get("label", {}).get("formatter") for bar in reached["data"]] == ["88", None]
    assert [bar["value"] for bar in lost["data"]] == [12, 87.1]
    assert [(one.get("id"), one.get("selectedMode")) for one in (reached, lost, rest)] == [
        ("people", "single"),
        ("lost", "single"),
        (None, None),
    ]
    assert {one["stack"] for one in found["series"]} == {"bars"}
    assert [one["itemStyle"]["color"] for one in (reached, lost)] == [COLOURS[Role.CONVERTED], COLOURS[Role.LOST]]
    assert "decal" in lost["itemStyle"]
    assert rest["itemStyle"]["borderType"] == "dashed"
    assert rest["data"][0] is None
    assert found["yAxis"]["data"] == ["1  80", f"{ODD}  {ODD}"]
    assert not found["xAxis"]["show"]
    assert echarts.height(replace(STACKED, row_height=50)) == 2 * 50 + 44


def test_whiskers_diamonds_and_an_axis_with_its_unit() -> None:
    found = echarts.options(WHISKERS, "zh")
    bars, diamonds = found["series"]
    ((low, high),) = bars["markLine"]["data"]
    assert (low["coord"], high["coord"]) == ([0.1, 0], [1.0, 0])
    assert bars["data"][0]["value"] == 0.3333
    assert bars["data"][0]["itemStyle"]["color"] == COLOURS[Role.NEUTRAL]
    assert [point["value"] for point in diamonds["data"]] == [[5, 0], [7, 1]]
    assert (diamonds["type"], diamonds["symbol"]) == ("scatter", "diamond")
    assert (found["xAxis"]["name"], found["xAxis"]["max"]) == ("多得的人（人/周）", 40)


def test_signed_bars_have_one_line_at_zero() -> None:
    found = echarts.options(SIGNED, "en")
    zero = [line for series in found["series"] for line in series["markLine"]["data"]]
    assert [line["xAxis"] for line in zero] == [0]
    assert (found["xAxis"]["min"], found["xAxis"]["max"]) == (-20, 20)


def test_lines_with_gaps_whiskers_and_marks() -> None:
    closed, estimate, whiskers = echarts.options(LINES, "en")["series"]
    assert [point and point["value"] for point in closed["data"]] == [50, None, None]
    assert estimate["data"][0] == {"value": 50, "symbol": "none"}
    assert (closed["lineStyle"]["type"], estimate["lineStyle"]["type"]) == ("solid", "dashed")
    assert [box and box["value"] for box in whiskers["data"]] == [[], [45, 55, 55, 55, 58], []]
    assert "name" not in whiskers  # else it had an entry in the legend
    assert closed["showAllSymbol"]
    change, target = closed["markLine"]["data"]
    assert (change["xAxis"], target["yAxis"], target["label"]["formatter"]) == (1, 60, "target 60%")


def test_cells_on_a_scale_have_their_shade_and_number() -> None:
    found = echarts.options(SHADED, "en")
    waiting, few, low, high = found["series"][0]["data"]
    assert [cell["value"] for cell in (waiting, few, low, high)] == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 1]]
    assert "decal" in waiting["itemStyle"]
    assert not waiting["label"]["show"]
    assert "decal" not in few["itemStyle"]
    assert low["label"]["formatter"] == "30.0"
    assert (low["label"]["color"], high["label"]["color"]) == ("#1f2a27", "#ffffff")
    assert found["visualMap"]["text"] == ["high", "low"]
    assert found["xAxis"]["name"] == "of the step before (%)"


def test_cells_by_role_have_the_colours_of_their_keys() -> None:
    found = echarts.options(CALENDAR, "en")
    assert [cell["value"] for cell in found["series"][0]["data"]] == [[1, 0, 0], [2, 0, 1]]
    assert [piece["color"] for piece in found["visualMap"]["pieces"]] == [
        COLOURS[Role.CONVERTED],
        COLOURS[Role.LOST],
    ]
    assert "name" not in found["xAxis"]
