"""The frame knows which page it stands around."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.i18n import Text
from core.ui import menu
from tests.conftest import Run, Show


def test_the_first_page_has_the_empty_address() -> None:
    assert menu.page("") is menu.PAGES[0]
    assert all(menu.page(entry.url_path) is entry for entry in menu.PAGES)
    with pytest.raises(KeyError):
        menu.page("no_such_page")


@pytest.mark.ui
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_scope_bar_stands_above_scoped_pages_whatever_they_are_called(
    lang: str,
    workspace: Path,
    run: Run,
    csv_file: Callable[..., Path],
    show: Show,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run("import", csv_file("groups.csv", "group_id,group_name", [("g1", "东区")])).code == 0
    alike = tuple(replace(entry, title=Text("页面", "Page")) for entry in menu.PAGES)
    monkeypatch.setattr(menu, "PAGES", alike)
    for entry in alike:
        page = show(workspace, entry.url_path, lang)
        assert bool(page.date_input) == entry.scoped, entry.url_path
