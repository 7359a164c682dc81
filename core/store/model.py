"""What the store hands out: files, versions, pins and the reports of its upkeep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class DataFile:
    """One immutable Parquet file, named by the hash of its bytes."""

    sha256: str
    table: str
    bucket: int
    """The hash partition (or day number) the file holds."""
    rows: int
    size: int
    """In bytes."""
    low: str | None
    """ISO minimum of the table's time column; None if it has none."""
    high: str | None
    """ISO maximum of the table's time column."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of all tables. Versions are ordered by number, whatever their times."""

    number: int
    parent: int | None
    created_at: datetime
    """Without zone, in the workspace's zone."""
    action: str
    """import, undo, forget, demo or demo_removed."""
    who: str
    note: str
    summary: dict[str, Any]
    files: Mapping[str, tuple[DataFile, ...]]
    """By canonical table; a table without rows is absent."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A reason for which gc must keep a version."""

    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class GcReport:
    """What a garbage collection removed."""

    versions: tuple[int, ...] = ()
    marts: int = 0
    files: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A stored file that is missing or is not what it should be, and what needs it."""

    name: str
    """The file's name, relative to the workspace."""
    fault: str
    """missing or damaged."""
    tables: tuple[str, ...]
    versions: tuple[int, ...]
    marts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The state of every file that a kept version or a mart names."""

    versions: int
    files: int
    findings: tuple[Finding, ...]
    catalog: tuple[str, ...] = field(default=())
    """What SQLite finds wrong with the catalog itself."""
    orphans: int = 0
    """Files nobody names: left by an interrupted import, the next gc removes them. No fault."""

    @property
    def ok(self) -> bool:
        """True if everything a kept version needs is intact."""
        return not self.findings and not self.catalog
