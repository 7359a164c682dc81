"""Applies a profile to a sheet, batch by batch: staged Parquet, problems and counts that add up."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.domain.problems import Problem
from core.domain.tables import ARROW
from core.ingest.mapping.cell_texts import day_order
from core.ingest.mapping.dating import day_of_export
from core.ingest.mapping.findings import Findings
from core.ingest.mapping.identity import IdentityRows
from core.ingest.mapping.layout import Layout, lay_out
from core.ingest.mapping.mapped_batch import BatchMapper
from core.ingest.mapping.pii import Hasher
from core.ingest.mapping.selection import Mapped
from core.ingest.profile import Profile, header_signature
from core.ingest.staging import Output
from core.ingest.values.parse import clean_array, date_order_evidence

if TYPE_CHECKING:
    from core.ingest.reading.sheets import Sheet

_DAY_NOTES = {"file_name": "day_from_name", "title": "day_from_name", "import_day": "dated_today"}
"""Where the day of a sheet without a date column came from → the note that says so."""


def _no_progress(rows: int) -> None:
    del rows


@dataclass(frozen=True)
class Context:
    """What applying profiles needs beside the sheet; one per source file.

    out_dir    where staged files go; `number` counts them
    format     name of the recognised format, kept with the rows' origin
    hand_made  the profile was given by the user
    also_used  normalised headers that other profiles of the same sheet use
    progress   called with the number of records read so far
    """

    out_dir: Path
    secret: bytes
    zone: ZoneInfo
    format: str
    hand_made: bool = False
    also_used: frozenset[str] = frozenset()
    number: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    progress: Callable[[int], None] = _no_progress


@dataclass(frozen=True)
class MappedSheet:
    """The outputs of one sheet under one profile (the identities it implies last) and its problems in file order."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]


def apply(sheet: Sheet, profile: Profile, context: Context) -> MappedSheet:
    """Read a sheet as `profile` says into staged Parquet files under `context.out_dir`.

    Never holds more than one batch of records. Raises ImportRefused where the sheet cannot be read this way
    (missing_columns, missing_required_columns, ambiguous_date, no_day, bad_profile, or a fault of the file itself).
    """
    return _Run(sheet, profile, context).run()


