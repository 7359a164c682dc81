"""One batch of source records under a profile: text cells in, typed canonical rows and problems out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.domain.problems import refusal
from core.domain.tables import ARROW, Column
from core.ingest import cell_texts as texts_of
from core.ingest.checks import Mask, filled_rows, repeated_headers, totals_rows
from core.ingest.identity import Tokenised, clear_contacts, hash_identity_values, tokenise
from core.ingest.labels import derive_labels, keyword_labels
from core.ingest.layout import Layout, given_columns
from core.ingest.pii import Hasher
from core.ingest.profile import Profile
from core.ingest.values import clean_array, parse_array

if TYPE_CHECKING:
    from core.ingest.sheets import RawBatch

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


class BatchMapper:
    """Applies one profile to the batches of one sheet, in order."""

    def __init__(
        self, layout: Layout, profile: Profile, hasher: Hasher, zone: ZoneInfo, day: date | None, first: Mapping[str, str]
    ) -> None:
        """`day` dates a sheet without a date column; `first` tells day/month order per canonical column."""
        self.layout, self.profile, self.hasher, self.zone, self.day = layout, profile, hasher, zone, day
        self.first = dict(first)
        self.given: list[Column] = given_columns(layout.table, layout.columns, profile)
        self.adds_refund = layout.table.name == "orders" and "amount" in layout.columns
        if self.adds_refund and all(column.name != "refund" for column in self.given):
            self.given.append(layout.table.by_name["refund"])
        self._positions = sorted({*layout.columns.values(), *layout.skip_values, *(at for _, at in layout.identities)})
        self._after_summary = False
        self._constants = {name: self._constant(name, value) for name, value in profile.constants.items()}

    def clean(self, raw: RawBatch) -> dict[int, pa.Array]:
        """The cleaned cells of every source column that is used."""
        return {position: clean_array(raw.cells.column(position)) for position in self._positions}

    def map(self, raw: RawBatch, cleaned: Mapping[int, pa.Array]) -> Mapped:
        """One batch, typed and checked; rows with faults are still inside, for the caller to take out."""
        batch, texts = self._select(raw, cleaned)
        if self.adds_refund:
            texts["amount"], inside = texts_of.split_refunds(texts["amount"])
            if inside is not None:
                texts["refund"] = pc.coalesce(texts["refund"], inside) if "refund" in texts else inside
        for column in self.given:
            self._parse(batch, column, texts.get(column.name))
        self._settle_personal(batch)
        self._label(batch)
        self._build(batch)
        self._check(batch)
        return batch

    def _select(self, raw: RawBatch, cleaned: Mapping[int, pa.Array]) -> tuple[Mapped, dict[str, pa.Array]]:
        """Leave out what is no data and what the profile skips; translate cell texts."""
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
            skip("skipped_value", _mask(pc.is_in(cleaned[position], pa.array(sorted(words)))))
        for name in profile.skip_empty:
            if name in layout.columns:
                skip("skipped_empty", _mask(pc.is_null(cleaned[layout.columns[name]])))
        texts = {name: cleaned[position] for name, position in layout.columns.items()}
        for name, words in profile.values.items():
            if name in texts:
                original = texts[name]
                texts[name], known = texts_of.translate(original, words)
                if name in profile.skip_unmapped_values:
                    lacking = pc.invert(known)
                    if not layout.table.by_name[name].required:
                        lacking = pc.and_(lacking, pc.is_valid(original))
                    skip("unmapped_value", _mask(lacking))
        at = np.flatnonzero(live)
        if len(at) < len(live):
            texts = {name: column.take(pa.array(at)) for name, column in texts.items()}
        return Mapped(raw, cleaned, at, int(filled.sum()), skipped), texts

    def _parse(self, batch: Mapped, column: Column, texts: pa.Array | None) -> None:
        constant = self._constants.get(column.name)
        if texts is None:
            values, flags = pa.nulls(len(batch.at), ARROW[column.kind]), None
            if column.name == "day" and self.day is not None:
                values = pa.repeat(pa.scalar(self.day, pa.date32()), len(batch.at))
        else:
            if column.name in self.first:
                texts = texts_of.year_first(texts, self.first[column.name])
            parsed = parse_array(
                column.kind, texts, codes=column.codes, date_format=self._format(column.name), zone=self.zone
            )
            values, flags = parsed.values, parsed.is_day
            batch.faults += [(row, column.name, code) for row, code in parsed.bad.items()]
        if constant is not None:
            fill = pc.is_null(values)
            if parsed_bad := [row for row, name, _ in batch.faults if name == column.name]:
                fill = pa.array(_but(_mask(fill), parsed_bad))
            values = pc.if_else(fill, constant[0], values)
            if column.kind == "ts":
                flags = pc.if_else(fill, constant[1], flags if flags is not None else False)
        batch.values[column.name] = values
        if column.kind == "ts":
            batch.days[column.name] = flags

    def _settle_personal(self, batch: Mapped) -> None:
        """Tokens for personal user ids, contact data out of text columns, hashes in the identities table."""
        layout = self.layout
        for column in self.given:
            values = batch.values[column.name]
            if column.name in layout.tokens:
                tokens = tokenise(values, self.hasher, layout.tokens[column.name])
                if tokens.kinds is not None:
                    batch.hashed.add(column.name)
                for row in tokens.masked:
                    kept = batch.faults if column.required else batch.remarks
                    kept.append((row, column.name, "masked_id" if column.required else "pii_value"))
                values = _emptied(tokens.values, tokens.masked)
                batch.person = tokens if column.name == "user_id" else batch.person
            elif column.kind == "text" and column.name in layout.columns:
                values, changed = clear_contacts(values, self.hasher, column.required)
                batch.remarks += [(row, column.name, "pii_value") for row in changed]
            batch.values[column.name] = values
        if layout.table.name == "identities" and {"id_kind", "id_value"} <= batch.values.keys():
            stored, nobody = hash_identity_values(batch.values["id_kind"], batch.values["id_value"], self.hasher)
            batch.values["id_value"] = stored
            gone = _mask(nobody)
            if gone.any():
                batch.skipped["masked_identity"] += int(gone.sum())
                batch.drop(gone)

    def _label(self, batch: Mapped) -> None:
        """Naming rules and keyword rules fill what the file leaves empty."""
        for source, pattern in self.profile.derive.items():
            if source not in self.layout.columns:
                continue
            labels = derive_labels(batch.values[source], pattern)
            batch.notes["name_rule_unmatched"] += labels.unmatched
            for name, texts in labels.columns.items():
                self._fill(batch, name, texts)
        for name, rules in self.profile.keywords.items():
            if "group_name" in batch.values:
                self._fill(batch, name, keyword_labels(batch.values["group_name"], rules))

    def _fill(self, batch: Mapped, name: str, texts: pa.Array) -> None:
        column = self.layout.table.by_name[name]
        parsed = parse_array(column.kind, texts, codes=column.codes, zone=self.zone)
        batch.notes["name_rule_unmatched"] += len(parsed.bad)
        batch.values[name] = pc.coalesce(batch.values[name], parsed.values)
        if column.kind == "ts":
            batch.days[name] = pc.coalesce(batch.days[name] or pa.nulls(len(batch.at), pa.bool_()), parsed.is_day)

    def _build(self, batch: Mapped) -> None:
        for name, parts in self.profile.build.items():
            found = [texts_of.joined_text(batch.values[part], batch.days.get(part)) for part in parts if part in batch.values]
            if found:
                built = pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in found), "-")
                some = np.logical_or.reduce([_mask(pc.is_valid(part)) for part in found])
                built = pc.if_else(pa.array(some), built, None)
                batch.values[name] = pc.coalesce(batch.values[name], built)

    def _check(self, batch: Mapped) -> None:
        """Required cells are there, refunds are not above amounts, records are not longer than the header."""
        known = {(row, name) for row, name, _ in batch.faults}
        for name in self.layout.table.required:
            if name in batch.values and name != self.profile.number and batch.values[name].null_count:
                empty = np.flatnonzero(_mask(pc.is_null(batch.values[name]))).tolist()
                batch.faults += [(row, name, "missing_required") for row in empty if (row, name) not in known]
        if {"refund", "amount"} <= batch.values.keys():
            refund = pc.abs(batch.values["refund"])
            batch.values["refund"] = refund
            above = np.flatnonzero(_mask(pc.greater(refund, batch.values["amount"]))).tolist()
            batch.faults += [(row, "refund", "refund_over_amount") for row in above]
        if batch.raw.overlong:
            records = batch.raw.rows.to_numpy(zero_copy_only=False)[batch.at]
            long = np.flatnonzero(np.isin(records, batch.raw.overlong)).tolist()
            batch.faults += [(row, "", "too_many_cells") for row in long]

    def _format(self, name: str) -> str | None:
        given = self.profile.date_format
        return given if given is None or isinstance(given, str) else given.get(name)

    def _constant(self, name: str, value: object) -> tuple[pa.Scalar, bool]:
        column = self.layout.table.by_name[name]
        parsed = parse_array(
            column.kind, pa.array([texts_of.value_text(value)], pa.string()), codes=column.codes, zone=self.zone
        )
        if parsed.bad:
            raise refusal("bad_profile", faults=f"constants.{name}")
        return parsed.values[0], bool(parsed.is_day is not None and parsed.is_day[0].as_py())


def _mask(values: pa.Array) -> Mask:
    return np.array(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _but(mask: Mask, rows: Sequence[int]) -> Mask:
    mask[list(rows)] = False
    return mask


def _emptied(values: pa.Array, rows: Sequence[int]) -> pa.Array:
    if not rows:
        return values
    keep = np.ones(len(values), dtype=np.bool_)
    keep[list(rows)] = False
    return pc.if_else(pa.array(keep), values, None)
