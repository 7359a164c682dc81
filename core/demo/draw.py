"""Seeded drawing and the making of canonical Arrow tables out of numpy arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.domain.tables import ARROW, TABLES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NOBODY = -1
"""An index that points at nothing; it becomes an empty cell."""


def generator(seed: int, area: str) -> np.random.Generator:
    """Each area draws from a stream of its own, so that a change in one leaves the others as they are."""
    return np.random.default_rng([seed, *area.encode()])


def pick(rng: np.random.Generator, shares: Sequence[float], n: int) -> Ints:
    """`n` indices with the given shares (any positive weights)."""
    weights = np.array(shares, dtype=float)
    return rng.choice(len(weights), n, p=weights / weights.sum())


def words(pool: Sequence[str | None], index: Ints) -> pa.Array:
    """The pool's words at `index`; empty where it is NOBODY."""
    texts = pa.array(pool, pa.string())
    return texts.take(pa.array(index, mask=index == NOBODY))


def ids(prefix: str, numbers: Ints, digits: int = 7) -> pa.Array:
    """Ids such as U0000123; empty where the number is NOBODY."""
    return pa.array([f"{prefix}{n:0{digits}d}" if n >= 0 else None for n in numbers.tolist()], pa.string())


def whole(values: Ints) -> pa.Array:
    """Whole numbers; empty where NOBODY."""
    return pa.array(values, pa.int64(), mask=values == NOBODY)


def money(cents: Ints) -> pa.Array:
    """Fen as yuan, exact."""
    return pa.array([f"{n // 100}.{n % 100:02d}" for n in cents.tolist()], pa.string())


def table(name: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    """A file of the canonical table `name`: columns in their order, as an export would hold them.

    Money and decimals stay text, because the import reads text. A wrong column name is a KeyError.
    """
    known = TABLES[name]
    unknown = set(columns) - set(known.by_name)
    if unknown:
        raise KeyError(f"{name} has no {', '.join(sorted(unknown))}")
    ordered = [column for column in known.columns if column.name in columns]
    texts = ("money", "decimal")
    kinds = [pa.string() if column.kind in texts else ARROW[column.kind] for column in ordered]
    arrays = [columns[column.name].cast(kind) for column, kind in zip(ordered, kinds, strict=True)]
    return pa.table(arrays, names=[column.name for column in ordered])
