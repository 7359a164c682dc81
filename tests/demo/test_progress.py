"""The page while the demo is written by another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import demo
from core.i18n import Text
from core.store import Store
from core.ui import demo_progress
from core.ui.demo_progress import State
from tests.conftest import ROOT

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.ui]

FRAME = str(ROOT / "core" / "ui" / "frame.py")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    monkeypatch.setattr(demo_progress, "_writing", demo_progress._Writing())
    monkeypatch.setenv("QUNCE_WORKSPACE", str(workspace))
    monkeypatch.delenv(demo.ASKED, raising=False)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes started by the test write a short demo: who writes it does not depend on its length."""
    folders = (ROOT / "tests" / "demo" / "short", ROOT)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))


def draw(lang: str, state: State) -> AppTest:
    demo_progress._writing.state = state
    page = AppTest.from_file(FRAME, default_timeout=60)
    page.query_params["lang"] = lang
    return page.run()


def process(workspace: Path) -> subprocess.Popen[str]:
    call = [sys.executable, "-m", "core", "--workspace", str(workspace), "demo", "--progress", "--json"]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("lang", "stage", "rows", "words"),
    [
        ("zh", "funnel_events", 99_999, "导流事件 99,999 行"),
        ("en", "funnel_events", 99_999, "Onboarding events: 99,999 rows"),
        ("zh", "commit", 0, "保存……"),
        ("en", "reports", 0, "Preparing the reports …"),
        ("zh", "", 0, "开始……"),
    ],
)
def test_the_page_waits_and_says_what_is_being_written(lang: str, stage: str, rows: int, words: str) -> None:
    page = draw(lang, State(True, stage, rows, 40))
    assert not page.exception
    (bar,) = page.get("progress")
    assert (bar.proto.text, bar.proto.value) == (words, 40)
    assert page.get("file_uploader") == []


def test_a_failure_says_how_to_go_on_and_the_page_stays_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[bool] = []
    monkeypatch.setattr(demo_progress, "start", lambda: started.append(True))
    page = draw("zh", State(failure=Text("磁盘已满。", "The disk is full.")))
    assert not page.get("progress")
    assert page.error[0].value.startswith("磁盘已满。 可以再试一次")
    next(button for button in page.button if button.label == "再试一次").click().run()
    assert started == [True]


def test_nothing_starts_unless_asked(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    demo_progress.start_if_asked()
    assert demo_progress.state() == State()
    monkeypatch.setenv(demo.ASKED, "1")
    Store.open(workspace).commit({}, parent=None, action="import", who="me")
    demo_progress.start_if_asked()
    assert demo_progress.state() == State()


def test_a_server_that_was_asked_writes_the_demo_once(
    monkeypatch: pytest.MonkeyPatch, workspace: Path, short: None
) -> None:
    monkeypatch.setenv(demo.ASKED, "1")
    demo_progress.start_if_asked()
    demo_progress.start_if_asked()
    (writing,) = [thread for thread in threading.enumerate() if thread.name == "qunce-demo"]
    assert demo_progress.state().running
    writing.join()
    assert demo_progress.state() == State()
    assert [version.action for version in Store.open(workspace).versions()] == ["demo"]


def test_a_broken_process_leaves_a_sentence(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    monkeypatch.setattr(demo_progress.sys, "executable", "/bin/false")
    demo_progress.start()
    for thread in threading.enumerate():
        if thread.name == "qunce-demo":
            thread.join()
    failure = demo_progress.state().failure
    assert failure is not None
    assert "没有写成" in failure.zh


@pytest.mark.slow
def test_two_servers_write_one_demo(workspace: Path, short: None) -> None:
    Store.open(workspace)
    both = [process(workspace), process(workspace)]
    for one in both:
        one.communicate()
    assert sorted(one.returncode for one in both) == [0, 2]
    assert [version.action for version in Store.open(workspace).versions()] == ["demo"]


def test_killed_half_way_nothing_is_committed(workspace: Path) -> None:
    writing = process(workspace)
    assert writing.stderr is not None
    assert '"stage"' in writing.stderr.readline()
    writing.send_signal(signal.SIGKILL)
    writing.communicate()
    store = Store.open(workspace)
    assert store.head() is None
    assert store.verify().ok
