"""A list to show, download and forward: fields with labels, rows of plain values."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from core.codec.canonical_csv import BOM
from core.codec.formula import guard
from core.i18n import Lang, Text

Kind = Literal["text", "id", "count", "share", "money", "days", "hours", "day", "time", "decimal"]
Value = str | int | float | Decimal | date | datetime | Text | None

NOBODY = Text("（无群主）", "(no owner)")


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `kind` says the unit: share 0..1, money CNY, days and hours as numbers, time without zone."""

    name: str
    label: Text
    kind: Kind = "text"
    meaning: Text | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows under fields; `owner` names the field by which it can be split among people."""

    name: str
    """Stem of a downloaded file's name."""
    title: Text
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    owner: str | None = None

    def __post_init__(self) -> None:
        if any(len(row) != len(self.fields) for row in self.rows):
            raise AssertionError(f"a row of {self.name} has not one value per field")

    def column(self, name: str) -> list[Value]:
        """The values of one field, row by row."""
        at = [field.name for field in self.fields].index(name)
        return [row[at] for row in self.rows]

    def without(self, name: str) -> Listing:
        """The same rows without one field."""
        kept = [at for at, field in enumerate(self.fields) if field.name != name]
        rows = tuple(tuple(row[at] for at in kept) for row in self.rows)
        return replace(self, fields=tuple(self.fields[at] for at in kept), rows=rows)

    def by_owner(self, lang: Lang) -> dict[str, Listing]:
        """One listing per owner, most rows first, rows without an owner last."""
        if self.owner is None:
            raise AssertionError(f"{self.name} names no owner")
        parts: dict[str, list[tuple[Value, ...]]] = {}
        for owner, row in zip(self.column(self.owner), self.rows, strict=True):
            parts.setdefault(shown(owner, lang), []).append(row)
        ordered = sorted(parts.items(), key=lambda item: (item[0] == "", -len(item[1]), item[0]))
        return {owner or NOBODY.of(lang): replace(self, rows=tuple(rows)) for owner, rows in ordered}


def shown(value: Value, lang: Lang) -> str:
    """A value as plain text: ISO days, numbers unrounded, nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return value.of(lang)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def cell_text(field: Field, value: Value, lang: Lang) -> str:
    """A value as a page writes it, with its unit; a missing one is a dash."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, int | float | Decimal):
        match field.kind:
            case "share":
                return f"{float(value) * 100:.1f}%"
            case "money":
                return f"¥{value:,.2f}"
            case "count" | "days":
                return f"{value:,.0f}"
            case "hours" | "decimal":
                return f"{value:,.1f}"
    return shown(value, lang)


def to_csv(listing: Listing, lang: Lang) -> bytes:
    """UTF-8 CSV with BOM (opens in Excel), text guarded against formulas, numbers unrounded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(guard(field.label.of(lang)) for field in listing.fields)
    for row in listing.rows:
        writer.writerow(guard(shown(v, lang)) if isinstance(v, str | Text) else shown(v, lang) for v in row)
    return BOM + out.getvalue().encode()


def split_text(listing: Listing, lang: Lang, fields: Sequence[str]) -> str:
    """The list as a message per owner, to paste into WeCom: who, how many, then one line per row with `fields`."""
    labels = {field.name: field.label.of(lang) for field in listing.fields}
    blocks = []
    for owner, part in listing.by_owner(lang).items():
        count = f"{len(part.rows)} 个" if lang == "zh" else str(len(part.rows))
        lines = [f"【{owner}】{listing.title.of(lang)}：{count}" if lang == "zh" else _english_head(owner, part, count)]
        columns = [part.column(name) for name in fields]
        for number, values in enumerate(zip(*columns, strict=True), 1):
            first, *rest = (shown(value, lang) for value in values)
            told = [f"{labels[name]} {value}" for name, value in zip(fields[1:], rest, strict=True) if value]
            lines.append(f"{number}. " + ("，" if lang == "zh" else ", ").join([first, *told]))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _english_head(owner: str, listing: Listing, count: str) -> str:
    return f"[{owner}] {listing.title.en}: {count}"
