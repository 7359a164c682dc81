"""Canonical JSON: numbers unrounded, times ISO, missing is null, and never NaN."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any


def dumps(value: object, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """JSON text of dataclasses, mappings, sequences, enums, numbers, dates and texts.

    Decimal and int are written digit for digit, dates as YYYY-MM-DD, datetimes as YYYY-MM-DDTHH:MM:SS.
    Raises ValueError for NaN and infinity, TypeError for anything without a JSON form.
    """
    return "".join(_parts(value, indent, sort_keys, 0))


def _parts(value: Any, indent: int | None, sort_keys: bool, depth: int) -> Iterator[str]:
    value = _plain(value)
    if isinstance(value, Mapping):
        pairs = [(_key(key), inner) for key, inner in value.items()]
        if sort_keys:
            pairs.sort(key=_first)
        items = [(json.dumps(key, ensure_ascii=False) + ": ", inner) for key, inner in pairs]
        yield from _block("{}", items, indent, sort_keys, depth)
    elif isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
        yield from _block("[]", [("", inner) for inner in value], indent, sort_keys, depth)
    else:
        yield _scalar(value)


def _first(pair: tuple[str, Any]) -> str:
    return pair[0]


def _block(
    brackets: str, items: list[tuple[str, Any]], indent: int | None, sort_keys: bool, depth: int
) -> Iterator[str]:
    if not items:
        yield brackets
        return
    line = "" if indent is None else "\n" + " " * indent * (depth + 1)
    yield brackets[0]
    for position, (prefix, inner) in enumerate(items):
        yield ("" if not position else "," if indent is not None else ", ") + line + prefix
        yield from _parts(inner, indent, sort_keys, depth + 1)
    yield ("" if indent is None else "\n" + " " * indent * depth) + brackets[1]


def _plain(value: Any) -> Any:
    """Dataclasses as mappings, enums as their values, sets sorted, NumPy scalars as Python's."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Set):
        return sorted(value)
    if type(value).__module__ == "numpy":
        return value.tolist()
    return value


def _key(key: Any) -> str:
    plain = _plain(key)
    if isinstance(plain, str):
        return plain
    if isinstance(plain, (bool, int, dt.date)):
        return _scalar(plain).strip('"')
    raise TypeError(f"no JSON key: {type(key).__name__}")


def _scalar(value: Any) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            return str(value)
        case Decimal() if value.is_finite():
            return format(value, "f")
        case float() if math.isfinite(value):
            return repr(value)
        case float() | Decimal():
            raise ValueError("NaN and infinity have no JSON form")
        case dt.datetime():
            return f'"{value.isoformat(timespec="seconds")}"'
        case dt.date():
            return f'"{value.isoformat()}"'
    raise TypeError(f"no JSON form: {type(value).__name__}")
