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
    """A folder (0700) that is removed at the end, however the block ends.

    A killed process cannot clean up after itself, and spooled cells are personal data: folders of processes that
    are gone are removed here.
    """
    parent = Path(tempfile.gettempdir())
    for old in parent.glob(f"{_PREFIX}*"):
        pid = old.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdecimal() and not process_is_alive(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
    mine = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
    try:
        yield mine
    finally:
        shutil.rmtree(mine, ignore_errors=True)
