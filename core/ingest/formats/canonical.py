"""The canonical tables themselves: English headers or the Chinese aliases of core.domain.tables."""

from __future__ import annotations

import re

from core.domain.tables import TABLES
from core.i18n import Text
from core.ingest.recognition.header import Header
from core.ingest.recognition.shape import Format, Part

_FILE = re.compile(r"(?P<table>[a-z_]+?)[ _.-]*(?:\(?\d[\d ()_.-]*\)?)?(?:副本|copy)?", re.IGNORECASE)


def table_part(table: str) -> Part:
    """The part that takes a canonical table as it is."""
    return Part(table, {c.name: (c.name, *c.aliases) for c in TABLES[table].columns})


FORMATS: tuple[Format, ...] = tuple(
    Format(
        name="canonical",
        label=Text(f"标准表 {name}", f"Canonical table {name}"),
        needs=tuple((column, *table.by_name[column].aliases) for column in table.required),
        parts=(table_part(name),),
        weight=2,
    )
    for name, table in TABLES.items()
)


def table_of_name(file_name: str) -> str | None:
    """The canonical table a file is named after: orders.csv, orders_2.csv, "orders (3).csv", a.zip/orders.csv.gz."""
    stem = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = re.sub(r"(\.(csv|tsv|txt|xlsx|xls|json|jsonl|ndjson|parquet|gz|zip))+$", "", stem, flags=re.IGNORECASE)
    match = _FILE.fullmatch(stem.strip())
    name = match["table"].lower() if match else ""
    return name if name in TABLES else None


def header_share(table: str, header: Header) -> tuple[int, float]:
    """How many of a header's names a canonical table knows, and their share of the non-blank ones."""
    used = len(table_part(table).used(header))
    filled = sum(bool(cell.strip()) for cell in header.cells)
    return used, used / filled if filled else 0.0
