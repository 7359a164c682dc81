"""Cell texts before they are typed: translations, refunds written inside an amount, days and months told apart."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.domain.problems import refusal
from core.ingest.profile import normalise_header

_WITH_REFUND = re.compile(
    r"(?P<amount>.*?)\s*[(（]\s*已?(?:部分|全额)?退款?\s*[:：]?\s*(?P<refund>[^()（）]*)[)）]\s*"
)
_ORDERLESS = r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})(?:[ T,]|$)"
_ORDERLESS_PARTS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")


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


def split_refunds(amounts: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """Amounts such as 131.77(已退款89.84) → (131.77, 89.84); the second is None where no cell has a refund inside.

    A full refund without a number (全额退款) refunds the amount.
    """
    marked = pc.fill_null(pc.match_substring(amounts, "退"), False)
    if not pc.any(marked, min_count=0).as_py():
        return amounts, None
    paid, refunds = amounts.to_pylist(), [None] * len(amounts)
    for at in np.flatnonzero(marked.to_numpy(zero_copy_only=False)).tolist():
        match = _WITH_REFUND.fullmatch(paid[at])
        if match:
            paid[at] = match["amount"]
            refunds[at] = match["refund"].strip() or (match["amount"] if "全额" in amounts[at].as_py() else None)
    return pa.array(paid, pa.string()), pa.array(refunds, pa.string())


def orderless(cells: pa.Array) -> bool:
    """Whether any cell is a date whose first two numbers may be day and month in either order (03/04/2026)."""
    return bool(pc.any(pc.match_substring_regex(cells, _ORDERLESS), min_count=0).as_py())


def day_order(columns: Iterator[pa.Array], file: str, header: str) -> str:
    """`day` or `month`: which comes first in a column of dates such as 13/04/2026, told by all its cells.

    Raises ImportRefused(ambiguous_date) where no cell settles it, where cells contradict each other, or where the
    year has two digits (26/3/1 may start with any of the three).
    """
    first = second = short = False
    samples: list[str] = []
    for cells in columns:
        dates = cells.filter(pc.fill_null(pc.match_substring_regex(cells, _ORDERLESS), False)).unique()
        for text in dates.to_pylist():
            match = _ORDERLESS_PARTS.match(text)
            if match is None:
                continue
            first |= int(match[1]) > 12
            second |= int(match[2]) > 12
            short |= len(match[3]) == 2
            if len(samples) < 3:
                samples.append(text[:20])
    if short or first == second:
        raise refusal("ambiguous_date", file=file, column=header, samples="、".join(samples))
    return "day" if first else "month"


def year_first(cells: pa.Array, first: str) -> pa.Array:
    """Dates such as 13/04/2026 rewritten as 2026-4-13; `first` is what `day_order` found."""
    day, month = (1, 2) if first == "day" else (2, 1)
    return pc.replace_substring_regex(
        cells, r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})([ T,]|$)", rf"\3-\{month}-\{day}\4"
    )


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
