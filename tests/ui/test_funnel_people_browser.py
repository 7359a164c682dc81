"""A click on a part of the funnel's picture in a real Chromium: the list, its address, and a reload of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.reports.funnel.overview.funnel_chart import ROW
from tests.ui.conftest import running
from tests.ui.visitor import Visitor
from tests.workspaces import Kind

pytestmark = pytest.mark.browser
LONG = 60_000


@pytest.fixture(scope="module")
def app(workspaces: Callable[[Kind], Path]) -> Iterator[str]:
    with running(workspaces("demo")) as url:
        yield url


def click(found: Visitor, row: int, at: float) -> None:
    """Click the bar of the picture's row at this share of its length."""
    canvas = found.page.locator(".st-key-funnel_chart canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    found.page.mouse.click(box["x"] + 2 + (box["width"] - 4) * at, box["y"] + ROW * (row + 0.5))


def headed(page: Any, words: str) -> str:
    heading = page.get_by_role("heading", name=re.compile(words)).first
    heading.wait_for(timeout=LONG)
    return str(heading.inner_text())


@pytest.mark.parametrize(("lang", "width"), [("zh", 1440), ("en", 390)])
def test_a_click_on_a_bar_opens_its_list_and_a_reload_keeps_it(
    app: str, visitor: Callable[..., Visitor], lang: str, width: int
) -> None:
    found = visitor(lang, width=width)
    page = found.open(f"{app}/funnel?lang={lang}")
    click(found, 3, 0.05)
    reached = headed(page, "④跳转微信走到" if lang == "zh" else "At step 4 .* reached it")
    assert ("与图上一致" if lang == "zh" else "as in the picture") in reached
    found.settle()
    assert "people=4-converted" in page.url
    click(found, 3, 0.9)  # another part of the same bar
    lost = headed(page, "④跳转微信流失" if lang == "zh" else "At step 4 .* lost")
    found.settle()
    assert "people=4-lost" in page.url
    address = page.url
    page.reload()
    found.settle()
    assert page.url == address
    assert headed(page, "④跳转微信流失" if lang == "zh" else "At step 4 .* lost") == lost
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found.clean()


def test_a_copied_link_opens_the_same_list_with_its_way_of_counting(app: str, visitor: Callable[..., Visitor]) -> None:
    found = visitor("zh")
    page = found.open(
        f"{app}/funnel?lang=zh&people_list=true&people=4-lost&path=both&each=4%3A1~5%3A3&again=again&more=true"
    )
    usual = headed(page, "④跳转微信流失")
    assert "次（与图上一致）" in usual
    page.get_by_text("④跳转微信 1 天，⑤加好友自动回复 3 天").first.wait_for()
    page.get_by_text("一共进来").first.wait_for()
    for code in ("people=4-lost", "path=both", "again=again"):
        assert code in page.url
    assert re.search("each=4(:|%3A)1~5(:|%3A)3", page.url)
    found.clean()


def test_a_download_is_made_on_the_click_and_holds_the_whole_list(app: str, visitor: Callable[..., Visitor]) -> None:
    found = visitor("en")
    page = found.open(f"{app}/funnel?lang=en&people_list=true&people=7-converted")
    said = headed(page, "At step 7 .* reached it")
    count = int(re.search(r": ([\d,]+) people", said)[1].replace(",", ""))  # type: ignore[index]
    page.locator(".st-key-funnel_people_down button").first.click()
    with page.expect_download(timeout=LONG) as download:
        page.locator(".st-key-funnel_people_csv button").click()
    lines = Path(download.value.path()).read_bytes().decode("utf-8-sig").split("\r\n")
    assert len(lines) == count + 2
    assert lines[0].startswith("User,Entered,")
