"""One table's staged rows inside the workbench: numbered, and cleared of repeated keys.

The relation `<table>_inc` holds one row per incoming canonical row:
  _file   ordinal of the output it came from (importer's list)
  _row    record number in the source file
  _ord    file and row as one number: the order in which the user gave the rows
  _has    bit mask of the columns its file has (a column the file does not have keeps its old value)
and every stored column of the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.db import Session, sql_type
from core.domain.tables import Table


@dataclass(frozen=True, slots=True)
class StagedPart:
    """One staged Parquet file for a table: its ordinal, the canonical columns it has, what numbers its rows."""

    ordinal: int
    parquet: Path
    columns: tuple[str, ...]
    number: str | None = None
    derived: bool = False
    """Rows the import made itself: they may be new, but never change or contradict what is there."""
    partial: bool = False
    """The file has a column `_lacks`: bits of label columns that no rule filled in this row."""


@dataclass(frozen=True, slots=True)
class RowRef:
    """A source row: which output (ordinal) and which record of its file."""

    ordinal: int
    row: int


def stored_columns(table: Table) -> tuple[tuple[str, str, str], ...]:
    """(stored column, SQL type, canonical column it belongs to) in schema order; flags of `ts` columns included."""
    stored = ((name, column.name) for column in table.columns for name in column.stored)
    return tuple((name, sql_type(table.schema.field(name).type), column) for name, column in stored)


def column_bit(table: Table, name: str) -> int:
    """The bit of a canonical column in `_has`."""
    return 1 << [c.name for c in table.columns].index(name)


def key_match(table: Table, left: str, right: str) -> str:
    """SQL condition that two rows have the same natural key; null parts are equal to each other."""
    parts = []
    for name in table.key:
        sure = table.by_name[name].required or name == "line"
        parts.append(f'{left}."{name}" {"=" if sure else "is not distinct from"} {right}."{name}"')
    return " and ".join(parts)


def bucket_sql(table: Table) -> str:
    """The bucket of a row of relation `i`: md5 of its first key column, the same in every DuckDB release."""
    if table.buckets == 1:
        return "0::ubigint"
    return f"md5_number_lower(coalesce(i.\"{table.key[0]}\"::varchar, '')) % {table.buckets}"


def load(bench: Session, table: Table, parts: Sequence[StagedPart]) -> None:
    """Fill `<table>_inc` from the staged files of one table.

    Rows to be numbered get 1, 2, … per key in the order of their sheet, so that a sheet copied inside a workbook
    is a duplicate and never counts twice.
    """
    rows = " union all ".join(_select(table, part) for part in parts)
    if any(_numbers(table, part) for part in parts):
        others = ", ".join(f'"{k}"' for k in table.key if k != "line")
        line = f'coalesce("line", row_number() over (partition by _file, {others}, "line" is null order by _ord))'
        rows = f'select * replace ({line}::bigint as "line") from ({rows})'
    bench.run(f"create or replace temp table {table.name}_inc as {rows}")


def _numbers(table: Table, part: StagedPart) -> bool:
    """Whether the import numbers this part's rows."""
    return part.number == "line" or (table.numbered and "line" not in part.columns)


def _select(table: Table, part: StagedPart) -> str:
    has = 0
    for name in (*(() if part.derived else part.columns), *table.key):
        has |= column_bit(table, name)
    exprs = []
    for stored, kind, name in stored_columns(table):
        if name == "line" and _numbers(table, part):
            exprs.append('null::bigint as "line"')
        elif name == "line" and name in table.key:
            exprs.append('coalesce("line", 1)::bigint as "line"' if name in part.columns else '1::bigint as "line"')
        elif name in part.columns:
            exprs.append(f'"{stored}"::{kind} as "{stored}"')
        else:
            exprs.append(f'null::{kind} as "{stored}"')
    listed = ", ".join(exprs)
    path = str(part.parquet).replace("'", "''")
    return (
        f"select {part.ordinal}::bigint as _file, _row, ({part.ordinal}::bigint << 40) + _row as _ord, "
        f"{has}::bigint{' & ~_lacks' if part.partial else ''} as _has, {listed} from read_parquet('{path}')"
    )


def settle_repeats(bench: Session, table: Table) -> tuple[list[RowRef], list[RowRef]]:
    """Clear `<table>_inc` of repeated keys. Returns (skipped duplicates, rejected rows of one key but other values).

    Equal key and equal values: the first row stays. Equal key with a different value in a column that both
    files have: all of them go. Files with different columns complete each other.
    """
    keys = ", ".join(f'"{k}"' for k in table.key)
    inc = f"{table.name}_inc"
    bench.run(
        f"create or replace temp table repeated as "
        f"select {keys}, min(_ord) as first_ord from {inc} group by {keys} having count(*) > 1"
    )
    if not bench.rows("select count(*) from repeated")[0][0]:
        return [], []
    bench.run(
        f"create or replace temp table repeats as select i.*, r.first_ord from {inc} i join repeated r on "
        + key_match(table, "i", "r")
    )
    values = [(s, n) for s, _, n in stored_columns(table) if s not in table.key]
    differs = " or ".join(
        f"count(distinct {{'v': \"{s}\"}}) filter (where _has & {column_bit(table, n)} <> 0) > 1" for s, n in values
    )
    bench.run(
        "create or replace temp table torn as "
        f"select first_ord from repeats group by first_ord having {differs or 'false'}"
    )
    rejected = bench.rows(
        "select _file, _row from repeats where first_ord in (select first_ord from torn) order by _ord"
    )
    skipped = bench.rows(
        f"select r._file, r._row from repeats r join {inc} f on f._ord = r.first_ord "
        "where r._ord <> r.first_ord and r.first_ord not in (select first_ord from torn) "
        "and (r._file = f._file or (r._has & ~f._has) = 0) order by r._ord"
    )
    merged = ", ".join(
        f"coalesce(arg_min({{'v': \"{s}\"}}, _ord) filter (where _has & {column_bit(table, n)} <> 0), "
        f'arg_min({{\'v\': "{s}"}}, _ord)).v as "{s}"'
        if s not in table.key
        else f'arg_min("{s}", _ord) as "{s}"'
        for s, _, n in stored_columns(table)
    )
    bench.run(f"delete from {inc} where _ord in (select _ord from repeats)")
    bench.run(
        f"insert into {inc} by name select first_ord as _ord, arg_min(_file, _ord) as _file, "
        f"arg_min(_row, _ord) as _row, bit_or(_has) as _has, {merged} from repeats "
        "where first_ord not in (select first_ord from torn) group by first_ord"
    )
    return [RowRef(f, r) for f, r in skipped], [RowRef(f, r) for f, r in rejected]
