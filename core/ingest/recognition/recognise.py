"""Which export a sheet is: its header row, its format, and the profiles that map it onto canonical tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from core.domain.problems import refusal
from core.domain.tables import TABLES
from core.ingest.formats import all_formats, unpack
from core.ingest.formats.canonical import header_share, table_of_name
from core.ingest.mapping.checks import repeated_headers
from core.ingest.mapping.dating import find_day
from core.ingest.mapping.layout import HEADER_ROWS
from core.ingest.profile import Profile, header_signature, normalise_header
from core.ingest.reading.sheets import Document, RawBatch, Sheet, rows_sheet
from core.ingest.recognition.header import Header
from core.ingest.recognition.shape import Computed, Format, Part
from core.ingest.recognition.unrecognised import two_tables, unknown
from core.ingest.values.parse import clean_array

Remembered = Mapping[str, Sequence[Profile]]
"""Header signature → the profiles the user has confirmed for it."""

_FEWEST_SHARE = 0.3
"""A table is taken by headers alone only if it knows 2 of them and this share; else every 群ID were groups."""


@dataclass(frozen=True)
class Recognised:
    """A sheet that is known.

    sheet       the sheet to map: the file's, with computed columns after the last one
    header_row  1-based record of the header
    format      None where the profiles are remembered ones
    profiles    one per canonical table part, in order
    signature   of the file's own header row
    also_used   normalised headers the format reads without mapping them (they are not unknown columns)
    """

    sheet: Sheet
    header_row: int
    format: Format | None
    profiles: tuple[Profile, ...]
    signature: str
    also_used: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Found:
    row: int
    header: Header
    form: Format
    parts: tuple[Part, ...]


def flatten(source: Sheet | Document) -> Iterator[Sheet]:
    """A sheet as it is; a nested JSON document as the flat tables inside it. Raises ImportRefused(unknown_format)."""
    if isinstance(source, Sheet):
        yield source
        return
    _, tables = unpack(source.document)
    if not tables:
        raise unknown(source.file, (), None)
    for table in tables:
        yield rows_sheet(source.file, table.name or None, table.header, table.rows)


def recognise(
    sheet: Sheet, *, table: str | None = None, remembered: Remembered | None = None, day: str | None = None
) -> Recognised:
    """Find header row, format and profiles of a sheet.

    In this order: a remembered header, else the format that uses most of the headers (a canonical table the file is
    named after counts before other canonical tables). `table` allows only what fills that table, `day` (ISO) dates a
    snapshot in place of its name or title.
    Raises ImportRefused(unknown_format, two_tables_match, missing_columns, no_day, nothing_to_keep, empty_file).
    """
    rows = [[cell or "" for cell in row] for row in sheet.head[:HEADER_ROWS]]
    if not any(cell.strip() for row in rows for cell in row):
        raise refusal("empty_file", file=sheet.file)
    known = _remembered(sheet, rows, table, remembered or {})
    if known is not None:
        return known
    found = _best(sheet, rows, table)
    if found is None:
        raise unknown(sheet.file, rows, table)
    return _ready(sheet, found, day)


def _remembered(
    sheet: Sheet, rows: Sequence[list[str]], table: str | None, remembered: Remembered
) -> Recognised | None:
    if not remembered:
        return None
    for number, row in enumerate(rows, 1):
        signature = header_signature(row)
        profiles = tuple(p for p in remembered.get(signature, ()) if table in (None, p.table))
        if profiles:
            return Recognised(sheet, number, None, profiles, signature)
    return None


def _best(sheet: Sheet, rows: Sequence[list[str]], table: str | None) -> _Found | None:
    for number, row in enumerate(rows, 1):
        if sum(bool(cell.strip()) for cell in row) < 1:
            continue
        header = Header(row)
        fitting = [form for form in all_formats() if form.fits(header) and _allowed(form, header, sheet, table)]
        if fitting:
            form = _choose(sheet, header, fitting)
            return _Found(number, header, form, _parts(form, table))
    return None


def _parts(form: Format, table: str | None) -> tuple[Part, ...]:
    return tuple(part for part in form.parts if table in (None, part.table))


def _allowed(form: Format, header: Header, sheet: Sheet, table: str | None) -> bool:
    if table is not None:
        return form.refusal is None and any(part.fits(form.widened(header)) for part in _parts(form, table))
    if form.name != "canonical" or table_of_name(sheet.file) == form.parts[0].table:
        return True
    wanted = TABLES[form.parts[0].table].required
    if len(wanted) > 1 and {normalise_header(cell) for cell in header.cells}.issuperset(wanted):
        return True  # its own English headers, whatever stands beside them
    used, share = header_share(form.parts[0].table, header)
    return used >= 2 and share >= _FEWEST_SHARE


def _choose(sheet: Sheet, header: Header, fitting: Sequence[Format]) -> Format:
    """The format that takes most headers; the file's name, then the weight decide a tie among unlike ones."""
    named = table_of_name(sheet.file)
    own = [form for form in fitting if form.name == "canonical" and form.parts[0].table == named]
    pool = own + [form for form in fitting if form.weight > own[0].weight] if own else list(fitting)
    ranks = [(form.score(header), form.weight) for form in pool]
    best = [form for form, rank in zip(pool, ranks, strict=True) if rank == max(ranks)]
    if len(best) > 1:
        tables = sorted({part.table for form in best for part in form.parts})
        raise two_tables(sheet.file, tables)
    return best[0]


