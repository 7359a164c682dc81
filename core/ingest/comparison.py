"""What an import would do, as shown before anything is committed, and the refusals that follow from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from core.domain.problems import Problem, problem_kind, refusal
from core.errors import ImportRefused
from core.i18n import Text
from core.ingest.upsert.difference import TableDifference


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What became of one file in one table. rows_in = loaded + skipped + rejected."""

    file: str
    table: str
    format: str
    rows_in: int
    loaded: int
    new: int
    changed: int
    unchanged: int
    skipped: int
    rejected: int
    derived: bool = False
    skipped_by: Mapping[str, int] = field(default_factory=dict)


def one_per_table(entries: Sequence[tuple[str | None, FileEntry]]) -> list[FileEntry]:
    """One entry per file and table, from (sheet, entry) of every reading, in the order of their first.

    A sheet read twice into one table (an ad report fills two funnel steps) counts its source rows once; several
    sheets of a file add up.
    """
    sheets: dict[tuple[str, str, bool], dict[str | None, FileEntry]] = {}
    for sheet, entry in entries:
        found = sheets.setdefault((entry.file, entry.table, entry.derived), {})
        found[sheet] = _read_again(found[sheet], entry) if sheet in found else entry
    return [reduce(_added, found.values()) for found in sheets.values()]


def _read_again(one: FileEntry, other: FileEntry) -> FileEntry:
    most = max(one, other, key=lambda entry: entry.loaded + entry.rejected)
    rejected = max(one.rejected, other.rejected)
    counts = {name: getattr(one, name) + getattr(other, name) for name in ("new", "changed", "unchanged")}
    return replace(most, rejected=rejected, loaded=most.rows_in - most.skipped - rejected, **counts)


def _added(one: FileEntry, other: FileEntry) -> FileEntry:
    names = ("rows_in", "loaded", "new", "changed", "unchanged", "skipped", "rejected")
    by = Counter(one.skipped_by) + Counter(other.skipped_by)
    return replace(one, skipped_by=dict(by), **{name: getattr(one, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference an import would make, and the version it was computed on."""

    parent: int | None
    files: tuple[FileEntry, ...]
    tables: tuple[TableDifference, ...]
    problems: tuple[Problem, ...]
    demo_removed: bool = False

    @property
    def is_empty(self) -> bool:
        """True when committing would make no new version."""
        return all(t.is_empty for t in self.tables) and not self.demo_removed

    @property
    def rejected(self) -> int:
        """Source rows that cannot be loaded."""
        return sum(f.rejected for f in self.files)


def rows_rejected(shown: Comparison) -> ImportRefused:
    """The refusal of an import that has rejected rows, with how many of which kind."""
    counts = Counter(p.code for p in shown.problems if problem_kind(p.code).severity == "reject")
    zh = "、".join(f"{problem_kind(c).text.zh.rstrip('。')}（{n} 处）" for c, n in counts.items())
    en = ", ".join(f"{problem_kind(c).text.en.rstrip('.')} ({n})" for c, n in counts.items())
    return refusal("rows_rejected", {}, rejected=shown.rejected, kinds=Text(zh, en))


def summary(shown: Comparison) -> dict[str, Any]:
    """What `versions` shows of an import: counts by table and file, no cell values."""
    return {
        "files": [
            {k: getattr(f, k) for k in ("file", "table", "format", "loaded", "new", "changed", "rejected", "derived")}
            for f in shown.files
        ],
        "days": {t.table: list(t.days) for t in shown.tables if t.days},
        "demo_removed": shown.demo_removed,
    }


def refused_together(refused: Sequence[ImportRefused], problems: Sequence[Problem]) -> ImportRefused:
    """All refusals of an import as one, the first one's code."""
    first = refused[0]
    if len(refused) > 1:
        text = Text("；".join(r.text.zh for r in refused), "; ".join(r.text.en for r in refused))
        first = ImportRefused(first.code, text, first.todo, **first.details)
    first.details = {**first.details, "refusals": [{"code": r.code, "zh": r.text.zh, "en": r.text.en} for r in refused]}
    first.details["problems"] = [p.to_json() for p in problems]
    return first
