"""How commands speak: JSON for machines, one plain language for people."""

from __future__ import annotations

import logging
import os
import secrets
import traceback
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from core.codec import canonical_json
from core.codec.listing import Listing, cell_text
from core.errors import UserError
from core.i18n import Lang, Text


def language() -> Lang:
    """QUNCE_LANG, else English for an English locale, else Chinese."""
    chosen = os.environ.get("QUNCE_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if chosen.lower().startswith("en") else "zh"


def say(text: Text) -> None:
    """One line for people."""
    typer.echo(text.of(language()))


def say_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """One JSON value on stdout; numbers unrounded, missing is null."""
    typer.echo(canonical_json.dumps(value))


def say_table(table: Listing) -> None:
    """A title and rows in columns, for people; wide characters take two places."""
    lang = language()
    rows = [[field.label.of(lang) for field in table.fields]]
    rows += [
        [cell_text(field, value, lang) for field, value in zip(table.fields, row, strict=True)] for row in table.rows
    ]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    typer.echo(f"— {table.title.of(lang)}")
    for row in rows:
        cells = [text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)]
        typer.echo("  " + "  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def log_error(error: Exception) -> str:
    """Log a programming error and return its id. Messages can carry cell values: the log gets type and frames only."""
    number = secrets.token_hex(4)
    frames = "".join(traceback.format_tb(error.__traceback__))
    logging.getLogger("qunce").error("error %s: %s\n%s", number, type(error).__name__, frames)
    return number


def say_error(error: UserError, as_json: bool) -> None:
    """Reason code and sentence on stderr; with --json also an object on stdout."""
    lang = language()
    typer.echo(f"{error.code}: {error.text.of(lang)} {error.todo.of(lang)}", err=True)
    if as_json:
        words = {"zh": f"{error.text.zh}{error.todo.zh}", "en": f"{error.text.en} {error.todo.en}"}
        say_json({"error": {"code": error.code, **words}, **error.details})
