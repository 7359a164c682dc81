"""Rates of closed windows, the trend's estimate, the map of weeks, two dimensions and receptionists on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.i18n import Lang
from core.ui.state import (
    FUNNEL_AHEAD,
    FUNNEL_BY,
    FUNNEL_BY_TOO,
    FUNNEL_TREND,
    FUNNEL_TREND_OF,
)
from tests.marts.making import Row, commit, event, open_store
from tests.ui.test_funnel_page import HAN, specs, tables, words

pytestmark = pytest.mark.ui
MONDAY = date(2026, 3, 2)
HOSTILE = "<b>*a*</b> {x}"
OTHER = "=HYPERLINK(1)"
Show = Callable[..., AppTest]


def company(days: int = 42, low: str = HOSTILE, good: int = 10) -> list[Row]:
    """Per day 20 enter at step 4, 16 are friends the next day, 8 each of two receptionists; `good` of those of OTHER
    and 5 in 8 of `low` are recorded and grouped another day later."""
    rows: list[Row] = []
    last = MONDAY + timedelta(days=days - 1)
    for n in range(days):
        day = MONDAY + timedelta(days=n)
        for i in range(20):
            user, owner = f"u{n}_{i}", low if i % 2 else OTHER
            rows.append(event(user, 4, f"{day}T08:00", channel="a|b" if i < 10 else "<i>c</i>", ad_slot=f"s{i % 3}"))
            recorded = i // 2 < (5 if i % 2 else good)
            for step, later, there in ((5, 1, i < 16), (6, 2, recorded), (7, 2, recorded)):
                when = day + timedelta(days=later)
                if i < 16 and there and when <= last:
                    rows.append(event(user, step, f"{when}T07:0{step}", owner=owner))
    return rows


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    commit(open_store(tmp_path / "w"), {"funnel_events": company()})
    return tmp_path / "w"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shares_are_of_closed_windows_and_the_page_says_so(lang: Lang, workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", lang)
    text = words(page)
    # 42 days of 20; the data end at 08:00 on the last day, so the windows of the first 35 days have closed
    says = (
        "比例只看进来已满 7 天的 700 人" if lang == "zh" else "shares only of the 700 who entered at least 7 days ago"
    )
    assert says in text
    assert bool(HAN.search(text)) == (lang == "zh")
    fourth, fifth = tables(page)[0][4:6]
    assert (fourth[1], fifth[1], fifth[2]) == ("840", "656", "80.0%")
    head = specs(page)[0]["yAxis"]["data"][1]
    assert head.endswith("上一步的 80.0%" if lang == "zh" else "80.0% of previous")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nobody_followed_long_enough_has_no_share(lang: Lang, tmp_path: Path, show: Show) -> None:
    commit(open_store(tmp_path / "w"), {"funnel_events": company(days=5)})
    page = show(tmp_path / "w", "funnel", lang)
    assert ("还没有人进来满 7 天，先不算比例。" if lang == "zh" else "no shares yet") in words(page)
    assert {row[2] for row in tables(page)[0][1:]} == {"—"}
    assert len(specs(page)) == 1  # no trend of weeks without a share
    page = show(tmp_path / "w", "funnel", lang, week_map=True, receptionists=True)
    assert ("还没有人的窗口走完" if lang == "zh" else "window has closed yet") in words(page)
    assert len(specs(page)) == 1  # no map either


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_open_weeks_are_an_estimate_with_its_bounds_in_words(lang: Lang, workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", lang, **{FUNNEL_TREND: "6"})
    says = "2026-04-06 那周预计" if lang == "zh" else "Week of 2026-04-06:"
    assert says in words(page)
    closed, estimated, whiskers = specs(page)[1]["series"]
    assert [item is not None for item in closed["data"]] == [True] * 4 + [False] * 2
    assert estimated["data"][5]["value"] == pytest.approx(100 * 13 / 16, abs=0.01)
    low, *_, high = whiskers["data"][5]["value"]
    assert low < estimated["data"][5]["value"] < high
    page = show(workspace, "funnel", lang, **{FUNNEL_TREND: "6", FUNNEL_TREND_OF: "first"})
    assert specs(page)[1]["series"][1]["data"][5]["value"] == pytest.approx(65, abs=0.01)
    assert ("占进入的人" if lang == "zh" else "of those who entered") in words(page)


def test_under_a_filter_weeks_on_the_way_are_estimated_when_asked_for(workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", "zh", channel="<i>c</i>", **{FUNNEL_TREND: "6"})
    assert "还在路上的 2 周先不画。" in words(page)
    assert len(specs(page)[1]["series"]) == 1
    page = show(workspace, "funnel", "zh", channel="<i>c</i>", **{FUNNEL_TREND: "6", FUNNEL_AHEAD: True})
    assert "2026-04-06 那周预计 50.0%" in words(page)
    page = show(workspace, "funnel", "zh", owner=[OTHER])
    assert FUNNEL_AHEAD not in [box.key for box in page.checkbox]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_dimensions_give_a_row_per_pair(lang: Lang, workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", lang, **{FUNNEL_BY: "channel", FUNNEL_BY_TOO: "ad_slot"})
    words(page)
    head, *rows = tables(page)[1]
    assert head[:2] == (["渠道", "广告位"] if lang == "zh" else ["Channel", "Ad slot"])
    assert {tuple(row[:2]) for row in rows} == {(c, f"s{n}") for c in ("a|b", "&lt;i&gt;c&lt;/i&gt;") for n in range(3)}
    assert sum(int(row[2].replace(",", "")) for row in rows) == 840
    same = show(workspace, "funnel", lang, **{FUNNEL_BY: "channel", FUNNEL_BY_TOO: "channel"})
    assert len(tables(same)[1][0]) < len(head) + 1  # the same dimension twice is once
    assert tables(same)[1][0][0] == head[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_map_of_weeks_opens_with_a_finding_and_numbers(lang: Lang, workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", lang, week_map=True)
    text = words(page)
    says = "4 个进入周里，没有哪一周在哪一步明显低于其他周" if lang == "zh" else "In 4 entry weeks no week is below"
    assert says in text
    assert bool(HAN.search(text)) == (lang == "zh")
    cells = specs(page)[-1]["series"][0]["data"]
    assert len(cells) == 6 * 3
    assert sum(cell["label"]["show"] for cell in cells) == 4 * 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_receptionist_below_is_named_as_plain_text(lang: Lang, workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", lang, receptionists=True)
    assert not page.exception
    finding = next(e.value for e in page.subheader if "a" in e.value and "x" in e.value)
    assert finding.startswith("「\\<b\\>\\*a\\*" if lang == "zh" else "“\\<b\\>\\*a\\*")
    assert "100" in finding
    head, *rows = tables(page)[-1]
    assert [row[0] for row in rows] == ["&lt;b&gt;*a*&lt;/b&gt; {x}", OTHER]
    assert head[1].startswith("⑤")
    # each has 8 a day, of those of the last day nobody is a friend yet
    assert [row[1] for row in rows] == ["328", "328"]
    assert [row[4] for row in rows] == ["62.5%", "100.0%"]
    assert re.search("④→⑤ (23.1 小时|23.1 h)", words(page))


def test_few_people_are_not_ranked(tmp_path: Path, show: Show) -> None:
    rows = [row for row in company() if int(str(row["user_id"])[1:].split("_")[0]) < 3]
    last = event("late", 4, "2026-04-12T08:00")
    commit(open_store(tmp_path / "w"), {"funnel_events": [*rows, last]})
    text = words(show(tmp_path / "w", "funnel", "zh", receptionists=True))
    assert "每位接待人都不到 30 人，最多只有 24 人，不排名" in text
    assert "2 位窗口已走完的不到 30 人（最少的只有 24 人），不算比例，不排名。" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_with_one_step_both_folds_say_what_is_missing(lang: Lang, tmp_path: Path, show: Show) -> None:
    commit(open_store(tmp_path / "w"), {"funnel_events": [row for row in company() if row["step"] == 4]})
    text = words(show(tmp_path / "w", "funnel", lang, week_map=True, receptionists=True))
    assert ("没有逐人、逐步的比例可看" if lang == "zh" else "no shares of persons") in text
    assert ("导流事件里没有写接待人" if lang == "zh" else "name no receptionist") in text
    assert bool(HAN.search(text)) == (lang == "zh")
