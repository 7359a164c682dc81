"""The built-in formats, one file each: a module here with a `FORMATS` tuple; nothing else has to be registered."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from core.ingest.recognition.shape import Format, Unpacked


@cache
def all_formats() -> tuple[Format, ...]:
    """Every registered format, in order of module and place in it."""
    found: list[Format] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        found.extend(importlib.import_module(f"{__name__}.{module.name}").FORMATS)
    return tuple(found)


def unpack(document: object) -> tuple[Format | None, list[Unpacked]]:
    """The flat tables inside nested JSON and the format that knows it.

    A document no format knows is searched for its longest list of flat objects (`{"code": 0, "data": {"list": […]}}`);
    its format is then found by its headers. An empty list means nothing was found.
    """
    for known in all_formats():
        tables = known.unpack(document) if known.unpack else []
        if tables:
            return known, tables
    rows = _records(document)
    if not rows:
        return None, []
    header = tuple(dict.fromkeys(name for row in rows for name in row))
    return None, [Unpacked("", header, [[row.get(name) for name in header] for row in rows])]


def _records(document: object, depth: int = 0) -> list[dict[str, object]]:
    """The longest list of flat objects inside a document; lists of several pages are joined."""
    if isinstance(document, list):
        if document and all(isinstance(item, dict) and _flat(item) for item in document):
            return document
        return [row for item in document for row in _records(item, depth + 1)] if depth < 4 else []
    if isinstance(document, dict) and depth < 4:
        found = [_records(value, depth + 1) for value in document.values() if isinstance(value, dict | list)]
        return max(found, key=len, default=[])
    return []


def _flat(item: dict[str, object]) -> bool:
    return not any(isinstance(value, dict | list) for value in item.values())
