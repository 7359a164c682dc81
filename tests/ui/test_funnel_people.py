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

from core.domain.roles import Role
from core.ui import access
from core.ui.funnel import people
from core.ui.state import FUNNEL_PEOPLE
from tests.conftest import Run
from tests.marts.making import Row, commit, event, open_store
from tests.ui.funnel_journeys import journeys, opened, workspace_of
from tests.ui.test_funnel_page import tables, words

pytestmark = pytest.mark.ui
HAN = re.compile("[一-鿿]")
Show = Callable[..., AppTest]
_FIELDS = {"converted": "people", "lost": "lost", "pending": "pending", "refused": "refused"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_of(tmp_path_factory.mktemp("people"), journeys())


def grids(page: AppTest) -> list[Any]:
    return [frame.value for frame in page.dataframe]


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
    page = show(tmp_path / "w", "funnel", lang, retention=True)
    assert ("群成员" if lang == "zh" else "Group members") in words(page)
    commit(store, {"funnel_events": rows, "members": members})
    page = show(tmp_path / "w", "funnel", lang, retention=True)
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
