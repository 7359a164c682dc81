"""kill -9 at every step of everything that writes: no acknowledged version is lost, none is half there.

The children are forked by a small script of their own (killing.py): pytest's process has threads.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_faults import SCENARIOS

HERE = Path(__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is such a place: a kill (unlike a power cut) does not care what was synced."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


def run(folder: Path, name: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), name, str(folder), "10"],
        capture_output=True,
        text=True,
        timeout=300,
        env={"PYTHONPATH": str(HERE.parent.parent)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", SCENARIOS)
def test_killed_before_every_step(name: str, folder: Path) -> None:
    result = run(folder, name)
    assert result["steps"] >= 4
    assert result["kills"] >= 10


def test_killed_at_any_moment_keeps_what_was_acknowledged(folder: Path) -> None:
    assert run(folder, "busy")["versions"] > 10