class _Run:
    def __init__(self, sheet: Sheet, profile: Profile, context: Context) -> None:
        self.sheet, self.profile, self.context = sheet, profile, context
        self.layout: Layout = lay_out(sheet, profile, context.also_used)
        self.hasher = Hasher(context.secret)
        self.day = self._day()
        self.mapper = BatchMapper(self.layout, profile, self.hasher, context.zone, self.day)
        stem = context.out_dir / str(next(context.number))
        self.parquet = stem.with_suffix(".parquet")
        self.findings = Findings(sheet.file, self.layout, stem.with_suffix(".rejected.csv"))
        # A roster and a shop order of one format are two sources: what both know of a person joins them.
        source = f"{context.format or profile.name}/{profile.table}"
        self.identities = IdentityRows(self.hasher, self.layout.own_kind, source)
        self.skipped: Counter[str] = Counter()
        self.rows_in = self.staged = self.rejected = 0
        self.has_refund = "refund" in self.layout.columns or "refund" in profile.constants
        self.hashed: set[str] = set()

    def run(self) -> MappedSheet:
        told = _DAY_NOTES.get(self.profile.day_from or "")
        if self.day is not None and told:
            self.findings.tell(None, "", self.day.isoformat(), told)
        for header, code in self.layout.notes:
            self.findings.tell(None, header, "", code)
        with pq.ParquetWriter(self.parquet, self._schema()) as writer:
            for raw in self.sheet.batches(self.layout.header_row):
                cleaned = self.mapper.clean(raw)
                self._settle_date_order(cleaned)
                self._take(self.mapper.map(raw, cleaned), writer)
                self.context.progress(int(raw.rows[-1].as_py()) if len(raw.rows) else 0)
        for name in sorted(self.hashed):
            self.findings.tell(None, self.findings.header(name), "", "pii_hashed")
        self.rejected_csv = self.findings.finish()
        return MappedSheet(tuple(self._outputs()), tuple(self.findings.problems))

    def _day(self) -> date | None:
        if self.profile.day_from is None or "day" in self.profile.columns:
            return None
        titles = self.sheet.head[: self.layout.header_row - 1]
        return day_of_export(self.profile.day_from, self.sheet.file, titles, self.context.zone)

    def _schema(self) -> pa.Schema:
        fields: list[pa.Field] = []
        for column in self.layout.table.columns:
            if any(given.name == column.name for given in self.mapper.given):
                fields.append(pa.field(column.name, ARROW[column.kind]))
                fields += [pa.field(f"{column.name}_is_day", pa.bool_())] if column.kind == "ts" else []
        if self.mapper.labels:
            fields.append(pa.field("_lacks", pa.int64()))
        return pa.schema([*fields, pa.field("_row", pa.int64())])

    def _settle_date_order(self, cleaned: Mapping[int, pa.Array]) -> None:
        """Tell day from month in columns such as 13/04/2026, from the whole column."""
        if isinstance(self.profile.date_format, str):
            return
        formats = self.profile.date_format or {}
        for name, position in self.layout.columns.items():
            kind = self.layout.table.by_name[name].kind
            known = name in self.mapper.order or name in formats
            if kind not in ("day", "ts") or known or "open" not in date_order_evidence(cleaned[position]):
                continue
            whole = self.sheet.batches(self.layout.header_row)
            cells = (clean_array(raw.cells.column(position)) for raw in whole)
            self.mapper.order[name] = day_order(cells, self.sheet.file, self.layout.header[position])

    def _take(self, batch: Mapped, writer: pq.ParquetWriter) -> None:
        """Count a batch, list its problems, write its good rows."""
        self.rows_in += batch.rows_in
        self.skipped += batch.skipped
        self.hashed |= batch.hashed
        bad = self.findings.take(batch)
        self.rejected += len(bad)
        keep = _all_but(len(batch.at), bad)
        if not len(batch.at) - len(bad):
            return
        arrays: dict[str, pa.Array] = {}
        for name, values in batch.values.items():
            arrays[name] = values
            if name in batch.days:
                flags = batch.days[name]
                flags = flags if flags is not None else pa.repeat(pa.scalar(False), len(values))
                arrays[f"{name}_is_day"] = pc.if_else(pc.is_valid(values), flags, pa.scalar(None, pa.bool_()))
        arrays["_row"] = batch.raw.rows.take(pa.array(batch.at))
        if self.mapper.labels:
            arrays["_lacks"] = self.mapper.lacks(batch)
        schema = writer.schema
        staged = pa.RecordBatch.from_arrays([arrays[name] for name in schema.names], schema=schema)
        staged = staged if keep is None else staged.filter(keep)
        writer.write_batch(staged)
        self.staged += staged.num_rows
        self.has_refund |= "refund" in arrays and staged.column("refund").null_count < staged.num_rows
        self._add_identities(batch, keep)

    def _add_identities(self, batch: Mapped, keep: pa.Array | None) -> None:
        users = batch.values.get("user_id")
        if users is None or self.layout.table.name == "identities":
            return
        own = self.layout.columns.get("user_id")
        ids = [(kind, batch.cells(at)) for kind, at in self.layout.identities if at != own]
        tokens = batch.person if batch.person is not None and batch.person.kinds is not None else None
        if not ids and tokens is None:
            return
        if keep is not None:
            users = users.filter(keep)
            ids = [(kind, column.filter(keep)) for kind, column in ids]
            tokens = tokens.filter(keep) if tokens else None
        self.identities.add(users, ids, tokens, self._seen_on(batch, keep))

    def _seen_on(self, batch: Mapped, keep: pa.Array | None) -> pa.Array | None:
        for column in self.layout.table.columns:
            if column.required and column.kind in ("day", "ts") and column.name in batch.values:
                days = batch.values[column.name].cast(pa.date32())
                return days if keep is None else days.filter(keep)
        return None

    def _outputs(self) -> Iterator[Output]:
        columns = [given.name for given in self.mapper.given if given.name != "refund" or self.has_refund]
        signature = header_signature(self.layout.header)
        profile = asdict(self.profile)
        day = self.day.isoformat() if self.day else None
        yield Output(
            file=self.sheet.file,
            sheet=self.sheet.sheet,
            table=self.layout.table.name,
            format=self.context.format,
            parquet=self.parquet,
            columns=tuple(column.name for column in self.layout.table.columns if column.name in columns),
            rows_in=self.rows_in,
            source_rows=self.staged,
            rejected=self.rejected,
            skipped=dict(self.skipped),
            partial=bool(self.mapper.labels),
            notes={code: count for code, count in self.findings.notes.items() if count},
            number=self.profile.number,
            snapshot=tuple(self.profile.snapshot),
            day=day,
            hand_made=self.context.hand_made,
            signature=signature,
            profile=profile,
            rejected_csv=self.rejected_csv,
        )
        path = self.context.out_dir / f"{next(self.context.number)}.parquet"
        rows = self.identities.write(path)
        if rows:
            yield Output(
                file=self.sheet.file,
                sheet=self.sheet.sheet,
                table="identities",
                format=self.context.format,
                parquet=path,
                columns=("user_id", "id_kind", "id_value", "source", "seen_on"),
                rows_in=0,
                source_rows=rows,
                derived=True,
            )


def _all_but(count: int, bad: list[int]) -> pa.Array | None:
    """A filter that leaves out some rows; None where there is nothing to leave out."""
    if not bad:
        return None
    keep = [True] * count
    for row in bad:
        keep[row] = False
    return pa.array(keep, pa.bool_())
