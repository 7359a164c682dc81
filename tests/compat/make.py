"""Made workspace.zip, backup.zip and expected/ on release 27bd404: `python -m tests.compat.make`.

Not to be run again with later code: what is kept is what that release wrote. The workspace's secret is in it, in
the open: it guards nothing but the invented phone numbers of files/.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from core.domain.tables import TABLES
from core.store import Store
from tests.compat.asking import ASKED, BACKUP, EXPECTED, QUESTIONS, WORKSPACE, answers, export_all
from tests.compat.files import FILES
from tests.conftest import make

CLICKS = {
    "name": "clicks",
    "table": "funnel_events",
    "columns": {"user_id": "客户", "step": "动作", "at": "何时", "ad_slot": "位置"},
    "values": {"step": {"看到": 2, "打开": 3}},
}
SETTINGS = {
    "assumptions": {
        "staff_count": 3,
        "monthly_cost": "24000.00",
        "silent_days": 14,
        "overdue_camp": 21,
        "conflict_rule": "listed",
        "conflict_pairs": [["实体店", "网商"]],
    },
    "targets": {"step_2": 0.9, "step_4": 0.45},
}
LABEL_RULES = {
    "separator": "-",
    "parts": ["region", "identity_class", None],
    "regex": "",
    "keywords": [{"words": ["福利"], "column": "purpose", "value": "benefits"}],
}


def fill(root: Path, folder: Path) -> None:
    """Five versions: two imports of the first weeks, more, one by mistake, and back; settings in between."""
    profile = folder / "clicks.json"
    profile.write_text(json.dumps(CLICKS), encoding="utf-8")

    def at(day: int, *words: object) -> None:
        with time_machine.travel(datetime(2026, 11, day, 3, tzinfo=UTC), tick=False):
            answer = make(root, *words, "--json")
        assert answer.code == 0, answer.out + answer.err

    def files(name: str) -> list[Path]:
        return [path for path in sorted((FILES / name).glob("*.csv")) if path.stem != "clicks"]

    at(1, "import", *files("first"))
    at(1, "import", FILES / "first" / "clicks.csv", "--profile", profile)
    store = Store.open(root)
    for name, values in SETTINGS.items():
        store.set_setting(name, {"values": values, "who": "manager", "at": "2026-11-01T12:00:00"})
    store.set_setting("label_rules", LABEL_RULES)
    at(2, "import", *files("more"), FILES / "more" / "clicks.csv")
    at(3, "import", *files("wrong"))
    at(3, "undo", 3)
    with time_machine.travel(ASKED, tick=False):
        answers(root)  # so that every mart the release makes is in the workspace


def pack(root: Path, target: Path) -> None:
    """A folder as a ZIP with neither times nor owners."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(root).as_posix())
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())


def main() -> None:
    """Write everything that is kept."""
    os.environ["LOGNAME"] = "manager"  # who imports, whoever runs this
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root, saved = folder / "workspace", folder / "saved" / "workspace.backup"
        fill(root, folder)
        pack(root, WORKSPACE)
        saved.parent.mkdir()
        small = folder / "small"
        assert make(small, "import", FILES / "first" / "groups.csv", FILES / "first" / "orders.csv").code == 0
        assert make(small, "backup", saved).code == 0
        pack(saved.parent, BACKUP)
        (EXPECTED / "tables").mkdir(parents=True, exist_ok=True)
        export_all(root, EXPECTED / "tables")
        assert {path.stem for path in (EXPECTED / "tables").glob("*.csv")} == set(TABLES)
        found = answers(root)
        assert found.keys() == QUESTIONS.keys()
        text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        (EXPECTED / "answers.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
