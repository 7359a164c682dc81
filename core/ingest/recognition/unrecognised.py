"""The sentences for a file that is not recognised: what it holds, what the tables lack, what settles it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from core.domain.tables import CANONICAL_TABLES, TABLES
from core.errors import ImportRefused
from core.i18n import Text
from core.ingest.formats.canonical import header_share
from core.ingest.mapping.pii import scrub
from core.ingest.recognition.header import Header


def two_tables(file: str, tables: Sequence[str]) -> ImportRefused:
    """Several tables take equally many of the headers; the user settles it."""
    listed = "、".join(tables)
    return ImportRefused(
        "two_tables_match",
        Text(
            f"文件 {file} 同时符合多张表：{listed}。",
            f"{file} fits several tables equally well: {', '.join(tables)}.",
        ),
        Text(
            f"请用 --table 指定其中一张，例如 --table {tables[0]}。",
            f"Say which with --table, for example --table {tables[0]}.",
        ),
        file=file,
        tables=list(tables),
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
    listed = "、".join(found) or "-"
    return ImportRefused(
        "unknown_format",
        Text(
            f"认不出文件 {file} 的格式。找到的列：{listed}。" + (f"最接近的表：{zh}。" if nearest else ""),
            f"The layout of {file} is not known. Found: {listed}." + (f" Nearest tables: {en}." if nearest else ""),
        ),
        Text(
            "请用 --table 指定目标表，或用 --profile 给出列的对应关系。",
            "Name the table with --table, or map the columns with --profile.",
        ),
        file=file,
        found=found,
        lacking=nearest,
    )


def _lacks(file: str, table: str, missing: list[str], found: list[str]) -> ImportRefused:
    listed = "、".join(found) or "-"
    return ImportRefused(
        "missing_columns",
        Text(
            f"文件 {file} 缺少表 {table} 的必填列：{_named(table, missing)}。找到的列：{listed}。",
            f"{file} lacks required columns of {table}: {', '.join(missing)}. Found: {listed}.",
        ),
        Text("请补上这些列，或用 --profile 指定列的对应关系。", "Add them, or map the columns with --profile."),
        file=file,
        found=found,
        lacking={table: missing},
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
