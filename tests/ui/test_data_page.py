"""The first page, rendered in both languages, without and with data, and in a real browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT, Run

FRAME = ROOT / "core" / "ui" / "frame.py"
HAN = re.compile("[一-鿿]")


def render(lang: str, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("QUNCE_WORKSPACE", str(workspace))
    page = AppTest.from_file(str(FRAME), default_timeout=30)
    page.query_params["lang"] = lang
    page.run()
    assert not page.exception
    assert not page.error
    return page


def words(page: AppTest) -> str:
    return "\n".join(e.value for kind in (page.title, page.subheader, page.text, page.warning) for e in kind)


@pytest.mark.ui
@pytest.mark.parametrize(("lang", "says"), [("zh", "还没有数据"), ("en", "No data yet")])
def test_an_empty_workspace_says_what_to_bring(
    lang: str, says: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = render(lang, workspace, monkeypatch)
    assert says in words(page)
    assert bool(HAN.search(words(page))) == (lang == "zh")


@pytest.mark.ui
@pytest.mark.parametrize(("lang", "says"), [("zh", "2 张表，3 行 · 版本 1"), ("en", "2 tables, 3 rows · version 1")])
def test_a_filled_workspace_says_how_much_there_is(
    lang: str, says: str, workspace: Path, run: Run, csv_file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = csv_file("orders.csv", "order_id,user_id,paid_at,amount", [("o1", "u1", "2026-03-01", "1")])
    daily = csv_file("group_daily.csv", "group_id,day,members", [("g", "2026-03-01", 1), ("g", "2026-03-04", 1)])
    assert run("import", orders, daily).code == 0
    page = render(lang, workspace, monkeypatch)
    assert says in words(page)
    assert ("Groups by day: days are missing" in words(page)) == (lang == "en")
    table = page.dataframe[0].value
    assert table.iloc[:, 1].tolist() == [2, 1]
    assert table.iloc[0, 4] == 2  # 2 and 3 March


@pytest.fixture
def served(workspace: Path) -> Iterator[str]:
    """The app as `make run` starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "core", "--workspace", str(workspace), "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.browser
def test_the_page_opens_in_a_browser_without_asking_any_other_host(served: str) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page(locale="zh-CN")
        outside: list[str] = []
        page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith((served, served.replace("http", "ws"), "data:", "blob:"))
                else outside.append(r.url)
            ),
        )
        page.goto(served)
        page.get_by_role("heading", name="还没有数据").wait_for(timeout=30_000)
        page.goto(f"{served}/?lang=en")
        page.get_by_role("heading", name="No data yet").wait_for(timeout=30_000)
        browser.close()
    assert outside == []
