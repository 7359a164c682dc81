"""The rules of the house: format, style, types, SQL style and layers, checked on every run."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from core.domain.problems import PROBLEMS
from core.domain.steps import STEPS
from core.domain.tables import TABLES
from tests.conftest import ROOT

BIN = Path(sys.executable).parent
TOOLS = {
    "format": [BIN / "ruff", "format", "--check", "."],
    "style": [BIN / "ruff", "check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "sql": [BIN / "sqlfluff", "lint", "core"],
    "layers": [BIN / "lint-imports"],
}
SITTING = 300
"""Lines of code that are read in one sitting."""


@pytest.mark.parametrize("tool", TOOLS)
def test_lint(tool: str) -> None:
    done = subprocess.run([str(w) for w in TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_longer_than_one_sitting() -> None:
    sources = [ROOT / "app.py", *(ROOT / "core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    long = {str(p.relative_to(ROOT)): n for p in sources if (n := len(p.read_text("utf-8").splitlines())) > SITTING}
    # The canonical tables are one registry; reading it in two files would hide what belongs together.
    assert set(long) <= {"core/domain/tables.py"}, long


def test_pages_lie_in_folders_only() -> None:
    # A script directly in pages/ is picked up by Streamlit's old discovery and runs without app.py.
    assert not list((ROOT / "pages").glob("*.py"))


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "core").rglob("*.py")
        if p.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]
    assert not silent


def test_every_registered_text_has_both_languages() -> None:
    texts = [s.label for s in STEPS] + [t for kind in PROBLEMS.values() for t in (kind.text, kind.todo)]
    assert all(t.zh.strip() and t.en.strip() for t in texts)
    assert all(any("一" <= c <= "鿿" for c in t.zh) and not any("一" <= c <= "鿿" for c in t.en) for t in texts)


def test_a_key_is_made_of_columns_and_line_comes_with_numbering() -> None:
    for table in TABLES.values():
        assert set(table.key) <= set(table.by_name)
        assert set(table.required) >= {k for k in table.key[:1] if table.by_name[k].required}
        assert not table.numbered or "line" in table.key
