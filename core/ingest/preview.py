"""A first look into a source file, made in the reading child: sheets, columns with masked samples, encodings.

Nothing here decides anything; the Data page shows it and `recognition.proposal` builds on it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import ImportRefused
from core.ingest.choice import Choice
from core.ingest.mapping.pii import scrub
from core.ingest.profile import header_signature
from core.ingest.reading.encodings import candidates
from core.ingest.reading.sheets import Sheet
from core.ingest.reading.sources import members, open_source
from core.ingest.recognition.columns import ColumnFacts, column_facts, header_row
from core.ingest.recognition.recognise import flatten
from core.ingest.staging import refusal_from_json, refusal_json

_SHEETS = 20
_TEXT_LINES = 5
_LINE = 100


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One table of cells inside a file."""

    file: str
    sheet: str | None
    header_row: int
    signature: str
    columns: tuple[ColumnFacts, ...]
    encoding: str | None
    encoding_sure: bool
    delimiter: str | None


@dataclass(frozen=True, slots=True)
class EncodingPreview:
    """The first lines of a file as one encoding reads them; personal values are masked."""

    encoding: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds. With a refusal nothing else is known."""

    sheets: tuple[SheetPreview, ...] = ()
    encodings: tuple[EncodingPreview, ...] = ()
    refusal: ImportRefused | None = None

    def to_json(self) -> dict[str, Any]:
        """For report.json."""
        return {
            "sheets": [asdict(sheet) for sheet in self.sheets],
            "encodings": [asdict(one) for one in self.encodings],
            "refusal": refusal_json(self.refusal) if self.refusal else None,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Preview:
        """Read back what `to_json` wrote."""
        refused = raw["refusal"]
        return cls(
            sheets=tuple(
                SheetPreview(**{**one, "columns": tuple(ColumnFacts.from_json(c) for c in one["columns"])})
                for one in raw["sheets"]
            ),
            encodings=tuple(EncodingPreview(one["encoding"], tuple(one["lines"])) for one in raw["encodings"]),
            refusal=refusal_from_json(refused) if refused else None,
        )


def look_into(path: Path, name: str, choice: Choice, zone: ZoneInfo) -> Preview:
    """The file's first sheets with their columns, and how its text reads in each encoding that fits.

    Raises ImportRefused where the file cannot be opened at all.
    """
    sheets: list[SheetPreview] = []
    source = open_source(path, name, encoding=choice.encoding, delimiter=choice.delimiter, sheet=choice.sheet)
    for item in itertools.islice(source, _SHEETS):
        sheets += [_sheet(sheet, zone) for sheet in flatten(item) if any(map(any, sheet.head))]
    return Preview(tuple(sheets), tuple(_encodings(path, name, sheets)))


def _sheet(sheet: Sheet, zone: ZoneInfo) -> SheetPreview:
    row = header_row(sheet.head)
    header = [cell or "" for cell in sheet.head[row - 1]]
    batch = next(iter(sheet.batches(row)), None)
    return SheetPreview(
        file=sheet.file,
        sheet=sheet.sheet,
        header_row=row,
        signature=header_signature(header),
        columns=tuple(column_facts(header, batch, zone)),
        encoding=sheet.encoding,
        encoding_sure=sheet.encoding_sure,
        delimiter=sheet.delimiter,
    )


def _encodings(path: Path, name: str, sheets: Sequence[SheetPreview]) -> list[EncodingPreview]:
    """Of a text file: its first telling lines in each encoding that decodes them without a fault."""
    if not any(sheet.encoding for sheet in sheets):
        return []
    member = next(iter(members(path, name)))
    found = []
    for encoding, text in candidates(member.opener):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        telling = [line for line in lines if not line.isascii()] or lines
        found.append(EncodingPreview(encoding, tuple(scrub(line)[:_LINE] for line in telling[:_TEXT_LINES])))
    return found
