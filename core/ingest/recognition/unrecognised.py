"""The sentences for a file that is not recognised: what it holds, what the tables lack, what settles it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from core.domain.problems import refusal
from core.domain.tables import CANONICAL_TABLES, TABLES
from core.errors import ImportRefused
from core.i18n import Text
from core.ingest.formats.canonical import header_share
from core.ingest.mapping.pii import scrub
from core.ingest.recognition.header import Header


def two_tables(file: str, tables: Sequence[str]) -> ImportRefused:
    """Several tables take equally many of the headers; the user settles it."""
    return refusal(
        "two_tables_match",
        {"file": file, "tables": list(tables)},
        file=file,
        tables=Text("、".join(tables), ", ".join(tables)),
        first=tables[0],
    )


def unknown(file: str, rows: Iterable[list[str]], table: str | None) -> ImportRefused:
    """No table fits: names the headers found and what the wanted or the nearest tables lack.

    The header is taken to be the record with most cells.
    """
    row = max(rows, key=lambda cells: sum(bool(cell.strip()) for cell in cells), default=[])
    header = Header(row)
    found = [_shown(cell) for cell in header.cells if cell.strip()][:40]
    if table is not None:
        return _lacks(file, table, _lacking(table, header), found)
    shares = {name: header_share(name, header)[0] for name in CANONICAL_TABLES}
    lacks = {name: _lacking(name, header) for name, share in shares.items() if share}
    nearest = {name: lacks[name] for name in sorted(lacks, key=lambda n: (len(lacks[n]), -shares[n]))[:3]}
    zh = "；".join(f"{name} 缺 {_named(name, missing) or '其余列'}" for name, missing in nearest.items())
    en = "; ".join(f"{name} lacks {', '.join(missing) or 'its other columns'}" for name, missing in nearest.items())
    return refusal(
        "unknown_format",
        {"file": file, "found": found, "lacking": nearest},
        file=file,
        found="、".join(found) or "-",
        nearest=Text(f"最接近的表：{zh}。", f" Nearest tables: {en}.") if nearest else "",
    )


def _lacks(file: str, table: str, missing: list[str], found: list[str]) -> ImportRefused:
    return refusal(
        "missing_columns_of_table",
        {"file": file, "found": found, "lacking": {table: missing}},
        file=file,
        table=table,
        missing=Text(_named(table, missing), ", ".join(missing)),
        found="、".join(found) or "-",
    )


def _lacking(table: str, header: Header) -> list[str]:
    columns = TABLES[table].by_name
    return [n for n in TABLES[table].required if header.first((n, *columns[n].aliases)) is None]


def _named(table: str, columns: Sequence[str]) -> str:
    """Columns with the Chinese header a user may give them."""
    return "、".join(f"{name}（{TABLES[table].by_name[name].aliases[0]}）" for name in columns)


def _shown(cell: str) -> str:
    """A header as a message may show it: a file without a header row must not spill its first record."""
    return "***" if re.search(r"\d{6,}", cell) else scrub(cell.strip())[:40]
