"""What the cells of an unknown sheet say: where its header is, and of each column what it could be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from core.domain.choices import PERSONAL_ID_KINDS
from core.ingest.mapping.layout import HEADER_ROWS
from core.ingest.mapping.pii import MASK, header_kind, kind_of_values, scrub
from core.ingest.profile import number_duplicates
from core.ingest.reading.sheets import RawBatch
from core.ingest.values.parse import clean_array, date_order_evidence, money_with_refund_array, parse_array

SAMPLES = 3
MOST_VALUES = 40
"""A column with more distinct values than this is no list of choices."""
_LONGEST = 40
_GENERIC = re.compile(r"(?:column|unnamed: ?|列|字段|field)_?\d*", re.I)
"""Names a converter gives columns: the file's own names stand further down."""
_NUMBER = re.compile(r"[\s¥$€£+\-(]*\d[\d,.\s%:/\-年月日元)]*")


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column of a sheet, told without its personal values.

    samples   first distinct values, *** for personal ones
    filled    share of records with a value; dates, numbers, masked: share of the filled ones that are such
    distinct  distinct values seen; unique: share of the filled ones
    values    (value, how often), most frequent first, where there are few of them
    personal  what personal data the column holds: an id kind, name, address or other
    """

    header: str
    name: str
    position: int
    samples: tuple[str, ...] = ()
    filled: float = 0.0
    distinct: int = 0
    unique: float = 0.0
    dates: float = 0.0
    numbers: float = 0.0
    masked: float = 0.0
    values: tuple[tuple[str, int], ...] = ()
    personal: str | None = None

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> ColumnFacts:
        """Read back a column of a preview."""
        values = tuple((str(value), int(times)) for value, times in raw["values"])
        return cls(**{**raw, "samples": tuple(raw["samples"]), "values": values})


def header_row(head: Sequence[Sequence[str | None]]) -> int:
    """The 1-based record that most likely holds the column names: the first one that is nearly as wide as the widest,
    all of words, none twice. The widest record where there is none such."""
    rows = [[(cell or "").strip() for cell in row] for row in head[:HEADER_ROWS]]
    widths = [sum(bool(cell) for cell in row) for row in rows]
    widest = max((sum(bool((cell or "").strip()) for cell in row) for row in head), default=0)
    for number, (row, width) in enumerate(zip(rows, widths, strict=True), 1):
        named = [cell for cell in row if cell]
        wordy = not any(_NUMBER.fullmatch(cell) or _GENERIC.fullmatch(cell) for cell in named)
        if width >= max(widest * 0.6, min(widest, 2)) and wordy and len(set(named)) == len(named):
            return number
    return widths.index(max(widths)) + 1 if widths else 1


def column_facts(header: Sequence[str], batch: RawBatch | None, zone: ZoneInfo) -> Iterator[ColumnFacts]:
    """What the first batch of records says about each named column; a column without name and value is left out."""
    for position, (cell, name) in enumerate(zip(header, number_duplicates(header), strict=True)):
        shown = cell.strip(" \t\r\n`'\ufeff\u200b")
        if batch is None or not batch.cells.num_rows:
            if shown:
                yield ColumnFacts(scrub(shown), name, position, personal=header_kind(cell))
            continue
        cells = clean_array(batch.cells.column(position))
        texts = cells.drop_null()
        if not shown and not len(texts):
            continue
        yield _facts(scrub(shown) or f"#{position + 1}", name, position, cells, texts, zone)


def _facts(header: str, name: str, position: int, cells: pa.Array, texts: pa.Array, zone: ZoneInfo) -> ColumnFacts:
    counts = sorted(
        ((pair["values"], pair["counts"]) for pair in pc.value_counts(texts).to_pylist()), key=lambda pair: -pair[1]
    )
    some = texts.slice(0, 2000)
    personal = header_kind(header) or kind_of_values(some.slice(0, 200).to_pylist())
    hidden = personal is not None and personal not in ("unionid", "openid", "external_userid")
    few = len(counts) <= MOST_VALUES and not hidden
    return ColumnFacts(
        header=header,
        name=name,
        position=position,
        samples=tuple(MASK if hidden else _short(text) for text in texts.unique().slice(0, SAMPLES).to_pylist()),
        filled=len(texts) / len(cells) if len(cells) else 0.0,
        distinct=len(counts),
        unique=len(counts) / len(texts) if len(texts) else 0.0,
        dates=_dates(some, zone),
        numbers=_numbers(some),
        masked=_share(pc.match_substring(some, "**")),
        values=tuple((_short(text), times) for text, times in counts) if few else (),
        personal=personal if personal in PERSONAL_ID_KINDS or hidden else None,
    )


def _short(text: str) -> str:
    return scrub(text)[:_LONGEST]


def _share(mask: pa.Array) -> float:
    return float(pc.mean(mask.cast(pa.int8())).as_py() or 0.0) if len(mask) else 0.0


def _dates(texts: pa.Array, zone: ZoneInfo) -> float:
    """Share of texts that are dates or times, written as such: a bare number could be anything."""
    if not len(texts):
        return 0.0
    written = pc.match_substring_regex(texts, r"\d[-/.:年]\d|^20\d{6}$")
    order = "dmy" if "open" in date_order_evidence(texts) else None
    bad = parse_array("ts", texts, date_format=order, zone=zone).bad
    good = pa.array([row not in bad for row in range(len(texts))], pa.bool_())
    return _share(pc.and_(good, written))


def _numbers(texts: pa.Array) -> float:
    if not len(texts):
        return 0.0
    return 1.0 - len(money_with_refund_array(texts)[0].bad) / len(texts)
