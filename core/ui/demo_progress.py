"""Writes the demo company in another process while the server already answers, and shows the progress."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import streamlit as st

from core import demo, wording
from core.domain.tables import TABLES
from core.i18n import Text
from core.ui import cache
from core.ui.state import language
from core.ui.words import say

_ROOT = Path(__file__).resolve().parents[2]
_FAILED = Text("演示数据没有写成，数据没有改动。", "The demo company could not be written; no data changed.")
_RETRY = Text(
    "可以再试一次；也可以直接到「数据」页上传自己的导出文件。",
    "Try again, or upload your own export files on the Data page.",
)
_SAVING = Text("保存", "Saving")
_REPORTS = Text("准备报表", "Preparing the reports")
_STARTING = Text("开始", "Starting")


@dataclass(frozen=True, slots=True)
class State:
    """The progress: `stage` is a canonical table, `commit` or `reports`; percent 0–100."""

    running: bool = False
    stage: str = ""
    rows: int = 0
    percent: int = 0
    failure: Text | None = None


@dataclass
class _Writing:
    """One attempt per server at a time; the pages of all visitors show the same one."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    state: State = field(default_factory=State)
    asked: bool = False


_writing = _Writing()


def start_if_asked() -> None:
    """Start writing the demo once per server, if `serve --demo` asked for it and the workspace has no version."""
    with _writing.lock:
        if _writing.asked or os.environ.get(demo.ASKED) != "1":
            return
        _writing.asked = True
    start()


def start() -> None:
    """Start writing the demo unless it is running already or the workspace has a version."""
    with _writing.lock:
        if _writing.state.running or cache.store().head() is not None:
            return
        _writing.state = State(running=True)
    threading.Thread(target=_write, name="qunce-demo", daemon=True).start()


def state() -> State:
    """The progress now."""
    return _writing.state


def show() -> bool:
    """Draw the progress while the demo is written, and return True: the page has to wait, and runs again at the end.

    After a failure, as long as there are no data, draw the reason and a button to retry, and return False.
    """
    current = state()
    if current.running:
        _progress()
        return True
    if current.failure is not None and cache.store().head() is None:
        st.error(f"{current.failure.of(language())} {_RETRY.of(language())}")
        if st.button(say("再试一次", "Try again"), type="primary"):
            start()
            st.rerun()
    return False


@st.fragment(run_every=1.0)
def _progress() -> None:
    current = state()
    if not current.running:
        st.rerun()
    st.subheader(say("正在准备演示数据", "Preparing the demo company"), anchor=False)
    st.progress(current.percent / 100, text=_stage_text(current))
    st.text(
        say(
            "一家虚构的公司，240 个群、18 个月的数据，一分钟内就好。以后导入自己的数据，演示数据会自动清空。",
            "A made-up company with 240 groups over 18 months, ready within a minute. Your own data will replace it.",
        )
    )


def _stage_text(current: State) -> str:
    table = TABLES.get(current.stage)
    if table is None:
        label = {demo.COMMIT: _SAVING, "reports": _REPORTS}.get(current.stage, _STARTING)
        return say("{label}……", "{label} …", label=label)
    return say("{label} {n} 行", "{label}: {n} rows", label=table.label, n=wording.count(current.rows))


def _write() -> None:
    """Run `python -m core demo` to its end. It ends soon after this server does: nobody reads its progress then."""
    command = [sys.executable, "-m", "core", "--workspace", str(cache.store().root), "demo", "--progress", "--json"]
    failure: Text | None = _FAILED
    try:
        with subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            _read_progress(process.stderr)
            answer = process.stdout.read()
        # Somebody else may have written data meanwhile: then there is something to see, too.
        failure = None if process.returncode == 0 or cache.store().head() is not None else _reason(answer)
    finally:
        _writing.state = State(failure=failure)


def _read_progress(lines: IO[str]) -> None:
    for line in lines:
        progress = _json(line)
        if {"stage", "rows", "percent"} <= progress.keys():
            _writing.state = State(True, str(progress["stage"]), int(progress["rows"]), int(progress["percent"]))


def _reason(answer: str) -> Text:
    error = _json(answer).get("error")
    return Text(str(error["zh"]), str(error["en"])) if isinstance(error, dict) else _FAILED


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
