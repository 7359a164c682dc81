"""The folder for results too large for memory: one per process, inside the workspace."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def scratch_folder(root: Path) -> Path:
    """This process's folder in the workspace `root`; those of processes that are gone are removed.

    A killed process cannot clean up after itself, and what it spilled may hold user ids.
    """
    parent = root / "temp"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in parent.iterdir():
        if old.name.isdecimal() and not process_is_alive(int(old.name)):
            shutil.rmtree(old, ignore_errors=True)
    mine = parent / str(os.getpid())
    mine.mkdir(mode=0o700, exist_ok=True)
    return mine


def process_is_alive(pid: int) -> bool:
    """Whether a process with this number runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
