"""A later release of this program, made for tests: its canonical tables have more columns than ours.

It is a copy of the package with some lines behind core/domain/tables.py, run as a process: so everything that knows the
tables knows the columns, the process that reads files too, and whatever hashes its own code gets another hash.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, Answer

ADDED = {
    "groups": ("grade", "text", "群等级"),
    "members": ("warned_at", "ts", "提醒时间"),
    "funnel_events": ("campaign", "text", "活动"),
    "orders": ("points", "int", "积分"),
    "content": ("budget", "money", "预算"),
}
"""By table: an optional column of the later release, its kind and its Chinese header."""

_MORE = """
from dataclasses import replace as _replace

for _name, (_column, _kind, _alias) in {added!r}.items():
    TABLES[_name] = _replace(TABLES[_name], columns=(*TABLES[_name].columns, Column(_column, _kind, aliases=(_alias,))))
"""


@dataclass(frozen=True)
class LaterRelease:
    """The copied program."""

    root: Path

    def run(self, workspace: Path, *words: object) -> Answer:
        """Run one of its commands."""
        call = [sys.executable, "-m", "core", "--workspace", str(workspace), *map(str, words)]
        env = {**os.environ, "QUNCE_LANG": "en"}
        done = subprocess.run(call, cwd=self.root, env=env, capture_output=True, text=True, check=False)
        return Answer(done.returncode, done.stdout, done.stderr)


def make(root: Path) -> LaterRelease:
    """Copy the program into `root`, an empty folder, and add the columns."""
    shutil.copytree(ROOT / "core", root / "core", ignore=shutil.ignore_patterns("__pycache__"))
    with (root / "core" / "domain" / "tables.py").open("a", encoding="utf-8") as tables:
        tables.write(_MORE.format(added=ADDED))
    return LaterRelease(root)


def errors(answer: Answer) -> object:
    """What went wrong, for an assertion's message."""
    return answer.err or json.loads(answer.out or "{}").get("error")
