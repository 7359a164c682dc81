"""How the funnel page is told to count: the way in, windows of steps, optional steps, entries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.domain.assumptions import SETTING, Assumptions
from core.domain.onboarding_path import OnboardingPath
from core.reports.funnel.engine.funnel import FunnelQuery
from core.ui.funnel import step_windows
from core.ui.funnel.controls import counted
from core.ui.state import (
    FUNNEL_DETAILS,
    FUNNEL_OPTIONAL,
    FUNNEL_PATH,
    FUNNEL_RE_ENTRY,
    FUNNEL_STEP_WINDOWS,
    FUNNEL_WINDOW,
)
from tests.conftest import Run
from tests.marts.making import commit, event, open_store
from tests.ui.funnel_journeys import journeys, opened, workspace_of
from tests.ui.test_funnel_page import tables, words

pytestmark = pytest.mark.ui
HAN = re.compile("[一-鿿]")
Show = Callable[..., AppTest]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_of(tmp_path_factory.mktemp("counting"), journeys())


@pytest.mark.parametrize(
    ("path", "chosen", "query"),
    [
        ("friend_first", {}, FunnelQuery()),
        ("group_code", {}, FunnelQuery(optional=(5, 6))),
        ("both", {"optional": (3, 5)}, FunnelQuery(optional=(3, 5, 6))),
        ("both", {"from_step": 5}, FunnelQuery(from_step=5, optional=(6,))),
        ("both", {"from_step": 6}, FunnelQuery(from_step=6)),
        (
            "friend_first",
            {"step_windows": ((2, 1), (5, 3)), "from_step": 2},
            FunnelQuery(from_step=2, step_windows=((5, 3),)),
        ),
        ("friend_first", {"re_entry": True}, FunnelQuery(re_entry=True)),
        ("friend_first", {"re_entry": True, "window_days": None}, FunnelQuery(window_days=None)),
    ],
)
def test_the_controls_ask_what_they_say(path: OnboardingPath, chosen: dict[str, Any], query: FunnelQuery) -> None:
    assert counted(FunnelQuery(), path, **chosen) == query


@pytest.mark.parametrize(
    ("code", "windows"),
    [
        ("", ()),
        ("4:1~5:3", ((4, 1), (5, 3))),
        ("5:3~4:1~5:7", ((4, 1), (5, 7))),
        ("1:3~8:3~4:0~4:11~x", ()),
        ("4:1;drop", ((4, 1),)),
    ],
)
def test_windows_of_steps_stand_in_the_address(code: str, windows: Any) -> None:
    assert step_windows.decoded(code) == windows
    assert step_windows.decoded(step_windows.encoded(windows)) == windows


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["group_code", "both"])
def test_a_group_code_without_a_friend_is_no_loss(
    lang: str, path: OnboardingPath, workspace: Path, show: Show, run: Run
) -> None:
    page = show(workspace, "funnel", lang, **{FUNNEL_PATH: path, FUNNEL_DETAILS: True})
    text = words(page)
    assert bool(HAN.search(text)) == (lang == "zh")
    found = run("report", "onboarding_funnel", "--optional", "5", "--optional", "6", "--json", at=workspace).json
    steps = tables(page)[0]
    assert [row[1] for row in steps[1:]] == [f"{found['steps'][k - 1]['people']:,}" for k in (1, 2, 3, 4, 7)]
    took = f"{found['steps'][4]['matured']:,}"
    said = (f"{took} 人做了" if lang == "zh" else f"{took} of the") in text
    assert said == (path == "both")
    assert ("可跳过" if lang == "zh" else "may be skipped") in text


def test_the_company_has_a_usual_path_and_the_address_overrides_it(tmp_path: Path, show: Show) -> None:
    store = open_store(tmp_path / "w")
    commit(store, {"funnel_events": journeys()})
    store.set_setting(SETTING, Assumptions().with_path("group_code").record("Zhou", datetime(2026, 3, 1)))
    assert len(tables(show(tmp_path / "w", "funnel", "zh"))[0]) == 1 + 5
    assert len(tables(show(tmp_path / "w", "funnel", "zh", **{FUNNEL_PATH: "friend_first"}))[0]) == 1 + 7


def test_the_usual_path_is_chosen_among_the_assumptions(tmp_path: Path, show: Show) -> None:
    store = open_store(tmp_path / "w")
    commit(store, {"funnel_events": journeys()})
    page = show(tmp_path / "w", "assumptions", "en")
    page.radio(key="onboarding_path").set_value("both").run()
    assert not page.exception
    assert Assumptions.load(store.setting(SETTING)).onboarding_path == "both"


def test_entries_windows_of_steps_and_optional_steps_are_those_of_the_command_line(
    tmp_path: Path, show: Show, run: Run
) -> None:
    rows = journeys()
    rows += [event(row["user_id"], 1, (row["at"] + timedelta(days=9)).isoformat()) for row in rows if row["step"] == 1]
    commit(open_store(tmp_path / "w"), {"funnel_events": rows})
    state = {FUNNEL_RE_ENTRY: "again", FUNNEL_STEP_WINDOWS: "4:1~5:3", FUNNEL_OPTIONAL: "3", FUNNEL_DETAILS: True}
    page = show(tmp_path / "w", "funnel", "zh", **state)
    words_ = ("--re-entry", "--step-window", "4=1", "--step-window", "5=3", "--optional", "3")
    found = run("report", "onboarding_funnel", *words_, "--json", at=tmp_path / "w").json
    counted = [step for step in found["steps"] if step["step"] != 3]
    assert [row[1] for row in tables(page)[0][1:]] == [f"{step['people']:,}" for step in counted]
    text = words(page)
    assert f"{found['entrants']:,} 人一共进来 {found['entries']:,} 次" in text
    assert "④跳转微信 1 天，⑤加好友自动回复 3 天" in text
    assert "③进入加微引导页（可跳过）" in text
    assert f" {counted[0]['people']:,} 次（与图上一致）" in words(opened(page, "1-converted"))


def test_entries_need_a_window(workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", "en", **{FUNNEL_RE_ENTRY: "again", FUNNEL_WINDOW: "none", FUNNEL_DETAILS: True})
    assert "choose a number of days as the window first" in words(page)
    assert "entered" in words(page)


def test_choosing_a_window_of_a_step_writes_the_code(workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", "en", **{FUNNEL_STEP_WINDOWS: "5:3", FUNNEL_DETAILS: True})
    page.selectbox(key="each_4").set_value(1).run()
    assert page.session_state[FUNNEL_STEP_WINDOWS] == "4:1~5:3"
    page.selectbox(key="each_5").set_value(0).run()
    assert page.session_state[FUNNEL_STEP_WINDOWS] == "4:1"


def test_closed_details_draw_no_control_and_keep_what_they_say(workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", "en", **{FUNNEL_PATH: "group_code"})
    assert len(tables(page)[0]) == 1 + 5
    assert not [s for s in page.selectbox if s.key == "each_4"]
