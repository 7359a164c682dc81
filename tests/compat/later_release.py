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
from collections.abc import Sequence
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


_RUN = """
import json, sys
from pathlib import Path

sys.path[:0] = [sys.argv[1], sys.argv[2]]
from tests.conftest import make

answers = [make(Path(sys.argv[3]), *words) for words in json.load(sys.stdin)]
print(json.dumps([[answer.code, answer.out, answer.err] for answer in answers]))
"""


@dataclass(frozen=True)
class LaterRelease:
    """The copied program."""

    root: Path

    def run(self, workspace: Path, *commands: Sequence[object]) -> list[Answer]:
        """Run some of its commands, in one process."""
        call = [sys.executable, "-c", _RUN, self.root, ROOT, workspace]
        words = json.dumps([[str(word) for word in command] for command in commands])
        env = {**os.environ, "QUNCE_LANG": "en"}
        done = subprocess.run(call, cwd=self.root, env=env, input=words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [Answer(*answer) for answer in json.loads(done.stdout)]


def make(root: Path) -> LaterRelease:
    """Copy the program into `root`, an empty folder, and add the columns."""
    shutil.copytree(ROOT / "core", root / "core", ignore=shutil.ignore_patterns("__pycache__"))
    with (root / "core" / "domain" / "tables.py").open("a", encoding="utf-8") as tables:
        tables.write(_MORE.format(added=ADDED))
    return LaterRelease(root)
