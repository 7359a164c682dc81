"""A redraw in real Chromium: nothing on the page is faded element by element; a bar shows a run that takes long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_NOTE_FADES = """() => { window.faded = 0; addEventListener('transitionrun', e => {
  if (e.propertyName === 'opacity' && e.target.closest('[data-testid=stMain]')) window.faded += 1; }, true); }"""
_BAR = "getComputedStyle(document.querySelector('[data-testid=stApp]'), '::before').visibility"


def test_a_redraw_fades_no_element(served: Callable[..., str], visitor: Callable[..., Visitor]) -> None:
    page = visitor("zh").open(served("demo") + "/funnel?lang=zh")
    page.evaluate(_NOTE_FADES)
    page.get_by_role("radiogroup", name="按什么拆开看").get_by_text("区域", exact=True).click()
    page.get_by_role("region", name="区域").wait_for()
    assert page.evaluate("faded") == 0


def test_a_bar_shows_a_run_that_takes_long(served: Callable[..., str], visitor: Callable[..., Visitor]) -> None:
    page = visitor("zh").open(served("demo") + "/funnel?lang=zh")
    page.wait_for_function("() => document.querySelector('[data-test-script-state=notRunning]')")
    assert page.evaluate(_BAR) == "hidden"
    # the browser is told that the script still runs, as it is while a slow answer is on its way
    page.evaluate("document.querySelector('[data-testid=stApp]').setAttribute('data-test-script-state', 'running')")
    page.wait_for_function(f"() => {_BAR} === 'visible'")
