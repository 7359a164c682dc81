"""Filters as SQL: values only ever travel as parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.reports.funnel.engine.query import Where


def within(where: Where, column: str) -> str:
    """The SQL condition that `column` (with {} for the dimension) holds one of the values in `chosen(where)`."""
    return " and ".join(_one(column.format(dimension), dimension, values) for dimension, values in where) or "true"


def chosen(where: Where) -> dict[str, Any]:
    """The parameters of `within`."""
    return {f"where_{dimension}_{n}": value for dimension, values in where for n, value in enumerate(_named(values))}


def known(values: Sequence[str | None]) -> list[str]:
    """The values without the unknown; never an empty list, which would have no type. No value is empty text."""
    return _named(values) or [""]


def _one(column: str, dimension: str, values: Sequence[str | None]) -> str:
    # `in` with a parameter each is several times faster than looking into a list parameter, and where a value may be
    # missing, to ask for that first halves the time of an `or`.
    names = ", ".join(f"$where_{dimension}_{n}" for n, _ in enumerate(_named(values)))
    if not names:
        return f"{column} is null" if None in values else "false"
    return f"if({column} is null, true, {column} in ({names}))" if None in values else f"{column} in ({names})"


def _named(values: Sequence[str | None]) -> list[str]:
    return [value for value in values if value is not None]
