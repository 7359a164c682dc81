"""JSON and JSON lines: a flat list of flat objects is a sheet, anything else a document."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from core.domain.problems import refusal
from core.ingest.reading.encodings import Encoding, Opener, find_encoding, utf8_blocks
from core.ingest.reading.sheets import Document, Sheet, rows_sheet

MAX_JSON = 256 << 20
"""A JSON document is read as a whole; larger ones must come as CSV or JSON lines in parts."""
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=lambda _: None)


def json_source(file: str, opener: Opener, *, encoding: str | None = None) -> Sheet | Document:
    """Parse a JSON or JSON-lines file. Whole numbers keep all their digits, fractions stay as written.

    Raises ImportRefused: bad_json, too_deep, too_large, bad_encoding.
    """
    found = find_encoding(opener, file, encoding)
    text = _text(file, opener, found)
    try:
        return _sheet_or_document(file, _parse(file, text))
    except RecursionError:
        raise refusal("too_deep", file=file) from None


def _text(file: str, opener: Opener, encoding: Encoding) -> str:
    parts, size = [], 0
    for block in utf8_blocks(opener, file, encoding):
        size += len(block)
        if size > MAX_JSON:
            raise refusal("over_limit", file=file, limit=f"{MAX_JSON >> 20} MB")
        parts.append(block)
    return b"".join(parts).decode().strip("\ufeff \t\r\n")


def _parse(file: str, text: str) -> Any:
    """One JSON value, or a list of the values one after another (JSON lines)."""
    values: list[Any] = []
    at = 0
    while at < len(text):
        try:
            value, at = _DECODER.raw_decode(text, at)
        except ValueError as error:
            position = error.pos if isinstance(error, json.JSONDecodeError) else at
            raise refusal("bad_json", file=file, line=text.count("\n", 0, position) + 1) from None
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n\ufeff":
            at += 1
    if not values:
        raise refusal("empty_file", file=file)
    if len(values) == 1:
        return values[0]
    return values


def _sheet_or_document(file: str, value: Any) -> Sheet | Document:
    lone_line = isinstance(value, dict) and file.lower().endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"))
    items: Sequence[Any] = value if isinstance(value, list) else [value] if lone_line else []
    if not items or not all(isinstance(item, dict) and _is_flat(item) for item in items):
        return Document(file, value)
    header = list(dict.fromkeys(itertools.chain.from_iterable(items)))
    if not header:
        return Document(file, value)
    return rows_sheet(file, None, header, _Rows(items, header))


def _is_flat(item: dict[str, Any]) -> bool:
    return not any(isinstance(value, (dict, list)) for value in item.values())


class _Rows(Sequence[Sequence[object]]):
    """The objects as rows, made when asked for: the list is not held twice."""

    def __init__(self, items: Sequence[dict[str, Any]], header: Sequence[str]) -> None:
        self._items = items
        self._header = header

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: Any) -> Any:
        return [self._items[index].get(name) for name in self._header]

    def __iter__(self) -> Iterator[Sequence[object]]:
        return ([item.get(name) for name in self._header] for item in self._items)
