"""Rows that are no data: blank rows, headers repeated inside the file, totals rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.ingest.profile import normalise_header

Mask = npt.NDArray[np.bool_]

_TOTALS = (
    r"^(合\s*计|总\s*计|小\s*计|汇\s*总|总\s*和|总\s*数|合计金额|总合计|本页合计|本页小计|合计行|grand\s+total|sub-?\s?total|totals?|sum)"
    r"\s*[:：]?$"
)
_SUMMARY_HEADER = "总交易单数"
"""First cell of the second header a WeChat Pay bill ends with; the record after it holds the sums."""


def _trimmed(cells: pa.Array) -> pa.Array:
    return pc.utf8_trim(pc.utf8_trim_whitespace(cells), "`'\u200b\ufeff")


def true(mask: pa.Array) -> Mask:
    """A boolean array as a NumPy mask of its own; null counts as false."""
    return np.array(pc.fill_null(mask, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def filled_rows(cells: pa.RecordBatch, sure: Sequence[pa.Array]) -> Mask:
    """Which records have a non-blank cell. `sure` are cleaned columns: a value there settles a row cheaply."""
    filled = np.zeros(cells.num_rows, dtype=np.bool_)
    for column in sure:
        filled |= true(pc.is_valid(column))
        if filled.all():
            return filled
    open_rows = np.flatnonzero(~filled)
    some = cells.take(pa.array(open_rows))
    for column in some.columns:
        filled[open_rows] |= true(pc.greater(pc.binary_length(_trimmed(column)), 0))
    return filled


def repeated_headers(cells: pa.RecordBatch, header: Sequence[str]) -> Mask:
    """Which records repeat the header row: every named header cell is there again."""
    named = [(position, name.strip()) for position, name in enumerate(header) if name.strip()]
    position, name = named[0]
    same = true(pc.equal(_trimmed(cells.column(position)), _trimmed(pa.array([name]))[0]))
    for row in np.flatnonzero(same):
        same[row] = all(
            normalise_header(cells.column(at)[int(row)].as_py() or "") == normalise_header(text) for at, text in named
        )
    return same


def totals_rows(
    cells: pa.RecordBatch, keys: Mapping[str, pa.Array], loose: Sequence[pa.Array], after_summary: bool
) -> tuple[Mask, bool]:
    """Which records are totals: the first non-blank cell, or a key cell, is a totals word.

    `keys` are the cleaned key columns; a row whose totals word stands in a free text key counts only if one of the
    required columns `loose` is empty there. `after_summary` says that the batch before ended with a summary header;
    the second result says so for this batch.
    """
    count = cells.num_rows
    totals = np.zeros(count, dtype=np.bool_)
    summary = np.zeros(count, dtype=np.bool_)
    waiting = np.arange(count)
    for column in cells.columns:
        part = column if len(waiting) == count else column.take(pa.array(waiting))
        trimmed = _trimmed(part)
        totals[waiting] |= true(pc.match_substring_regex(trimmed, _TOTALS, ignore_case=True))
        summary[waiting] |= true(pc.equal(trimmed, _SUMMARY_HEADER))
        blank = ~true(pc.greater(pc.binary_length(trimmed), 0))
        waiting = waiting[blank]
        if not len(waiting):
            break
    for name, column in keys.items():
        hit = true(pc.match_substring_regex(column, _TOTALS, ignore_case=True))
        if hit.any() and name in ("column_name", "what", "note", "scene"):
            incomplete = np.zeros(count, dtype=np.bool_)
            for other in loose:
                incomplete |= true(pc.is_null(other))
            hit &= incomplete
        totals |= hit
    below = np.concatenate(([after_summary], summary[:-1])) if count else np.zeros(0, dtype=np.bool_)
    return totals | summary | below, bool(summary[-1]) if count else after_summary
