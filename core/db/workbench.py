"""A private DuckDB for imports and mart building: temp tables, a memory limit, spilling to disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.db.instance import Session, open_instance


@contextmanager
def workbench(
    allowed: Sequence[Path],
    temp: Path,
    memory_limit: str = "800MB",
    threads: int = 2,
    budget_seconds: float = 3600,
) -> Iterator[Session]:
    """A session in an instance of its own that reads and writes only in the `allowed` folders.

    `temp` is an existing folder; what spills there is removed at the end.
    """
    folder = Path(tempfile.mkdtemp(prefix="workbench-", dir=temp))
    instance = open_instance(allowed, folder, memory_limit, threads)
    session = Session(instance, budget_seconds)
    try:
        yield session
    finally:
        session.close()
        shutil.rmtree(folder, ignore_errors=True)
