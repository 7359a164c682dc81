"""What a canonical table is: columns with a kind, a natural key, and the stored Arrow schema."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa

from core.domain.choices import CHOICES
from core.i18n import Text

Kind = Literal["id", "text", "day", "ts", "money", "decimal", "int", "score", "step", "enum"]

ARROW: dict[str, pa.DataType] = {
    "id": pa.string(),
    "text": pa.string(),
    "day": pa.date32(),
    "ts": pa.timestamp("us"),
    "money": pa.decimal128(18, 2),
    "decimal": pa.decimal128(18, 4),
    "int": pa.int64(),
    "score": pa.int64(),
    "step": pa.int64(),
    "enum": pa.string(),
}
"""Stored Arrow type of each kind. A `ts` column X is stored with a companion bool `X_is_day`
(true = the source gave a day without a clock; the timestamp is then that day's midnight)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column: its kind, whether it is required, and its Chinese header aliases."""

    name: str
    kind: Kind
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: str | None = None
    """Name of the list in core.domain.choices, for kind `enum`."""

    @property
    def stored(self) -> tuple[str, ...]:
        """The names under which it is stored: a `ts` column has its flag behind it."""
        return (self.name, f"{self.name}_is_day") if self.kind == "ts" else (self.name,)

    @property
    def codes(self) -> dict[str, str]:
        """For an enum: every accepted spelling (lower case) → stored code."""
        return CHOICES[self.choices] if self.choices else {}


@dataclass(frozen=True)
class Table:
    """One canonical table. `key` is the natural key: importing it again replaces the row."""

    name: str
    label: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    buckets: int = 1
    """How many hash partitions (of the first key column) its files are split into."""
    numbered: bool = False
    """The `line` column is numbered by the import where the file has none (costs, content)."""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by canonical name."""
        return {c.name: c for c in self.columns}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Names of the required columns."""
        return tuple(c.name for c in self.columns if c.required)

    @cached_property
    def schema(self) -> pa.Schema:
        """The stored schema: every column in order, `ts` columns followed by their `_is_day` flag."""
        fields: list[pa.Field] = []
        for column in self.columns:
            fields.append(pa.field(column.name, ARROW[column.kind]))
            if column.kind == "ts":
                fields.append(pa.field(f"{column.name}_is_day", pa.bool_()))
        return pa.schema(fields)

    @cached_property
    def time_column(self) -> str | None:
        """The key's day or time column, used to skip files that cannot hold a key; None if it has none."""
        for name in self.key:
            if self.by_name[name].kind in ("day", "ts"):
                return name
        return None