def _ready(sheet: Sheet, found: _Found, day: str | None) -> Recognised:
    form, header = found.form, found.header
    if form.refusal is not None:
        raise refusal(form.refusal, file=sheet.file, format=form.name)
    signature = header_signature(header.cells)
    if form.reshape is not None:
        profiles = tuple(p for part in found.parts if (p := part.profile(form.name, Header(tuple(part.columns)))))
        return Recognised(sheet, found.row, form, profiles, signature)
    day_from = day or _where_day_is(sheet, found.row)
    wider = form.widened(header)
    made = [p for part in found.parts if (p := part.profile(form.name, wider, day_from)) is not None]
    if any(p.day_from == "file_name" and p.table != "members" for p in made) and day_from is None:
        raise refusal("no_day", file=sheet.file)
    named = {normalise_header(source) for profile in made for source in profile.columns.values()}
    computed = [column for column in form.possible(header) if normalise_header(column.name) in named]
    read = {name for group in form.keys for name in group}
    read |= {name for column in computed for name in column.reads}
    return Recognised(
        _widen(sheet, found.row, Header(wider.cells[: len(header.cells)]), computed),
        found.row,
        form,
        tuple(replace(profile, header_row=found.row) for profile in made),
        signature,
        frozenset(read | named),
    )


def _where_day_is(sheet: Sheet, header_row: int) -> str | None:
    if any(find_day(part) for part in re.split(r"[/\\]", sheet.file)):
        return "file_name"
    titles = (" ".join(cell or "" for cell in row) for row in sheet.head[: header_row - 1])
    return "title" if any(find_day(title) for title in titles) else None


def _widen(sheet: Sheet, header_row: int, header: Header, computed: Sequence[Computed]) -> Sheet:
    """The sheet with computed columns after its own."""
    if not computed:
        return sheet

    def read(row: int) -> Iterator[RawBatch]:
        for batch in sheet.batches(row):
            own = batch.cells.columns[: len(header.names)]
            cells = {name: clean_array(column) for name, column in zip(header.names, own, strict=True)}
            again = repeated_headers(batch.cells, header.cells)
            made = [column.fill(cells).cast(pa.string()) for column in computed]
            if again.any():  # a repeated header stays one: every column repeats its name
                made = [pc.if_else(pa.array(again), c.name, cells) for c, cells in zip(computed, made, strict=True)]
            names = [str(position) for position in range(len(own) + len(made))]
            yield RawBatch(batch.rows, pa.RecordBatch.from_arrays([*own, *made], names=names), batch.overlong)

    head = [list(row) for row in sheet.head]
    head[header_row - 1] = [*header.cells, *(column.name for column in computed)]
    return replace(sheet, head=head, reader=read)
