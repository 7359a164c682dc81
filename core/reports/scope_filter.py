"""Which rows have the wanted values: filters as SQL, whose values only ever travel as parameters, and in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Where = Iterable[tuple[str, Sequence[str | None]]]
"""(dimension, values) pairs; None is the unknown value. All must hold, each by any of its values."""


def within(where: Where, column: str) -> str:
    """The SQL condition that `column` (with {} for the dimension; unknown is null) holds one of the values.

    Its parameters are those of `parameters(where)`.
    """
    return " and ".join(_one(column.format(dimension), dimension, values) for dimension, values in where) or "true"


def parameters(where: Where) -> dict[str, Any]:
    """The parameters of `within`."""
    return {f"where_{dimension}_{n}": value for dimension, values in where for n, value in enumerate(_named(values))}


def known(values: Sequence[str | None]) -> list[str]:
    """The values without the unknown; never an empty list, which would have no type. No value is empty text."""
    return _named(values) or [""]


def holds(where: Where, value_of: Callable[[str], str | None]) -> bool:
    """Whether a row in memory has one of the wanted values in every dimension; `value_of` gives its value of one."""
    return all(value_of(dimension) in values for dimension, values in where)


def _one(column: str, dimension: str, values: Sequence[str | None]) -> str:
    # `in` with a parameter each is several times faster than looking into a list parameter, and where a value may be
    # missing, to ask for that first halves the time of an `or`.
    names = ", ".join(f"$where_{dimension}_{n}" for n, _ in enumerate(_named(values)))
    if not names:
        return f"{column} is null" if None in values else "false"
    return f"if({column} is null, true, {column} in ({names}))" if None in values else f"{column} in ({names})"


def _named(values: Sequence[str | None]) -> list[str]:
    return [value for value in values if value is not None]
