"""Filters as SQL: values only ever travel as parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.reports.funnel.query import Where


def within(where: Where, column: str) -> str:
    """The SQL condition that `column` (with {} for the dimension) holds one of the values in `chosen(where)`."""
    parts = [f"coalesce(list_contains($where_{d}, {column.format(d)}), $where_{d}_unknown)" for d, _ in where]
    return " and ".join(parts) or "true"


def chosen(where: Where) -> dict[str, Any]:
    """The parameters of `within`."""
    params: dict[str, Any] = {}
    for dimension, values in where:
        params[f"where_{dimension}"] = known(values)
        params[f"where_{dimension}_unknown"] = None in values
    return params


def known(values: Sequence[str | None]) -> list[str]:
    """The values without the unknown; never an empty list, which would have no type. No value is empty text."""
    return [value for value in values if value is not None] or [""]
