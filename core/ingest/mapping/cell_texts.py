"""Cell texts before and after typing: translations, days and months told apart, ids built from values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from core.domain.problems import refusal
from core.ingest.profile import normalise_header
from core.ingest.values.dates import settled_order
from core.ingest.values.parse import ambiguous_dates, date_order_evidence


def value_text(value: Any) -> str | None:
    """A value of a profile (text, number, true/false or null) as the cell text it stands for."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return str(int(value))
    return str(value)


def translate(cells: pa.Array, words: Mapping[str, Any]) -> tuple[pa.Array, pa.Array]:
    """Replace cell texts by a profile's `values`: (texts, mask of cells that had a translation).

    A cell is looked up as it is, then with blanks, width and case folded; an empty cell under "".
    """
    exact = {key: value_text(value) for key, value in words.items()}
    folded = {normalise_header(key): value for key, value in exact.items()}
    encoded = cells.dictionary_encode()
    texts: list[str | None] = []
    known: list[bool] = []
    for text in encoded.dictionary.to_pylist():
        hit = text in exact or normalise_header(text) in folded
        known.append(hit)
        texts.append(exact.get(text, folded.get(normalise_header(text))) if hit else text)
    blank = len(texts)
    texts.append(exact.get(""))
    known.append("" in exact)
    at = encoded.indices.fill_null(blank)
    return pa.array(texts, pa.string()).take(at), pa.array(known, pa.bool_()).take(at)


def day_order(columns: Iterator[pa.Array], file: str, header: str) -> str:
    """`dmy` or `mdy` for a column of dates such as 13/04/2026, told by all its cells (batch by batch).

    Raises ImportRefused(ambiguous_date) where no cell settles it or where cells contradict each other.
    """
    evidence: set[str] = set()
    samples: list[str] = []
    for cells in columns:
        found = date_order_evidence(cells)
        evidence |= found
        if "open" in found and len(samples) < 3:
            distinct = cells.unique().drop_null()
            samples += [text[:20] for text in distinct.to_pylist() if ambiguous_dates(pa.array([text]))][:3]
    order = settled_order(frozenset(evidence))
    if order is None:
        raise refusal("ambiguous_date", file=file, column=header, samples="、".join(samples[:3]))
    return order


def joined_text(values: pa.Array, flags: pa.Array | None) -> pa.Array:
    """Canonical values as the text an id is built from: ISO times, days where the clock is unknown."""
    if pa.types.is_timestamp(values.type):
        days = pc.strftime(values.cast(pa.date32()), format="%Y-%m-%d")
        whole = pc.strftime(values.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%dT%H:%M:%S")
        fraction = pc.microsecond(values)
        if pc.any(pc.greater(pc.add(fraction, pc.multiply(pc.millisecond(values), 1000)), 0), min_count=0).as_py():
            whole = pa.array([v.isoformat() if v is not None else None for v in values.to_pylist()], pa.string())
        return pc.if_else(pc.fill_null(flags, False), days, whole) if flags is not None else whole
    return values if pa.types.is_string(values.type) else values.cast(pa.string())
