"""What was found wrong in one sheet: listed for the user, counted, and the rejected rows written out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa

from core.domain.problems import Problem, problem_kind
from core.ingest.mapping.identity import shown
from core.ingest.mapping.layout import Layout
from core.ingest.mapping.pii import MASK
from core.ingest.mapping.rejected_rows import RejectedRows
from core.ingest.mapping.selection import Mapped

MAX_LISTED = 50_000
"""Problems listed per sheet and table; all are counted, and every rejected row is in the CSV."""
MAX_NOTES = 1_000
"""Of one kind of note, so many are listed."""


class Findings:
    """Problems of one sheet under one profile. No personal value ever gets in: *** stands for it."""

    def __init__(self, file: str, layout: Layout, rejected_csv: Path) -> None:
        self.layout = layout
        self.problems: list[Problem] = []
        self.notes: Counter[str] = Counter()
        self._file = file
        self._rejects = RejectedRows(rejected_csv, layout.header, layout.personal)
        self._cut = 0

    def take(self, batch: Mapped) -> list[int]:
        """List a batch's problems and write its rejected rows; returns the rejected rows (of the batch, ascending)."""
        self.notes += batch.notes
        self._list_problems(batch)
        bad = sorted({row for row, _, _ in batch.faults})
        self._write_rejected(batch, bad)
        return bad

    def finish(self) -> Path | None:
        """Close the list; the CSV of rejected rows, or None if there are none."""
        if self.notes["name_rule_unmatched"]:
            self.tell(None, "", str(self.notes["name_rule_unmatched"]), "name_rule_unmatched")
        if self._cut:
            self.problems.append(Problem(self._file, None, "", str(self._cut), "problems_cut"))
        return self._rejects.close()

    def _list_problems(self, batch: Mapped) -> None:
        order = {name: position for position, name in enumerate(self.layout.table.by_name)}
        found = sorted({*batch.faults, *batch.remarks}, key=lambda f: (f[0], order.get(f[1], -1), f[2]))
        for row, name, code in found:
            record = batch.raw.rows[int(batch.at[row])].as_py()
            position = self._position(name)
            value = ""
            if code == "pii_value" or code == "masked_id" or position in self.layout.personal:
                value = MASK
            elif position is not None and code != "missing_required":
                value = shown(batch.raw.cells.column(position)[int(batch.at[row])].as_py(), personal=False)
            self.tell(record, self.header(name), value, code)

    def tell(self, row: int | None, column: str, value: str, code: str) -> None:
        """List one problem; notes of one kind only up to a number."""
        if problem_kind(code).severity == "note" and code != "name_rule_unmatched":
            self.notes[code] += 1
            if self.notes[code] > MAX_NOTES:
                return
        if len(self.problems) >= MAX_LISTED:
            self._cut += 1
            return
        self.problems.append(Problem(self._file, row, shown(column, personal=False), value, code))

    def _position(self, name: str) -> int | None:
        found = self.layout.columns.get(name)
        return self.layout.columns.get("amount") if found is None and name == "refund" else found

    def header(self, name: str) -> str:
        """The source header of a canonical column; its own name where the file has none."""
        position = self._position(name)
        return name if position is None else self.layout.header[position].strip()

    def _write_rejected(self, batch: Mapped, bad: list[int]) -> None:
        if not bad:
            return
        reasons: dict[int, dict[str, None]] = {}
        for row, name, code in batch.faults:
            text = problem_kind(code).text
            said = f"{self.header(name)}: {text.zh} {text.en}" if name else f"{text.zh} {text.en}"
            reasons.setdefault(row, {})[said] = None
        records = batch.raw.cells.take(pa.array(batch.at[bad]))
        columns = [column.to_pylist() for column in records.columns]
        for row, cells in zip(bad, zip(*columns, strict=True), strict=True):
            self._rejects.add(cells, " | ".join(reasons[row]))
