"""Applying a profile to rows in memory, as the tests of the mapping need it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from core.domain.problems import Problem
from core.ingest.mapping.apply import Context, apply
from core.ingest.profile import Profile
from core.ingest.reading.sheets import rows_sheet, stream_sheet
from core.ingest.staging import Output

SECRET = bytes(range(32))
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Result:
    """What came of one sheet: its own output, the identities it implied, the problems."""

    output: Output
    rows: list[dict[str, Any]]
    identities: list[dict[str, Any]]
    problems: tuple[Problem, ...]

    @property
    def codes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for problem in self.problems:
            found[problem.code] = found.get(problem.code, 0) + 1
        return found

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]


def profile(table: str, columns: dict[str, str], **rest: Any) -> Profile:
    """A profile as its JSON would be read."""
    return Profile.from_json(json.dumps({"name": "test", "table": table, "columns": columns, **rest}))


def mapped(
    folder: Path,
    given: Profile,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    file: str = "export.csv",
    above: Sequence[Sequence[object]] = (),
    zone: ZoneInfo = ZONE,
) -> Result:
    """Apply a profile to rows under a header row (`above`: records over the header)."""
    kept = [list(row) for row in rows]
    sheet = stream_sheet(file, None, lambda: [*above, header, *kept]) if above else rows_sheet(file, None, header, kept)
    out = Path(tempfile.mkdtemp(dir=folder))
    found = apply(sheet, given, Context(out, SECRET, zone, "test"))
    main = found.outputs[0]
    others = [row for output in found.outputs[1:] for row in pq.read_table(output.parquet).to_pylist()]
    return Result(main, pq.read_table(main.parquet).to_pylist(), others, found.problems)
