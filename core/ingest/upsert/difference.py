"""What an import would change: new, changed (old → new) and unchanged rows, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.db import Session, located_rows_sql
from core.domain.tables import Table
from core.ingest.upsert.incoming import bucket_sql, column_bit, key_match, stored_columns

SAMPLE = 20
"""How many changed cells a difference shows; the counts are always complete."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One stored value that an import replaces."""

    key: tuple[Any, ...]
    column: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class TableDifference:
    """New, changed and unchanged canonical rows of one table, in total and by output ordinal."""

    table: str
    new: Mapping[int, int]
    changed: Mapping[int, int]
    unchanged: Mapping[int, int]
    sample: tuple[CellChange, ...] = ()
    days: tuple[str, str] | None = None
    """First and last day covered by the incoming rows, ISO; None for a table without days."""
    rewritten: tuple[str, ...] = field(default=())
    """Stored files that hold changed rows."""

    @property
    def is_empty(self) -> bool:
        """True when importing would store nothing new."""
        return not self.new and not self.changed


def compare(bench: Session, table: Table, stored: Sequence[Path]) -> TableDifference:
    """Compare `<table>_inc` with the stored files of the table.

    Leaves `<table>_merged` (incoming rows whose key is stored, completed with the old values of columns the file does
    not have, with `_source`, `_at` and `_changed`) and `<table>_fresh` (rows with a new key, with their `_bucket`).
    """
    _find_stored(bench, table, stored)
    fresh_columns = ", ".join(f'i."{s}"' for s, _, _ in stored_columns(table))
    name = table.name
    bench.run(
        f"create or replace temp table {name}_fresh as "
        f"select i._ord, i._file, {bucket_sql(table)} as _bucket, {fresh_columns} "
        f"from {name}_inc i anti join {name}_merged m using (_ord)"
    )
    count = "select _file, count(*) from {} group by _file order by _file"
    return TableDifference(
        table=table.name,
        new=dict(bench.rows(count.format(f"{name}_fresh"))),
        changed=dict(bench.rows(count.format(f"{name}_merged where _changed"))),
        unchanged=dict(bench.rows(count.format(f"{name}_merged where not _changed"))),
        sample=_sample(bench, table),
        days=_days(bench, table),
        rewritten=tuple(
            r[0] for r in bench.rows(f"select distinct _source from {name}_merged where _changed order by 1")
        ),
    )


def _find_stored(bench: Session, table: Table, stored: Sequence[Path]) -> None:
    """Build `merged`. Two passes: the key columns of all files first, whole rows only where a key was found."""
    columns = stored_columns(table)
    hits: list[tuple[Any, ...]] = []
    if stored:
        bench.run(
            f"create or replace temp table hit as select i._ord, e.filename as _source, e.file_row_number as _at "
            f"from {table.name}_inc i join {located_rows_sql(table, stored)} e on {key_match(table, 'i', 'e')}"
        )
        hits = bench.rows("select distinct _source from hit order by 1")
    if not hits:
        typed = ", ".join(f'null::{t} as "{s}", null::{t} as "old_{s}"' for s, t, _ in columns)
        bench.run(
            f"create or replace temp table {table.name}_merged as "
            f"select 0::bigint as _ord, 0::bigint as _file, ''::varchar as _source, 0::bigint as _at, "
            f"{typed}, false as _changed where false"
        )
        return
    files = located_rows_sql(table, [Path(h[0]) for h in hits])
    bench.run(
        f"create or replace temp table old as select h._ord, h._source, h._at, e.* exclude (filename, file_row_number) "
        f"from hit h join {files} e on h._source = e.filename and h._at = e.file_row_number"
    )
    given = [(s, n) for s, _, n in columns if s not in table.key]
    value = {s: f'case when i._has & {column_bit(table, n)} <> 0 then i."{s}" else o."{s}" end' for s, n in given}
    exprs = ", ".join(f'{value.get(s, f"""i."{s}" """)} as "{s}", o."{s}" as "old_{s}"' for s, _, _ in columns)
    changed = " or ".join(f'({value[s]}) is distinct from o."{s}"' for s, _ in given)
    bench.run(
        f"create or replace temp table {table.name}_merged as select i._ord, i._file, o._source, o._at, {exprs}, "
        f"({changed or 'false'}) as _changed from {table.name}_inc i join old o using (_ord)"
    )


def _sample(bench: Session, table: Table) -> tuple[CellChange, ...]:
    names = [s for s, _, _ in stored_columns(table) if s not in table.key and not s.endswith("_is_day")]
    keys = ", ".join(f'"{k}"' for k in table.key)
    found: list[CellChange] = []
    for name in names:
        rows = bench.rows(
            f'select {keys}, "old_{name}", "{name}" from {table.name}_merged '
            f'where _changed and "{name}" is distinct from "old_{name}" order by _ord limit {SAMPLE}'
        )
        found += [CellChange(tuple(r[:-2]), name, r[-2], r[-1]) for r in rows]
    return tuple(found[:SAMPLE])


def _days(bench: Session, table: Table) -> tuple[str, str] | None:
    for column in table.columns:
        if column.kind in ("day", "ts") and column.required:
            low, high = bench.rows(
                f'select min("{column.name}")::date, max("{column.name}")::date from {table.name}_inc'
            )[0]
            return (low.isoformat(), high.isoformat()) if low else None
    return None
