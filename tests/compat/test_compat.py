"""The present code opens the workspace of release 27bd404, answers as that release did, and goes on with it."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from core.domain.tables import TABLES as PRESENT_TABLES
from core.reports import registry
from tests.compat.asking import BACKUP, EXPECTED, QUESTIONS, TABLES, WORKSPACE, ask, export_all
from tests.compat.files import FILES
from tests.conftest import make
from tests.unchanged.test_unchanged import ADDED, differences, table

pytestmark = pytest.mark.xdist_group("compat")

NEXT = datetime(2026, 11, 4, 3, tzinfo=UTC)


def unpack(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as found:
        found.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that is only asked."""
    return unpack(WORKSPACE, tmp_path_factory.mktemp("compat") / "workspace")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy to go on with."""
    return unpack(WORKSPACE, tmp_path / "workspace")


def rows(path: Path, columns: list[str] | None = None) -> list[dict[str, str]]:
    """The rows of a canonical CSV; a later release may have more columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: row[name] for name in columns or row} for row in csv.DictReader(file)]


def check_tables(root: Path, folder: Path) -> None:
    """Every table holds what it held."""
    export_all(root, folder)
    for name in TABLES:
        expected = rows(EXPECTED / "tables" / f"{name}.csv")
        assert expected, name
        assert rows(folder / f"{name}.csv", list(expected[0])) == expected, name


def intact(root: Path, versions: int) -> None:
    found = ask(root, ["verify"])
    assert (found["ok"], found["findings"], found["catalog"], found["versions"]) == (True, [], [], versions)


def test_it_is_intact(copy: Path) -> None:
    intact(copy, 5)


def test_it_holds_the_same_tables(kept: Path, tmp_path: Path) -> None:
    check_tables(kept, tmp_path)


@pytest.mark.parametrize("name", sorted(set(PRESENT_TABLES) - set(TABLES)) or [None])
def test_newer_tables_are_empty(kept: Path, tmp_path: Path, name: str | None) -> None:
    assert set(TABLES) <= set(PRESENT_TABLES)
    if name is not None:
        assert make(kept, "export-table", name, "--out", tmp_path / "new.csv").code == 0
        assert rows(tmp_path / "new.csv") == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_gives_the_same_answers(kept: Path, name: str) -> None:
    expected: dict[str, Any] = json.loads(gzip.decompress((EXPECTED / "answers.json.gz").read_bytes()))
    assert expected.keys() == QUESTIONS.keys()
    now = {key: value for key, value in ask(kept, QUESTIONS[name]).items() if key not in ADDED}
    found = list(differences(expected[name], now))
    assert not found, table(found)


def test_every_report_answers(kept: Path) -> None:
    assert {"onboarding_funnel", "health_check", "headlines"} <= registry.MODULES.keys()
    for name in registry.MODULES:
        assert ask(kept, ["report", name])["version"] == 5, name


def test_an_import_on_top(copy: Path, tmp_path: Path) -> None:
    with time_machine.travel(NEXT, tick=False):
        answer = make(copy, "import", *sorted((FILES / "later").glob("*.csv")), "--json")
    assert answer.code == 0, answer.err
    assert answer.json["version"] == 6
    counts = {f["table"]: (f["new"], f["changed"], f["unchanged"]) for f in answer.json["files"] if f["rows_in"]}
    # The last day was imported before; clicks.csv is read by the profile that the old release remembered.
    assert counts == {
        "groups": (1, 1, 0),
        "group_daily": (16, 0, 8),
        "orders": (3, 0, 1),
        "identities": (1, 0, 0),
        "funnel_events": (2, 0, 2),
    }
    intact(copy, 6)
    export_all(copy, tmp_path)
    hashed = {row["source"]: row["id_value"] for row in rows(tmp_path / "identities.csv") if row["user_id"] == "p003"}
    assert hashed["again"] == hashed["crm"]
    assert ask(copy, ["coverage"])["version"] == 6
    assert ask(copy, ["undo", "5"])["head"] == 7
    check_tables(copy, tmp_path)


def test_its_backup_is_restored(tmp_path: Path) -> None:
    (saved,) = unpack(BACKUP, tmp_path / "saved").iterdir()
    root = tmp_path / "workspace"
    assert ask(root, ["restore", str(saved)]) == {"version": 1}
    intact(root, 1)
    (version,) = ask(root, ["versions"])["versions"]
    assert version["tables"] == {name: len(rows(FILES / "first" / f"{name}.csv")) for name in ("groups", "orders")}
