"""Controls and the address, in real Chromium: what is chosen stands in the address, survives a reload, and goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.ui.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def codes(page: Any) -> dict[str, str]:
    """The address without the language."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items() if name != "lang"}


def press(page: Any, label: str, option: str) -> None:
    """Choose a button of the control named `label`."""
    page.get_by_role("radiogroup", name=label).get_by_text(option, exact=True).click()


def test_a_choice_enters_the_address_survives_a_reload_and_leaves_it(
    served: Callable[..., str], visitor: Callable[..., Visitor]
) -> None:
    page = visitor("zh").open(served("demo") + "/funnel?lang=zh")
    assert codes(page) == {}
    press(page, "按什么拆开看", "区域")
    page.get_by_role("region", name="区域").wait_for()
    page.wait_for_function("() => location.search.includes('by=region')")
    page.reload()
    page.get_by_role("region", name="区域").wait_for()
    assert codes(page) == {"by": "region"}
    press(page, "按什么拆开看", "不拆")
    page.wait_for_function("() => !location.search.includes('by=')")
    page.get_by_role("region", name="区域").wait_for(state="detached")
    press(page, "按什么拆开看", "渠道")
    page.wait_for_function("() => location.search.includes('by=channel')")


def test_an_address_with_a_choice_of_a_closed_fold_keeps_it(
    served: Callable[..., str], visitor: Callable[..., Visitor]
) -> None:
    page = visitor("en").open(served("demo") + "/funnel?lang=en&window=30&by=channel")
    page.get_by_role("region", name="Channel").wait_for()
    assert codes(page) == {"window": "30", "by": "channel"}
    assert page.get_by_text("30 days").first.is_visible()
    press(page, "Break down by", "Region")
    page.get_by_role("region", name="Region").wait_for()
    page.wait_for_function("() => location.search.includes('by=region')")
    assert codes(page) == {"window": "30", "by": "region"}


def test_what_was_chosen_is_still_shown_in_the_other_language(
    served: Callable[..., str], visitor: Callable[..., Visitor]
) -> None:
    page = visitor("zh").open(served("demo") + "/funnel?lang=zh&trend=4")
    press(page, "按什么拆开看", "区域")
    page.get_by_role("region", name="区域").wait_for()
    press(page, "语言 Language", "English")
    page.get_by_role("region", name="Region").wait_for()
    assert codes(page) == {"by": "region", "trend": "4"}
    shown = page.get_by_role("radiogroup", name="Break down by").get_by_role("radio", checked=True)
    assert shown.inner_text() == "Region"
    assert page.get_by_role("combobox", name="Step").input_value() == "step 4 (Jumped to WeChat)"
