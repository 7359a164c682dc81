"""What determines the rows of a mart apart from its input files: code and columns. Part of every mart's key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from core.domain.tables import TABLES

DECIDES = ("core.marts", "core.db", "core.scope", "core.codec.parquet", "core.store.model")
"""Modules and packages (their SQL too) whose source determines the rows: any change rebuilds every mart."""

DECIDES_NOT = {
    "core.domain": "of the tables, the columns count, which stand in the key of the marts that read them",
    "core.store": "keeps the bytes it is given under their hash",
    "core.errors": "words",
    "core.i18n": "words",
}
"""The other modules that core.marts imports, and why marts stay valid when they change."""


def columns(tables: Sequence[str]) -> list[list[str]]:
    """Table, name and type of every stored column of these canonical tables."""
    return [[table, field.name, str(field.type)] for table in tables for field in TABLES[table].schema]


def sources() -> list[Path]:
    """The source files of DECIDES, sorted."""
    root = Path(__file__).parents[2]
    found: list[Path] = []
    for name in DECIDES:
        path = root.joinpath(*name.split("."))
        found += [*path.glob("*.py"), *path.glob("*.sql")] if path.is_dir() else [path.with_suffix(".py")]
    return sorted(found)


def _hashed(paths: Sequence[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


REVISION = _hashed(sources())
