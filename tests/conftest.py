"""Fixtures of every test: a workspace, the command line, the data beside the repository, workspaces made once per run.

Those are shared by every test and both workers: a test that writes takes a copy (`copied`).
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workspaces import ROOT, Kind, make_workspace

__all__ = ["ROOT"]
SHARED = ROOT.parent / "shared" / "data"
FRAME = ROOT / "core" / "ui" / "frame.py"


@dataclass(frozen=True)
class Answer:
    """What one command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


def make(workspace: Path, *words: object) -> Answer:
    """Run a command in this process for a workspace that several tests read; a test's own commands go by `run`."""
    from core import cli

    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as left, redirect_stdout(out), redirect_stderr(err):
        cli.main(["--workspace", str(workspace), *map(str, words)])
    return Answer(int(left.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real data beside the repository; the test skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no shared data beside the repository")
    return SHARED


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def run(workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process on the test's workspace: run("import", file, "--json")."""
    monkeypatch.setenv("QUNCE_LANG", "en")

    from core import cli

    def call(*words: object, at: Path | None = None) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main(["--workspace", str(at or workspace), *map(str, words)])
        printed = capsys.readouterr()
        return Answer(int(left.value.code or 0), printed.out, printed.err)

    return call


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[str, str, Sequence[Sequence[object]]], Path]:
    """Write rows as a plain CSV: csv_file("orders.csv", "order_id,…", rows)."""

    def write(name: str, header: str, rows: Sequence[Sequence[object]]) -> Path:
        path = tmp_path / name
        lines = [header, *(",".join("" if c is None else str(c) for c in row) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


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
                make_workspace(kind, root)
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


Show = Callable[..., Any]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    """Render a page of the menu: show(workspace, "funnel", "en", days=(since, last), owner=["王敏"])."""

    def render(
        workspace: Path, url_path: str, lang: str = "zh", days: tuple[date, date] | None = None, **state: Any
    ) -> Any:
        from streamlit.testing.v1 import AppTest

        from core.ui.menu import PAGES
        from core.ui.menu import page as menu_page

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
