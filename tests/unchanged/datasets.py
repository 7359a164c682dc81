"""The datasets the questions are asked of, and the clock that stands still meanwhile.

Reports depend on the clock twice: by the time of the import (days after it do not count, the import's own day is not
complete) and by the day of the question (how long the source still keeps days that are missing). time-machine stops
the clock for the whole process, below every module that reads it, so the tests need not know which ones do.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from tests.conftest import SHARED, make
from tests.real_data.test_real_exports import PERMIT


@dataclass(frozen=True)
class Dataset:
    """How a workspace is filled, and when."""

    fill: Callable[[Path, Path], list[object]]
    """(SHARED, an empty folder) → the command that fills a workspace."""
    imported: datetime
    shared: bool = True
    """Whether it needs the data beside the repository."""
    slow: bool = False
    """Whether its tests wait for `make test-slow`."""

    @property
    def asked(self) -> datetime:
        """When the questions are asked: later, so that the two times are not mistaken for each other."""
        return self.imported + timedelta(days=11)


def _demo(shared: Path, folder: Path) -> list[object]:
    return ["demo", "--end", "2026-11-29", "--seed", "1"]


def _company(name: str) -> Callable[[Path, Path], list[object]]:
    def fill(shared: Path, folder: Path) -> list[object]:
        with zipfile.ZipFile(shared / "simulated_companies" / f"{name}.zip") as archive:
            archive.extractall(folder, [entry for entry in archive.namelist() if entry.startswith("export/")])
        return ["import", *sorted((folder / "export").glob("*.csv"))]

    return fill


def _permit(shared: Path, folder: Path) -> list[object]:
    profile = folder / "profile.json"
    profile.write_text(json.dumps(PERMIT), encoding="utf-8")
    return ["import", shared / "receipt_permit_funnel" / "receipt.csv.gz", "--profile", profile]


DATASETS: dict[str, Dataset] = {
    "demo": Dataset(_demo, datetime(2026, 11, 30, 2, tzinfo=UTC), shared=False),
    "company_a": Dataset(_company("A"), datetime(2026, 4, 6, 2, tzinfo=UTC), slow=True),
    # On the data's last day: the reports then leave that day out as not complete.
    "company_b": Dataset(_company("B"), datetime(2026, 4, 5, 2, tzinfo=UTC), slow=True),
    "permit": Dataset(_permit, datetime(2012, 2, 1, 2, tzinfo=UTC)),
}


def build(name: str, folder: Path) -> Path:
    """Make the dataset's workspace in an empty folder."""
    dataset, workspace = DATASETS[name], folder / "workspace"
    words = dataset.fill(SHARED, folder)
    with time_machine.travel(dataset.imported, tick=False):
        answer = make(workspace, *words, "--json")
    assert answer.code == 0, answer.err
    return workspace


def ask(name: str, workspace: Path, words: list[str]) -> Any:
    """The JSON of one command on the dataset's workspace."""
    with time_machine.travel(DATASETS[name].asked, tick=False):
        answer = make(workspace, *words)
    assert answer.code == 0, answer.err
    return answer.json
