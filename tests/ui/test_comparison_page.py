"""The funnel page's folds about change: against the period before, segment against segment, recorded changes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.reports.inputs import Inputs
from core.reports.report import Report
from core.ui.state import FUNNEL_COMPARE, FUNNEL_SIDE_A, FUNNEL_SIDE_B
from tests.conftest import Run
from tests.marts.making import Row, commit, event, open_store
from tests.reports.funnel.making_events import HOSTILE, MONDAY, eight_weeks

pytestmark = pytest.mark.ui
HAN = re.compile("[一-鿿]")
Show = Callable[..., AppTest]
COMPARING, CHANGES = "comparison", "changes"
"""The folds, by the names of their sections."""
SCENE = "[x](http://e.example) **b** <img src=x>"


def made(folder: Path, **tables: list[Row]) -> Path:
    commit(open_store(folder), tables)
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    changes = [{"day": date(2026, 3, 30), "scene": SCENE, "what": HOSTILE, "who": "Zhou"}]
    return made(tmp_path / "w", funnel_events=eight_weeks(), changes=changes)


def words(page: AppTest) -> str:
    assert not page.exception
    assert not page.error
    return "\n".join(e.value for kind in (page.subheader, page.text) for e in kind)


def table(page: AppTest, title: str) -> list[list[str]]:
    """The cells of the small table named so, as the browser reads them."""
    body = next(e.proto.body for e in page.get("html") if f'aria-label="{title}"' in e.proto.body)
    rows = re.findall("<tr.*?</tr>", body)
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def bars(page: AppTest) -> list[int]:
    chart = next(e for e in page.get("echarts_chart") if "comparison_parts" in e.proto.id)
    spec = json.loads(chart.proto.spec)
    return [item["value"] for series in spec["series"] for item in series["data"] if item is not None]


def shown(rates: list[dict[str, Any]], side: str) -> list[str]:
    return [f"{rate[side]['hits'] / rate[side]['n'] * 100:.1f}%" for rate in rates]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_period_before_is_what_the_command_line_compares(lang: str, workspace: Path, show: Show, run: Run) -> None:
    page = show(workspace, "funnel", lang, **{COMPARING: True})
    text = words(page)
    assert ("比前 4 周多 112 人" if lang == "zh" else "112 more than the 4 weeks before") in text
    assert ("没有选开始日期" if lang == "zh" else "No first day is chosen") in text
    assert bool(HAN.search(text)) == (lang == "zh")
    week = ("--since", "2026-03-30", "--until", "2026-04-27", "--compare", "previous", "--json")
    found = run("report", "onboarding_funnel", *week, at=workspace).json["comparison"]
    assert sum(bars(page)) == found["change"] == 112
    head, *steps, whole = table(page, "两边对比" if lang == "zh" else "Comparison")
    assert ("3/30–4/26" if lang == "zh" else "30 Mar – 26 Apr") in head[1]
    assert [row[1] for row in steps] == [f"{n:,}" for n in found["now"]["people"]]
    assert [row[2] for row in steps] == [f"{n:,}" for n in found["base"]["people"]]
    assert [row[3] for row in (*steps[1:], whole)] == shown(found["rates"], "now")
    assert [row[4] for row in (*steps[1:], whole)] == shown(found["rates"], "base")
    outside = [not rate["adjusted_low"] <= 0 <= rate["adjusted_high"] for rate in found["rates"]]
    assert [row[-1] in ("超出正常波动", "beyond normal") for row in (*steps[1:], whole)] == outside


def test_the_days_of_the_scope_are_compared_with_as_many_before(workspace: Path, show: Show, run: Run) -> None:
    days = (date(2026, 4, 30), date(2026, 5, 4))
    text = words(show(workspace, "funnel", "zh", days=days, **{COMPARING: True}))
    assert "4/30–5/4 走到③进入加微引导页 60 人，和前 5 天一样多" in text
    assert "人在路上，没有一天的人走完了转化窗口" in text
    found = run(
        *("report", "onboarding_funnel", "--since", "2026-04-30", "--until", "2026-05-05"),
        *("--compare", "previous", "--json"),
        at=workspace,
    ).json["comparison"]
    assert (found["change"], found["base"]["since"]) == (0, "2026-04-25")


def test_a_closed_fold_asks_for_nothing(workspace: Path, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    view = Inputs.view

    def asked(inputs: Inputs, report: Report[Any, Any], query: Any) -> Any:
        assert report.name not in (COMPARING, CHANGES), "a closed fold asked for its numbers"
        return view(inputs, report, query)

    monkeypatch.setattr(Inputs, "view", asked)
    assert "weeks before" not in words(show(workspace, "funnel", "en"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_channels_are_compared_whatever_their_names(lang: str, workspace: Path, show: Show, run: Run) -> None:
    sides = {FUNNEL_COMPARE: "channel", FUNNEL_SIDE_A: "web", FUNNEL_SIDE_B: HOSTILE}
    page = show(workspace, "funnel", lang, **{COMPARING: True}, **sides)
    ends = ("--segment-a", "channel=web", "--segment-b", f"channel={HOSTILE}", "--json")
    found = run("report", "onboarding_funnel", *ends, at=workspace).json["comparison"]
    assert sum(bars(page)) == found["change"]
    head, *steps, _ = table(page, "两边对比" if lang == "zh" else "Comparison")
    assert HOSTILE in head[2]
    assert [row[1] for row in steps] == [f"{n:,}" for n in found["now"]["people"]]
    line = next(e.value for e in page.subheader if "web" in e.value)
    assert "\\<b\\>\\*x\\*" in line  # Streamlit reads Markdown there: every mark is escaped
    assert not any("<b>" in e.proto.body for e in page.get("html"))


def test_values_that_are_gone_give_the_largest_two(workspace: Path, show: Show) -> None:
    sides = {FUNNEL_COMPARE: "channel", FUNNEL_SIDE_A: "gone", FUNNEL_SIDE_B: "app"}
    page = show(workspace, "funnel", "zh", **{COMPARING: True}, **sides)
    assert "「app」" in words(page)  # as many from the web: by name, app is first, so b falls back to the web
    assert "「web」" in words(page)
    again = show(workspace, "funnel", "zh", **{COMPARING: True, FUNNEL_COMPARE: "colour"})
    assert "比前 4 周" in words(again)


def test_one_value_alone_is_not_compared(workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", "zh", channel="app", **{COMPARING: True, FUNNEL_COMPARE: "channel"})
    assert "只有一个值" in words(page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_two_complete_weeks_it_says_so(lang: str, tmp_path: Path, show: Show) -> None:
    rows = [row for row in eight_weeks() if (row["at"].date() - MONDAY).days < 9]
    page = show(made(tmp_path / "w", funnel_events=rows), "funnel", lang, **{COMPARING: True})
    text = words(page)
    assert ("还没有两个走完转化窗口的整周" if lang == "zh" else "no two complete weeks") in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_recorded_change_shows_before_and_after(lang: str, workspace: Path, show: Show, run: Run) -> None:
    page = show(workspace, "funnel", lang, **{CHANGES: True})
    found = run("report", "onboarding_funnel", "--json", at=workspace).json["changes"]
    assert len(found) == 1
    rate = found[0]["rates"][0]
    head, row = table(page, "改动前后" if lang == "zh" else "Before and after each change")
    assert row[:4] == ["2026-03-30", SCENE, HOSTILE, "Zhou"]
    assert f"{rate['base']['n']:,} → {rate['now']['n']:,}" in row
    assert "60.0% → 50.0%" in row[4]
    assert bool(HAN.search(" ".join((*head, *row)))) == (lang == "zh")
    line = next(e.value for e in page.subheader if "example" in e.value)
    assert "\\[x\\]\\(http" in line
    assert "\\*\\*b\\*\\*" in line
    assert ("差别不一定是它造成的" if lang == "zh" else "need not be its doing") in words(page)


@pytest.mark.parametrize(("lang", "says"), [("zh", "上传「改动记录」"), ("en", "Upload “Changes”")])
def test_without_changes_it_says_what_to_upload(lang: str, says: str, tmp_path: Path, show: Show) -> None:
    page = show(made(tmp_path / "w", funnel_events=eight_weeks()), "funnel", lang, **{CHANGES: True})
    assert says in words(page)


def test_changes_of_other_days_are_counted(workspace: Path, show: Show) -> None:
    days = (date(2026, 4, 1), date(2026, 4, 20))
    text = words(show(workspace, "funnel", "zh", days=days, **{CHANGES: True}))
    assert "所选日期里没有记下改动（别的日期有 1 条）" in text


def test_few_people_are_said_to_be_few(tmp_path: Path, show: Show) -> None:
    rows = [event(f"u{n}", 1, f"2026-03-{2 + n:02}T08:00", channel="app" if n % 2 else "web") for n in range(29)]
    folder = made(tmp_path / "w", funnel_events=rows, changes=[{"day": date(2026, 3, 9), "scene": "s", "what": "w"}])
    page = show(folder, "funnel", "zh", **{COMPARING: True, CHANGES: True})
    text = words(page)
    assert "人太少，不比" in text
    assert not any("comparison_parts" in e.proto.id for e in page.get("echarts_chart"))
    assert "现在都还下不了结论" in text
    segments = show(folder, "funnel", "zh", **{COMPARING: True, FUNNEL_COMPARE: "channel"})
    assert "后面的步骤还没有数据" in words(segments)
