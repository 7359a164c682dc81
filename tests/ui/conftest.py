"""Fixtures of the page tests: workspaces made once per session, pages through AppTest, the served app, Chromium.

The workspaces are shared by every test and both workers: a test that writes takes a copy (`copied`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core.ui.menu import PAGES
from core.ui.menu import page as menu_page
from tests.conftest import ROOT
from tests.ui.visitor import Visitor

FRAME = ROOT / "core" / "ui" / "frame.py"
DEMO_END = date(2026, 3, 31)
"""The last day of the demo in tests: fixed, so that addresses and numbers do not move with the clock."""
Kind = Literal["none", "groups", "demo"]
KINDS: tuple[Kind, ...] = ("none", "groups", "demo")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# The names are Latin so that a Han character on an English page can only be our own word.
GROUP_LIST = """
群ID|群名称|群主|群管理员|群人数|群活跃|群类型|员工人数|客户人数|今日入群|今日退群|今日消息|入群时间|最后发言时间|群标签
wr01|East shop 01|Wang Min|Li Lei|120|活跃|客户群|3|117|5|2|230|2024-03-15|2026-03-01 10:00|
wr02|South shop 02|Wang Min||88|沉默|客户群|2|86|0|1|0|2025-06-01|2025-12-11 08:30|
wr03|South shop 03|Chen Jie||14|沉默|客户群|2|12|0|0|0|2025-01-10|2025-11-02 21:05|
wr04|East shop 04|Chen Jie|Li Lei|203|一般|客户群|4|199|1|3|41|2025-11-20|2026-02-27 18:20|
"""


def group_list_file(folder: Path) -> Path:
    """An SCRM 客户群导出 as the vendor writes it: one sheet, its day only in the file's name."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for line in GROUP_LIST.strip().splitlines():
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in line.split("|")])
    path = folder / "客户群导出20260301.xlsx"
    book.save(path)
    return path


def command(workspace: Path, *words: object) -> None:
    """Run the command line on a workspace; fails loudly."""
    call = [sys.executable, "-m", "core", "--workspace", str(workspace), *map(str, words)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _make(kind: Kind, root: Path) -> None:
    root.mkdir()
    workspace = root / "workspace"
    if kind == "groups":
        command(workspace, "import", group_list_file(root))
    elif kind == "demo":
        command(workspace, "demo", "--end", DEMO_END)


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Kind], Path]:
    """A workspace without data, with one group list, or with the demo company; made by whichever worker is first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def find(kind: Kind) -> Path:
        root, done = shared / f"workspace-{kind}", shared / f"workspace-{kind}.done"
        with (shared / f"workspace-{kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(root, ignore_errors=True)
                _make(kind, root)
                done.touch()
        return root / "workspace"

    return find


@pytest.fixture
def copied(workspaces: Callable[[Kind], Path], tmp_path: Path) -> Callable[[Kind], Path]:
    """A copy that the test may change."""

    def copy(kind: Kind) -> Path:
        target = tmp_path / f"copy-{kind}"
        source = workspaces(kind)
        if source.is_dir():
            shutil.copytree(source, target)
        return target

    return copy


Show = Callable[..., AppTest]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    """Render a page of the menu: show(workspace, "funnel", "en", days=(since, last), owner=["王敏"])."""

    def render(
        workspace: Path, url_path: str, lang: str = "zh", days: tuple[date, date] | None = None, **state: Any
    ) -> AppTest:
        monkeypatch.setenv("QUNCE_WORKSPACE", str(workspace))
        page = AppTest.from_file(str(FRAME), default_timeout=60)
        page.query_params["lang"] = lang
        page.run()
        if url_path != PAGES[0].url_path:  # only a run makes the pages known
            page.switch_page(str(menu_page(url_path).path)).run()
        if days:
            for control, day in zip(page.date_input, days, strict=False):
                control.set_value(day)
        for key, value in state.items():
            page.session_state[key] = value
        return page.run() if days or state else page

    return render


@contextmanager
def running(workspace: Path, *words: str, **environment: str) -> Iterator[str]:
    """Run a server command on a free port until the block ends; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    call = list(words) or [sys.executable, "-m", "core", "--workspace", str(workspace), "serve"]
    log = workspace.parent / f"serve-{port}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*call, "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "QUNCE_WORKSPACE": str(workspace), "PYTHONPATH": str(ROOT), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _until_ready(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def served(
    workspaces: Callable[[Kind], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """The app as `make run` starts it, one server per workspace: served("demo"), or served(path)."""
    from contextlib import ExitStack

    addresses: dict[Path, str] = {}
    with ExitStack() as stack:

        def start(kind: Kind | Path) -> str:
            workspace = kind if isinstance(kind, Path) else workspaces(kind)
            if workspace not in addresses:
                workspace.parent.mkdir(parents=True, exist_ok=True)
                addresses[workspace] = stack.enter_context(running(workspace))
            return addresses[workspace]

        yield start


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium; the test skips where there is none."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Any) -> Iterator[Callable[..., Visitor]]:
    """A fresh browser profile: visitor("en"), visitor("zh", width=390)."""
    contexts: list[Any] = []

    def new(lang: str = "zh", width: int = 1440, height: int = 900) -> Visitor:
        locale = "zh-CN" if lang == "zh" else "en-US"
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}, locale=locale))
        return Visitor(contexts[-1])

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def odd_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The real HTTP layer in front of a page that has everything (tests/ui/odd): its address and its log."""
    workspace = tmp_path_factory.mktemp("odd") / "workspace"
    with running(workspace, sys.executable, str(ROOT / "tests" / "ui" / "odd" / "serve.py")) as url:
        yield url, next(workspace.parent.glob("serve-*.log"))


@pytest.fixture
def odd(odd_server: tuple[str, Path]) -> str:
    return odd_server[0]
