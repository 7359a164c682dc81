"""The Overview in both languages: without data, from one group list alone, and with the two questions answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.domain.assumptions import SETTING
from core.store import Store
from tests.conftest import Show
from tests.workspaces import Kind

pytestmark = pytest.mark.ui
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


def texts(page: AppTest) -> str:
    return "\n".join(e.value for kind in (page.title, page.header, page.subheader, page.text) for e in kind)


@LANGS
def test_without_data_it_says_what_to_upload(show: Show, workspaces: Callable[[Kind], Path], lang: str) -> None:
    page = show(workspaces("none"), "overview", lang)
    assert {"zh": "还没有群列表", "en": "No group list yet"}[lang] in texts(page)
    assert page.get("page_link")


@LANGS
def test_one_group_list_gives_the_health_check(show: Show, workspaces: Callable[[Kind], Path], lang: str) -> None:
    page = show(workspaces("groups"), "overview", lang)
    first = page.title[0].value.replace("\\", "")
    assert {
        "zh": "4 个没解散的群里 2 个沉默 30 天以上",
        "en": "2 of 4 living groups have been silent for over 30 days",
    }[lang] in first
    tiles = {button.key: button.label for button in page.button if str(button.key).startswith("light_")}
    assert len(tiles) == 9
    assert tiles["light_silent"].startswith("**2")
    assert tiles["light_mixed"].startswith("**—**")
    assert len(page.number_input) == 2


@LANGS
def test_a_tile_opens_its_list(show: Show, workspaces: Callable[[Kind], Path], lang: str) -> None:
    page = show(workspaces("groups"), "overview", lang)
    page.button(key="light_shell").click().run()
    assert page.session_state["list"] == "shell"
    assert {"zh": "空壳群 · 1 个", "en": "Empty shells · 1"}[lang] in texts(page)
    page.button(key="light_mixed").click().run()
    assert {"zh": "现在还看不了", "en": "Not visible yet"}[lang] in texts(page)
    assert not page.exception


@LANGS
def test_the_two_answers_give_the_cost(show: Show, copied: Callable[[Kind], Path], lang: str) -> None:
    """40,000 CNY and 4 people on 4 groups: 2 silent ones take 20,000 CNY and 348 hours, in round numbers 350."""
    workspace = copied("groups")
    page = show(workspace, "overview", lang)
    for control, answer in zip(page.number_input, (4, 40_000), strict=True):
        control.set_value(answer)
    page.run()
    assert not page.number_input
    told = texts(page)
    assert "20,000" in told
    assert "350" in told
    assert Store.open(workspace).setting(SETTING)["values"] == {"staff_count": 4, "monthly_cost": "40000.00"}
