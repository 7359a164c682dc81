"""Ways a newcomer and a careless hand take, in a real Chromium: what was typed, dropped or filtered is never lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.assumptions import SETTING, Assumptions
from core.store import Store
from core.ui.upload.uploader import MOST_MEGABYTES
from tests.ui.conftest import running
from tests.ui.test_upload_browser import choose, heading
from tests.ui.visitor import Visitor
from tests.workspaces import group_list_file

pytestmark = pytest.mark.browser


@pytest.fixture
def app(workspace: Path) -> Iterator[str]:
    with running(workspace) as url:
        yield url


def test_the_second_answer_is_kept_while_the_first_is_saved(
    copied: Callable[..., Path], visitor: Callable[..., Visitor]
) -> None:
    workspace = copied("groups")
    with running(workspace) as url:
        found = visitor("zh")
        page = found.open(f"{url}/?lang=zh")
        answers = page.locator("[data-testid=stNumberInput] input")
        answers.nth(0).fill("6")
        answers.nth(0).press("Tab")
        answers.nth(1).fill("48000")  # the first answer is being saved
        page.get_by_text("每月约花").first.wait_for()
        answers.nth(1).press("Tab")
        page.get_by_text("¥").first.wait_for()
        found.settle()
        kept = Assumptions.load(Store.open(workspace).setting(SETTING))
        assert (kept.staff_count, kept.monthly_cost) == (6, Decimal(48000))
        found.clean()


def test_a_file_that_is_too_large_is_refused_in_words(
    app: str, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    found = visitor("zh")
    page = found.open(f"{app}/data?lang=zh")
    large = tmp_path / "太大.csv"
    with large.open("wb") as file:
        file.truncate((MOST_MEGABYTES + 1) << 20)
    choose(page, large)
    chip = page.locator("[data-testid=stFileChip][aria-invalid=true]")
    chip.wait_for()
    assert "超过 200 MB" in chip.evaluate("e => getComputedStyle(e, '::after').content")
    zone = page.locator("[data-testid=stFileUploaderDropzone]").first
    assert "拖到这里" in zone.evaluate("e => getComputedStyle(e, '::before').content")
    assert chip.is_visible()
    choose(page, group_list_file(tmp_path))  # the next file is taken
    heading(page, "已读完：新增 8 行")
    found.clean()


def test_a_terminated_server_leaves_no_upload_behind_and_a_killed_ones_goes_at_the_next_start(
    workspace: Path, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (temporary / f"qunce-spool-{gone.pid}-x").mkdir()
    with running(workspace, TMPDIR=str(temporary)) as url:
        found = visitor("zh")
        page = found.open(f"{url}/data?lang=zh")
        choose(page, group_list_file(tmp_path))
        heading(page, "已读完：新增 8 行")
        spools = list(temporary.glob("qunce-spool-*"))
        assert [one.name.startswith(f"qunce-spool-{gone.pid}-") for one in spools] == [False]
    assert list(temporary.glob("qunce-spool-*")) == []
