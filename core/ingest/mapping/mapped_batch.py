"""One batch of source records under a profile: text cells in, typed canonical rows and problems out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.domain.problems import refusal
from core.domain.tables import ARROW, Column
from core.ingest.mapping import cell_texts as texts_of
from core.ingest.mapping.checks import Mask, true
from core.ingest.mapping.identity import clear_contacts, hash_identity_values, tokenise
from core.ingest.mapping.labels import derive_labels, derived_columns, keyword_labels
from core.ingest.mapping.layout import Layout, given_columns
from core.ingest.mapping.pii import Hasher
from core.ingest.mapping.selection import Mapped, Selection
from core.ingest.profile import Profile
from core.ingest.values.parse import Parsed, clean_array, money_with_refund_array, parse_array

if TYPE_CHECKING:
    from core.ingest.reading.sheets import RawBatch


class BatchMapper:
    """Applies one profile to the batches of one sheet, in order."""

    def __init__(self, layout: Layout, profile: Profile, hasher: Hasher, zone: ZoneInfo, day: date | None) -> None:
        """`day` dates a sheet without a date column. `order` (dmy or mdy per column) is filled later."""
        self.layout, self.profile, self.hasher, self.zone, self.day = layout, profile, hasher, zone, day
        self.order: dict[str, str] = {}
        self._inside: pa.Array | None = None
        """refunds written inside the batch's amounts: 131.77(已退款89.84)"""
        self.given: list[Column] = given_columns(layout.table, layout.columns, profile)
        self.adds_refund = layout.table.name == "orders" and "amount" in layout.columns
        if self.adds_refund and all(column.name != "refund" for column in self.given):
            self.given.append(layout.table.by_name["refund"])
        rules = {*profile.keywords, *(name for names in derived_columns(profile.derive).values() for name in names)}
        self.labels = [name for name in rules if name not in layout.columns and name not in profile.constants]
        """columns that only naming and keyword rules fill"""
        self._positions = sorted({*layout.columns.values(), *layout.skip_values, *(at for _, at in layout.identities)})
        self._selection = Selection(layout, profile)
        self._constants = {name: self._constant(name, value) for name, value in profile.constants.items()}

    def clean(self, raw: RawBatch) -> dict[int, pa.Array]:
        """The cleaned cells of every source column that is used."""
        return {position: clean_array(raw.cells.column(position)) for position in self._positions}

    def map(self, raw: RawBatch, cleaned: Mapping[int, pa.Array]) -> Mapped:
        """One batch, typed and checked; rows with faults are still inside, for the caller to take out."""
        batch, texts = self._selection.select(raw, cleaned)
        for column in self.given:
            self._parse(batch, column, texts.get(column.name))
        if self._inside is not None:
            batch.values["refund"] = pc.coalesce(batch.values["refund"], self._inside)
        self._settle_personal(batch)
        self._label(batch)
        self._build(batch)
        self._check(batch)
        return batch

    def _parse(self, batch: Mapped, column: Column, texts: pa.Array | None) -> None:
        constant = self._constants.get(column.name)
        if texts is None:
            values, flags = pa.nulls(len(batch.at), ARROW[column.kind]), None
            if column.name == "day" and self.day is not None:
                values = pa.repeat(pa.scalar(self.day, pa.date32()), len(batch.at))
        else:
            parsed = self._typed(column, texts)
            values, flags = parsed.values, parsed.is_day
            batch.faults += [(row, column.name, code) for row, code in parsed.bad.items()]
        if constant is not None:
            fill = pc.is_null(values)
            if parsed_bad := [row for row, name, _ in batch.faults if name == column.name]:
                fill = pa.array(_but(true(fill), parsed_bad))
            values = pc.if_else(fill, constant[0], values)
            if column.kind == "ts":
                flags = pc.if_else(fill, constant[1], flags if flags is not None else False)
        batch.values[column.name] = values
        if column.kind == "ts":
            batch.days[column.name] = flags

    def _typed(self, column: Column, texts: pa.Array) -> Parsed:
        if self.adds_refund and column.name == "amount":
            amounts, refunds = money_with_refund_array(texts)
            self._inside = refunds.values if refunds.values.null_count < len(texts) else None
            return amounts
        given = self._format(column.name) or self.order.get(column.name)
        return parse_array(column.kind, texts, codes=column.codes, date_format=given, zone=self.zone)

    def _settle_personal(self, batch: Mapped) -> None:
        """Tokens for personal user ids, contact data out of text columns, hashes in the identities table."""
        layout = self.layout
        for column in self.given:
            values = batch.values[column.name]
            if column.name in layout.tokens:
                tokens = tokenise(values, self.hasher, layout.tokens[column.name])
                if tokens.replaced:
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
            gone = true(nobody)
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

    def lacks(self, batch: Mapped) -> pa.Array:
        """Per row, the bits (1 << position in the table) of the label columns to which no rule gave a value."""
        bits = np.zeros(len(batch.at), dtype=np.int64)
        for position, column in enumerate(self.layout.table.columns):
            if column.name in self.labels:
                bits |= true(pc.is_null(batch.values[column.name])).astype(np.int64) << position
        return pa.array(bits)

    def _fill(self, batch: Mapped, name: str, texts: pa.Array) -> None:
        column = self.layout.table.by_name[name]
        parsed = parse_array(column.kind, texts, codes=column.codes, zone=self.zone)
        batch.notes["name_rule_unmatched"] += len(parsed.bad)
        batch.values[name] = pc.coalesce(batch.values[name], parsed.values)
        if column.kind == "ts":
            batch.days[name] = pc.coalesce(batch.days[name] or pa.nulls(len(batch.at), pa.bool_()), parsed.is_day)

    def _build(self, batch: Mapped) -> None:
        for name, parts in self.profile.build.items():
            there = [part for part in parts if part in batch.values]
            found = [texts_of.joined_text(batch.values[part], batch.days.get(part)) for part in there]
            if found:
                built = pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in found), "-")
                some = np.logical_or.reduce([true(pc.is_valid(part)) for part in found])
                built = pc.if_else(pa.array(some), built, None)
                batch.values[name] = pc.coalesce(batch.values[name], built)

    def _check(self, batch: Mapped) -> None:
        """Required cells are there, refunds are not above amounts, records are not longer than the header."""
        known = {(row, name) for row, name, _ in batch.faults}
        for name in self.layout.table.required:
            if name in batch.values and name != self.profile.number and batch.values[name].null_count:
                empty = np.flatnonzero(true(pc.is_null(batch.values[name]))).tolist()
                batch.faults += [(row, name, "missing_required") for row in empty if (row, name) not in known]
        if {"refund", "amount"} <= batch.values.keys():
            refund = pc.abs(batch.values["refund"])
            batch.values["refund"] = refund
            above = np.flatnonzero(true(pc.greater(refund, batch.values["amount"]))).tolist()
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


def _but(mask: Mask, rows: Sequence[int]) -> Mask:
    mask[list(rows)] = False
    return mask


def _emptied(values: pa.Array, rows: Sequence[int]) -> pa.Array:
    if not rows:
        return values
    keep = np.ones(len(values), dtype=np.bool_)
    keep[list(rows)] = False
    return pc.if_else(pa.array(keep), values, None)
