"""The README's lists of what is read, made from the registry so that they cannot fall behind it."""

from __future__ import annotations

from core.domain.tables import TABLES, Column
from core.ingest.formats import all_formats


def formats_markdown() -> str:
    """A table of the built-in formats: label in both languages, name in reports, tables it fills."""
    lines = ["| 格式 | format | name | fills |", "|---|---|---|---|"]
    for form in all_formats():
        if form.name == "canonical":
            continue
        tables = ", ".join(dict.fromkeys(part.table for part in form.parts)) or "(refused in plain words)"
        lines.append(f"| {form.label.zh} | {form.label.en} | {form.name} | {tables} |")
    return "\n".join(lines)


def headers_markdown() -> str:
    """A table of the canonical tables: every column with the Chinese headers it answers to, required ones bold."""
    lines = ["| table | columns and their Chinese headers (required: bold) |", "|---|---|"]
    for table in TABLES.values():
        lines.append(f"| {table.name} | {' · '.join(_column(column) for column in table.columns)} |")
    return "\n".join(lines)


def _column(column: Column) -> str:
    name = f"**{column.name}**" if column.required else column.name
    return f"{name} {'/'.join(column.aliases)}".strip()
