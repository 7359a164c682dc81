"""Reading the samples of the formats as an import does, and writing down what should come of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from core.ingest.mapping import apply as mapping
from core.ingest.mapping.pii import Hasher
from core.ingest.reading.sources import open_source
from core.ingest.recognition.readings import readings

SAMPLES = Path(__file__).parent / "samples"
ZONE = ZoneInfo("Asia/Shanghai")
SECRET = bytes(range(32))
HASH = Hasher(SECRET)

Row = Mapping[str, Any]


@dataclass
class Taken:
    """What one output of a file holds: rows as text per column, and its counts."""

    table: str
    rows: list[dict[str, str | None]]
    rows_in: int
    loaded: int
    skipped: Mapping[str, int]
    rejected: int
    columns: tuple[str, ...]
    snapshot: tuple[str, ...]
    day: str | None


@dataclass
class Outcome:
    outputs: list[Taken]
    problems: set[str]
    formats: list[str]
    identities: set[tuple[str, str, str]] = field(default_factory=set)


def read(path: Path, out: Path, table: str | None = None) -> Outcome:
    """All outputs of a file in order, through the real reader and mapping."""
    outcome = Outcome([], set(), [])
    context = mapping.Context(out, SECRET, ZONE, "")
    for source in open_source(path, path.name):
        for reading in readings(source, table=table, zone=ZONE):
            given = replace(context, format=reading.format, also_used=reading.also_used)
            mapped = mapping.apply(reading.sheet, reading.profile, given)
            outcome.problems |= {p.code for p in (*mapped.problems, *reading.problems())}
            outcome.formats.append(reading.format)
            for raw in mapped.outputs:
                rows = pq.read_table(raw.parquet).to_pylist()
                if raw.derived:
                    outcome.identities |= {(r["user_id"], r["id_kind"], r["id_value"]) for r in rows}
                    continue
                output = reading.account(raw)
                texts = [{k: None if v is None else str(v) for k, v in row.items() if k in raw.columns} for row in rows]
                outcome.outputs.append(
                    Taken(
                        output.table,
                        texts,
                        output.rows_in,
                        output.source_rows,
                        output.skipped,
                        output.rejected,
                        output.columns,
                        output.snapshot,
                        output.day,
                    )
                )
    return outcome


def phone(number: str) -> str:
    return HASH.token("phone", number)


def wxid(name: str) -> str:
    return HASH.token("wechat", name)


def rows(header: str, *lines: str) -> list[dict[str, str | None]]:
    """`"a b", "1 -"` → [{"a": "1", "b": None}]; `_` between digits stands for a blank."""
    names = header.split()
    return [dict(zip(names, map(_cell, line.split()), strict=True)) for line in lines]


def _cell(word: str) -> str | None:
    return None if word == "-" else re.sub(r"(?<=\d)_(?=\d)", " ", word)


@dataclass(frozen=True)
class Part:
    table: str
    rows: Sequence[Row]
    skipped: Mapping[str, int] = field(default_factory=dict)
    rejected: int = 0
    rows_in: int | None = None
    loaded: int | None = None
    snapshot: tuple[str, ...] = ()
    day: str | None = None


ANNA, BOB, CARA = (wxid(f"wxid_{name}") for name in ("anna00001", "bob000001", "cara00001"))
DAILY = "group_id day members joins leaves messages"
ORDER = "order_id user_id paid_at amount refund"
LEVELS = "owner day groups members groups_active members_active messages"
MEMBER = "group_id user_id joined_at join_scene role"
