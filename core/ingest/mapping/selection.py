"""Which records of a batch are rows of the table: no blank rows, headers, totals, and nothing the profile skips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.ingest.mapping.cell_texts import translate
from core.ingest.mapping.checks import Mask, filled_rows, repeated_headers, totals_rows, true
from core.ingest.mapping.identity import Tokenised
from core.ingest.mapping.layout import Layout
from core.ingest.profile import Profile

if TYPE_CHECKING:
    from core.ingest.reading.sheets import RawBatch

Fault = tuple[int, str, str]
"""(row of the batch, canonical column, problem code)"""


@dataclass
class Mapped:
    """A batch in the making. Arrays in `values` are parallel to `at`, the kept rows' positions in the raw batch."""

    raw: RawBatch
    cleaned: Mapping[int, pa.Array]
    at: np.ndarray[tuple[int], np.dtype[np.int64]]
    rows_in: int
    skipped: Counter[str]
    notes: Counter[str] = field(default_factory=Counter)
    values: dict[str, pa.Array] = field(default_factory=dict)
    days: dict[str, pa.Array | None] = field(default_factory=dict)
    """ts column → its is_day flags"""
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)
    """like faults, but the row is kept"""
    person: Tokenised | None = None
    hashed: set[str] = field(default_factory=set)
    """canonical columns in which a personal value became a token"""

    def cells(self, position: int) -> pa.Array:
        """The cleaned cells of a source column for the kept rows."""
        column = self.cleaned[position]
        return column if len(self.at) == len(column) else column.take(pa.array(self.at))

    def drop(self, gone: Mask) -> None:
        """Leave out rows (mask over the kept ones)."""
        keep = pa.array(~gone)
        self.at = self.at[~gone]
        self.values = {name: values.filter(keep) for name, values in self.values.items()}
        self.days = {name: flags if flags is None else flags.filter(keep) for name, flags in self.days.items()}
        self.person = self.person.filter(keep) if self.person is not None else None
        new_at = np.cumsum(~gone) - 1
        self.faults = [(int(new_at[row]), name, code) for row, name, code in self.faults if not gone[row]]
        self.remarks = [(int(new_at[row]), name, code) for row, name, code in self.remarks if not gone[row]]


class Selection:
    """Selects the rows of one sheet, batch by batch in order."""

    def __init__(self, layout: Layout, profile: Profile) -> None:
        self.layout, self.profile = layout, profile
        self._after_summary = False

    def select(self, raw: RawBatch, cleaned: Mapping[int, pa.Array]) -> tuple[Mapped, dict[str, pa.Array]]:
        """Count and leave out what is no data and what the profile skips; (the kept rows, their texts by column)."""
        layout, profile = self.layout, self.profile
        filled = filled_rows(raw.cells, list(cleaned.values()))
        live = filled.copy()
        skipped: Counter[str] = Counter()

        def skip(code: str, mask: Mask) -> None:
            hit = int((mask & live).sum())
            if hit:
                skipped[code] += hit
                np.logical_and(live, ~mask, out=live)

        skip("repeated_header", repeated_headers(raw.cells, layout.header))
        keys = {name: cleaned[layout.columns[name]] for name in layout.table.key if name in layout.columns}
        needed = [cleaned[layout.columns[name]] for name in layout.table.required if name in layout.columns]
        totals, self._after_summary = totals_rows(raw.cells, keys, needed, self._after_summary)
        skip("totals_row", totals)
        for position, words in layout.skip_values.items():
            cells = pc.fill_null(cleaned[position], "")
            skip("skipped_value", true(pc.is_in(cells, pa.array(sorted(words), pa.string()))))
        for name in profile.skip_empty:
            if name in layout.columns:
                skip("skipped_empty", true(pc.is_null(cleaned[layout.columns[name]])))
        texts = {name: cleaned[position] for name, position in layout.columns.items()}
        for name, translations in profile.values.items():
            if name in texts:
                original = texts[name]
                texts[name], known = translate(original, translations)
                if name in profile.skip_unmapped_values:
                    lacking = pc.invert(known)
                    if not layout.table.by_name[name].required:
                        lacking = pc.and_(lacking, pc.is_valid(original))
                    skip("unmapped_value", true(lacking))
        at = np.flatnonzero(live)
        if len(at) < len(live):
            texts = {name: column.take(pa.array(at)) for name, column in texts.items()}
        return Mapped(raw, cleaned, at, int(filled.sum()), skipped), texts
