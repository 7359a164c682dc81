"""Where an import keeps what it has read: a private folder outside the workspace that goes with the import."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.db import process_is_alive

_PREFIX = "qunce-spool-"


@contextmanager
def spool_folder() -> Iterator[Path]:
    """A folder (0700) that is removed at the end, however the block ends."""
    remove_abandoned()
    mine = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    try:
        yield mine
    finally:
        shutil.rmtree(mine, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the folders of processes that are gone: a killed one cannot, and spooled cells are personal data."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = old.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdecimal() and not process_is_alive(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
