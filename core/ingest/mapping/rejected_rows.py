"""Rejected source rows as a CSV to correct and upload again: personal columns left out, the reason added."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from core.codec.formula import guard
from core.ingest.mapping.pii import scrub

REASON = "原因 reason"
"""Header of the added column."""


class RejectedRows:
    """Writes one sheet's rejected rows; the file (0600) appears with the first of them."""

    def __init__(self, path: Path, header: Sequence[str], personal: frozenset[int]) -> None:
        self._path = path
        self._header = header
        self._kept = [position for position in range(len(header)) if position not in personal]
        self._file: TextIO | None = None

    def add(self, cells: Sequence[str | None], reason: str) -> None:
        """One source record with why it was rejected."""
        if self._file is None:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow([guard(scrub(self._header[position])) for position in self._kept] + [REASON])
        self._writer.writerow([guard(scrub(cells[position] or "")) for position in self._kept] + [reason])

    def close(self) -> Path | None:
        """Finish; the file's path, or None if no row was rejected."""
        if self._file is None:
            return None
        self._file.close()
        return self._path
