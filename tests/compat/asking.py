"""What the kept workspace is asked, when it was made and ever after: only by the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import time_machine

from tests.conftest import make

HERE = Path(__file__).parent
WORKSPACE = HERE / "workspace.zip"
BACKUP = HERE / "backup.zip"
"""A ZIP with the backup of a workspace of two tables (a backup itself is not compressed)."""
EXPECTED = HERE / "expected"
ASKED = datetime(2026, 11, 9, 3, tzinfo=UTC)
"""Two reports count the days until the source forgets; the clock stands still meanwhile."""

TABLES = (
    *("groups", "group_daily", "owner_daily", "funnel_events", "funnel_daily", "members", "member_daily", "orders"),
    *("costs", "content", "satisfaction", "identities", "contacts", "changes", "tasks"),
)
"""The canonical tables of that release."""

_FUNNEL = ["report", "onboarding_funnel"]
QUESTIONS: dict[str, list[str]] = {
    "versions": ["versions"],
    "coverage": ["coverage"],
    "health_check": ["report", "health_check"],
    "health_check of an owner": ["report", "health_check", "--owner", "王敏"],
    "health_check of the first version": ["report", "health_check", "--version", "1"],
    "headlines": ["report", "headlines"],
    "headlines of a region": ["report", "headlines", "--region", "华东", "--since", "2026-10-05"],
    "funnel": _FUNNEL,
    "funnel of the first version": [*_FUNNEL, "--version", "1", "--window-days", "14"],
    "funnel in any order by owner": [*_FUNNEL, "--order", "any", "--by", "owner", "--window-days", "none"],
    "funnel against the period before": [*_FUNNEL, "--since", "2026-10-12", "--compare", "previous"],
    "people lost": [*_FUNNEL, "--people", "4:lost", "--since", "2026-10-12"],
}


def answers(root: Path) -> dict[str, Any]:
    """The JSON of every question."""
    return {name: ask(root, words) for name, words in QUESTIONS.items()}


def ask(root: Path, words: list[str]) -> Any:
    """The JSON of one command."""
    with time_machine.travel(ASKED, tick=False):
        answer = make(root, *words, "--json")
    assert answer.code == 0, answer.out + answer.err
    return answer.json


def export_all(root: Path, folder: Path) -> None:
    """Every table as canonical CSV."""
    for table in TABLES:
        answer = make(root, "export-table", table, "--out", folder / f"{table}.csv")
        assert answer.code == 0, answer.err
