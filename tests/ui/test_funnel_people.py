"""The list of people on the funnel page: as many as the bar, whoever looks; and how counting is set."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.domain.assumptions import SETTING, Assumptions
from core.domain.onboarding_path import OnboardingPath
from core.domain.roles import Role
from core.reports.onboarding_funnel import FunnelQuery
from core.scope import Scope
from core.ui import access
from core.ui.funnel import people, step_windows
from core.ui.funnel.controls import Chosen
from core.ui.state import (
    FUNNEL_DETAILS,
    FUNNEL_LIST,
    FUNNEL_OPTIONAL,
    FUNNEL_PATH,
    FUNNEL_PEOPLE,
    FUNNEL_RE_ENTRY,
    FUNNEL_STAYING,
    FUNNEL_STEP_WINDOWS,
    FUNNEL_WINDOW,
)
from tests.conftest import Run
from tests.marts.making import Row, commit, event, open_store
from tests.ui.test_funnel_page import tables, words

pytestmark = pytest.mark.ui
HAN = re.compile("[一-鿿]")
Show = Callable[..., AppTest]
START = datetime(2026, 3, 2, 9)
_FIELDS = {"converted": "people", "lost": "lost", "pending": "pending", "refused": "refused"}


def journeys() -> list[Row]:
    """A person an hour for 20 days; every second one goes a step further than the one before, up to step 7.

    Every fifth of those who become friends is refused at step 6; every eleventh joins without being a friend.
    """
    rows: list[Row] = []
    for n in range(480):
        user, at = f"wmDemo{n:05}_{n % 10}", START + timedelta(hours=n)
        named: dict[str, Any] = {"channel": f"ch{n % 2}", "ad_slot": "<b>slot</b>"}
        reached = 1 + n % 7
        steps: list[tuple[int, str | None]] = [(step, None) for step in range(1, reached + 1)]
        if reached == 5 and n % 5 == 0:
            steps.append((6, "refused"))
        if n % 11 == 0:
            steps = [(1, None), (2, None), (3, None), (4, None), (7, None)]
        for step, result in steps:
            owner = f"Wang {n % 3}" if step >= 5 else None
            when = (at + timedelta(minutes=10 * step)).isoformat()
            rows.append(event(user, step, when, result=result, owner=owner, **named))
    return rows


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people") / "w"
    commit(open_store(folder), {"funnel_events": journeys()})
    return folder


def grids(page: AppTest) -> list[Any]:
    return [frame.value for frame in page.dataframe]


def opened(page: AppTest, code: str) -> AppTest:
    page.session_state[FUNNEL_LIST] = True
    page.session_state[FUNNEL_PEOPLE] = code
    return page.run()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_list_has_as_many_people_as_its_bar(lang: str, workspace: Path, show: Show, run: Run) -> None:
    steps = run("report", "onboarding_funnel", "--json", at=workspace).json["steps"]
    page = show(workspace, "funnel", lang)
    assert sum(step["refused"] or 0 for step in steps) > 0
    for step in steps:
        for outcome, field in _FIELDS.items():
            if step["step"] == 1 and outcome != "converted":
                continue
            opened(page, f"{step['step']}-{outcome}")
            text, bar = words(page), step[field]
            assert bool(HAN.search(text)) == (lang == "zh")
            if not bar:
                assert ("一个人也没有" if lang == "zh" else "nobody") in text
                continue
            said = f" {bar:,} 人（与图上一致）" if lang == "zh" else f": {bar:,} {'person' if bar == 1 else 'people'} "
            assert said in text
            assert len(grids(page)[0]) == bar


def test_the_list_says_what_they_did_instead_and_can_be_downloaded(workspace: Path, show: Show) -> None:
    page = opened(show(workspace, "funnel", "en"), "5-lost")
    paths = next(table for table in tables(page) if table[0][0] == "What they did next")
    assert "skipped it: Pulled into the group" in [row[0] for row in paths[1:]]
    assert sum(int(row[1]) for row in paths[1:]) == len(grids(page)[0])
    assert {button.proto.label for button in page.get("download_button")} >= {"CSV", "XLSX"}


def test_codes_that_make_no_sense_show_the_losses_of_the_finding(workspace: Path, show: Show) -> None:
    page = show(workspace, "funnel", "en")
    seen = {words(opened(page, code)) for code in ("", "9-lost", "4-gone", "1-lost", "<script>", "4-lost-4")}
    assert len(seen) == 1
    assert "lost (as in the picture)" in seen.pop().replace("\\", "")


def test_the_plain_controls_choose_a_list_too(workspace: Path, show: Show) -> None:
    page = opened(show(workspace, "funnel", "zh"), "4-lost")
    page.selectbox(key="people_outcome").set_value("converted").run()
    assert "④跳转微信走到" in words(page)
    page.selectbox(key="people_step").set_value(1).run()
    assert "①筛选目标用户走到 480 人" in words(page)
    assert page.session_state[FUNNEL_PEOPLE] == "1-converted"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_viewer_sees_masked_ids_and_no_download(
    lang: str, workspace: Path, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent(role: Role) -> AppTest:
        monkeypatch.setattr(access, "role", lambda: role)
        return opened(show(workspace, "funnel", lang), "4-lost")

    for role in ("manager", "admin"):
        assert any("wmDemo" in str(cell) for cell in grids(sent(role))[0].iloc[:, 0])
    page = sent("viewer")
    assert words(page)
    assert set(grids(page)[0].iloc[:, 0]) <= {f"wmD••••{n}" for n in range(10)}
    labels = {button.proto.label for button in page.get("download_button") if "people" in button.proto.id}
    assert not labels
    assert ("遮住" if lang == "zh" else "masked") in words(page)


def test_hostile_ids_and_channels_stay_text(tmp_path: Path, show: Show) -> None:
    rows = []
    for n in range(40):
        named: dict[str, Any] = {
            "channel": "<img src=x onerror=alert(1)>",
            "ad_slot": "**bold** [x](http://y)",
            "owner": "=cmd|' /C'!A0",
        }
        rows.append(event(f"<script>{n}</script>=1+1", 1, f"2026-03-0{1 + n % 9}T08:00", **named))
    commit(open_store(tmp_path / "w"), {"funnel_events": rows})
    page = opened(show(tmp_path / "w", "funnel", "en"), "1-converted")
    assert words(page)
    assert "<script>0</script>=1+1" in set(grids(page)[0].iloc[:, 0])
    for element in page.get("html"):
        assert "<script>0" not in element.proto.body
        assert "<img src=x" not in element.proto.body


# the click ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "part"),
    [
        ({(2, "lost")}, set(), (3, "lost")),
        ({(3, "lost")}, {(2, "lost")}, (4, "lost")),  # another part of the same colour
        ({(2, "lost"), (1, "people")}, {(2, "lost")}, (2, "converted")),  # each colour has its own selection
        ({(1, "people")}, {(2, "lost"), (1, "people")}, (3, "lost")),  # clicked again: the same part
        (set(), {(2, "lost"), (1, "people")}, None),  # a double click takes everything back
        (set(), set(), None),
        ({(9, "lost")}, set(), None),
        ({(0, "None")}, set(), None),
    ],
)
def test_a_click_is_what_changed_in_the_picture(now: Any, before: Any, part: Any) -> None:
    assert people.clicked(now, before, [1, 2, 3, 4]) == part


def test_parts_of_the_picture_can_be_selected_and_are_named(workspace: Path, show: Show) -> None:
    chart = next(c for c in show(workspace, "funnel", "zh").get("echarts_chart") if c.proto.selection_activated)
    series = json.loads(chart.proto.spec)["series"]
    assert [one["id"] for one in series] == ["people", "lost", "refused", "pending"]
    assert all(one["selectedMode"] == "single" for one in series)


# how to count ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "query"),
    [
        (Chosen(), FunnelQuery()),
        (Chosen(path="group_code"), FunnelQuery(optional=(5, 6))),
        (Chosen(path="both", optional=(3, 5)), FunnelQuery(optional=(3, 5, 6))),
        (Chosen(path="both", from_step=5), FunnelQuery(from_step=5, optional=(6,))),
        (Chosen(path="both", from_step=6), FunnelQuery(from_step=6)),
        (Chosen(step_windows=((2, 1), (5, 3)), from_step=2), FunnelQuery(from_step=2, step_windows=((5, 3),))),
        (Chosen(re_entry=True), FunnelQuery(re_entry=True)),
        (Chosen(re_entry=True, window_days=None), FunnelQuery(window_days=None)),
    ],
)
def test_the_controls_ask_what_they_say(chosen: Chosen, query: FunnelQuery) -> None:
    assert chosen.query(Scope()) == query


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
    page.radio(key="way_in").set_value("both").run()
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


# aside 8 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_is_still_in_the_group_after_seven_days(lang: str, tmp_path: Path, show: Show) -> None:
    rows = journeys()
    inside = {row["user_id"]: row["at"] for row in rows if row["step"] == 7}
    members: list[Row] = []
    for n, (user, at) in enumerate(sorted(inside.items())):
        if n % 10:
            left = at + timedelta(days=2) if n % 4 == 0 else None
            members.append({"group_id": "g", "user_id": user, "joined_at": at, "left_at": left})
    members.append({"group_id": "g", "user_id": "late", "joined_at": datetime(2026, 4, 30)})
    store = open_store(tmp_path / "w")
    commit(store, {"funnel_events": rows})
    page = show(tmp_path / "w", "funnel", lang, **{FUNNEL_STAYING: True})
    assert ("群成员" if lang == "zh" else "Group members") in words(page)
    commit(store, {"funnel_events": rows, "members": members})
    page = show(tmp_path / "w", "funnel", lang, **{FUNNEL_STAYING: True})
    text = words(page)
    assert bool(HAN.search(text)) == (lang == "zh")
    cells = {row[0]: row[1] for row in tables(page)[-1][1:]}
    grouped = sum(int(n.replace(",", "")) for n in cells.values())
    gone = sum(1 for row in members[:-1] if row["left_at"] is not None)
    assert cells["满 7 天，已经走了" if lang == "zh" else "7 days over, gone"] <= str(gone)
    assert grouped <= len(inside)


# roles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "address", "role"),
    [
        ({}, "127.0.0.1", "admin"),
        ({}, "0.0.0.0", "viewer"),
        ({}, None, "viewer"),
        ({"is_logged_in": False}, "127.0.0.1", "viewer"),
        ({"is_logged_in": True}, "127.0.0.1", "viewer"),
        ({"is_logged_in": True, "email": "nobody@example.com"}, "127.0.0.1", "viewer"),
        ({"is_logged_in": True, "email": "Wang@Example.com"}, "0.0.0.0", "manager"),
        ({"is_logged_in": True, "email": "wang@example.com", "email_verified": False}, "0.0.0.0", "viewer"),
        ({"is_logged_in": True, "email": "zhou@example.com", "email_verified": True}, None, "admin"),
        ({"is_logged_in": True, "email": "odd@example.com"}, None, "viewer"),
        ({"is_logged_in": True, "email": ["wang@example.com"]}, None, "viewer"),
    ],
)
def test_the_role_comes_from_the_servers_secrets(
    user: dict[str, Any], address: str | None, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = {"wang@example.com": "manager", "Zhou@example.com": "admin", "odd@example.com": "emperor"}
    monkeypatch.setattr(
        access, "st", SimpleNamespace(user=user, get_option=lambda _: address, secrets={"roles": roles})
    )
    assert access.role() == role
    assert access.may("undo") == (role == "admin")
