"""Fixtures of the page tests: pages through AppTest, the served app, Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.ui.visitor import Visitor
from tests.workspaces import Kind

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


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
