"""A page that breaks shows a sentence and an id; neither the page nor the log repeats a value of the data."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.visitor import Visitor

pytestmark = pytest.mark.xdist_group("http")


@pytest.mark.browser
@pytest.mark.parametrize("how", ["page", "callback", "fragment"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_broken_page_shows_an_id_and_logs_no_values(
    odd_server: tuple[str, Path], visitor: Callable[..., Visitor], how: str, lang: str
) -> None:
    odd, log_file = odd_server
    page = visitor(lang).open(f"{odd}/?lang={lang}")
    page.get_by_role("button", name=f"break the {how}").click()
    alert = page.get_by_test_id("stAlert")
    alert.wait_for()
    shown = alert.inner_text()
    number = re.search(r"[0-9a-f]{8}", shown)
    assert number
    assert ("编号" in shown) == (lang == "zh")
    text = page.inner_text("body")
    assert page.locator("[data-testid=stException]").count() == 0
    for secret in ("13812345678", "ValueError", "Traceback", "page.py"):
        assert secret not in text
    log = log_file.read_text()
    assert log.count(f"error {number[0]}: ValueError") == 1
    assert "in fail" in log
    assert "13812345678" not in log


@pytest.mark.browser
def test_a_refusal_is_told_in_words_and_never_read_as_markdown(odd: str, visitor: Callable[..., Visitor]) -> None:
    page = visitor("en").open(f"{odd}/?lang=en")
    page.get_by_role("button", name="refuse").click()
    alert = page.get_by_test_id("stAlert")
    alert.wait_for()
    assert alert.inner_text() == "File **a**_b_.csv cannot be read. Take another."
