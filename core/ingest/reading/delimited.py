"""Delimited text as batches of text cells: exactly what csv.reader gives, at the speed of Arrow.

A block of whole records is handed to Arrow's parser where Arrow and csv.reader provably agree: no quotes at all, or
every quote opens a cell or closes one. Blocks with stray quotes, and records of another width than their
neighbours, go through csv.reader. Line breaks are LF, CR LF or CR; inside a cell they become LF.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator

from core.domain.problems import refusal
from core.ingest.reading.blocks import parse_block, to_lf, whole_records
from core.ingest.reading.delimiters import Dialect, find_dialect, spaces_to_tabs
from core.ingest.reading.encodings import Encoding, Opener, find_encoding, utf8_blocks
from core.ingest.reading.sheets import (
    BATCH_RECORDS,
    CELL_BYTES,
    HEAD_RECORDS,
    MAX_COLUMNS,
    RawBatch,
    Sheet,
    check_cells,
    is_blank,
    text_batch,
)

_RECORD_BYTES = 4 << 20
_SAMPLE_BYTES = 1 << 18
_SAMPLE_LINES = 200
_LOW_BYTES = 1 << 20


def text_sheet(file: str, opener: Opener, *, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    """A Sheet over delimited text. `opener` starts a fresh pass over the bytes; the whole file is never in memory.

    Raises ImportRefused: bad_encoding, bad_delimiter, unclosed_quote, endless_cell, empty_file.
    """
    found = find_encoding(opener, file, encoding)
    dialect = find_dialect(_sample(opener, file, found), file, delimiter)

    def records() -> _Records:
        return _Records(file, utf8_blocks(opener, file, found), dialect)

    head = list(itertools.islice(records().one_by_one(), HEAD_RECORDS))
    if all(is_blank(cell) for record in head for cell in record):
        raise refusal("empty_file", file=file)
    if max(map(len, head)) > MAX_COLUMNS:
        raise refusal("over_limit", file=file, limit=f"{MAX_COLUMNS} columns")
    return Sheet(file, None, head, lambda row: records().batches(row), found.name, found.sure, dialect.name)


def _sample(opener: Opener, file: str, encoding: Encoding) -> str:
    blocks = utf8_blocks(opener, file, encoding)
    start = next(blocks, b"")[: _SAMPLE_BYTES + 1]
    blocks.close()  # type: ignore[attr-defined]
    if len(start) > _SAMPLE_BYTES:
        start = start[: max(start.rfind(b"\n"), start.rfind(b"\r")) + 1] or start
    lines = start.decode("utf-8", "ignore").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(lines[:_SAMPLE_LINES])


class _Records:
    """One pass over a text file's records. `row` is the number of the last record read."""

    def __init__(self, file: str, blocks: Iterator[bytes], dialect: Dialect) -> None:
        self.file = file
        self.dialect = dialect
        self.row = 0
        self._blocks = _tabbed(blocks) if dialect.spaces else blocks
        self._data = b""
        self._at = 0
        self._consumed = 0  # bytes read before _data[_at]
        self._lf_only = False  # the whole of _data has no CR

    # --- csv.reader's way: any text, record by record -------------------------------------------------------------
    def one_by_one(self, until: int | None = None) -> Iterator[list[str]]:
        """Records as csv.reader sees them, until the end or until `until` bytes in all are consumed."""
        csv.field_size_limit(CELL_BYTES)
        reader = csv.reader(self._lines(), delimiter=self.dialect.delimiter, quoting=self.dialect.quoting)
        self._normalise()
        while until is None or self._consumed < until:
            self._pulled, self._record_bytes = 0, 0
            try:
                record = next(reader, None)
            except csv.Error:
                raise refusal("endless_cell", file=self.file, row=self.row + 1) from None
            if record is None:
                return
            self.row += 1
            yield record

    def _lines(self) -> Iterator[str]:
        while True:
            end = self._data.find(b"\n", self._at) + 1
            while not end:
                if len(self._data) - self._at > _RECORD_BYTES:
                    raise refusal("endless_cell", file=self.file, row=self.row + 1)
                if not self._more():
                    break
                self._normalise()
                end = self._data.find(b"\n", self._at) + 1
            line = self._data[self._at : end or len(self._data)]
            if not line:
                if self._pulled:  # csv.reader asked for more inside a record: its quote is still open
                    raise refusal("unclosed_quote", file=self.file, row=self.row + 1)
                return
            self._at += len(line)
            self._consumed += len(line)
            self._pulled += 1
            self._record_bytes += len(line)
            if self._record_bytes > _RECORD_BYTES:
                raise refusal("endless_cell", file=self.file, row=self.row + 1)
            yield line.decode()

    def _more(self) -> bool:
        block = next(self._blocks, b"")
        self._data = self._data[self._at :] + block
        self._at = 0
        self._lf_only = False
        return bool(block)

    def _normalise(self) -> None:
        """Make every line break in the buffer an LF (utf8_blocks never cuts a CR LF)."""
        if not self._lf_only:
            self._data = to_lf(self._data[self._at :])
            self._at = 0
            self._lf_only = True

    # --- Arrow's way: whole blocks --------------------------------------------------------------------------------
    def batches(self, header_row: int) -> Iterator[RawBatch]:
        """The records after record `header_row`."""
        header = next(itertools.islice(self.one_by_one(), header_row - 1, header_row), [])
        width = len(header)
        while width:
            left = len(self._data) - self._at
            if left < _LOW_BYTES and not self._more() and not left:
                return
            block = whole_records(self._data[self._at :], self.dialect)
            columns = parse_block(block, self.dialect, width, self.row + 1) if block else None
            if columns is None:
                yield from self._slow_batches(width)
            else:
                self._at += len(block)
                self._consumed += len(block)
                self.row += len(columns.rows)
                yield check_cells(self.file, columns)

    def _slow_batches(self, width: int) -> Iterator[RawBatch]:
        """What is in the buffer now, by csv.reader."""
        self._normalise()
        records = self.one_by_one(self._consumed + len(self._data))
        first = self.row + 1
        while chunk := list(itertools.islice(records, BATCH_RECORDS)):
            yield check_cells(self.file, text_batch(first, chunk, width))
            first += len(chunk)


def _tabbed(blocks: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for block in blocks:
        data = held + block
        cut = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        held = data[cut:]
        if cut:
            yield spaces_to_tabs(data[:cut])
    if held:
        yield spaces_to_tabs(held).rstrip(b"\t")
