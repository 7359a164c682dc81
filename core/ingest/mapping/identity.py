"""Personal ids in the tables: user ids that are contact data become tokens, a row's other ids are kept beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.domain.choices import PERSONAL_ID_KINDS
from core.domain.tables import TABLES
from core.ingest.mapping.pii import MASK, Hasher, any_suspect, is_masked_phone, scrub, value_kind

_SCHEMA = TABLES["identities"].schema
_COMPACT_ROWS = 500_000


@dataclass(frozen=True, slots=True)
class Tokenised:
    """A user id column after tokenising. `kinds` and `hashes` are null where the id was stored as it is."""

    values: pa.Array
    kinds: pa.Array | None
    hashes: pa.Array | None
    masked: tuple[int, ...] = ()
    """Positions whose id is a masked phone: it cannot tell people apart."""
    replaced: bool = False
    """Whether any id became a token."""

    def filter(self, keep: pa.Array) -> Tokenised:
        """Only the rows of a mask; positions are no longer known then."""
        if self.kinds is None or self.hashes is None:
            return Tokenised(self.values.filter(keep), None, None)
        return Tokenised(self.values.filter(keep), self.kinds.filter(keep), self.hashes.filter(keep))


def tokenise(values: pa.Array, hasher: Hasher, forced: str | None) -> Tokenised:
    """Replace user ids that are a phone, WeChat id or e-mail address by tokens such as `phone:<hmac>`.

    `forced` is the kind the source header announces (then every value is of that kind), or None. The same value
    gives the same token in every table, so tables still join.
    """
    if forced is None and not any_suspect(values):
        return Tokenised(values, None, None)
    encoded = values.dictionary_encode()
    texts: list[str] = []
    kinds: list[str | None] = []
    hashes: list[str | None] = []
    masked: list[bool] = []
    for value in encoded.dictionary.to_pylist():
        kind = value_kind(value) or forced
        hidden = is_masked_phone(value) or (forced in PERSONAL_ID_KINDS and "*" in value)
        masked.append(hidden)
        texts.append(value if kind is None or hidden else hasher.token(kind, value))
        stored = hasher.stored(kind, value) if kind in PERSONAL_ID_KINDS and not hidden else None
        kinds.append(kind if stored else None)
        hashes.append(stored)
    starred = np.flatnonzero(np.array([*masked, False])[encoded.indices.fill_null(len(masked)).to_numpy()])
    return Tokenised(
        pa.array(texts, pa.string()).take(encoded.indices),
        pa.array(kinds, pa.string()).take(encoded.indices),
        pa.array(hashes, pa.string()).take(encoded.indices),
        tuple(starred.tolist()),
        texts != encoded.dictionary.to_pylist(),
    )


def clear_contacts(values: pa.Array, hasher: Hasher, required: bool) -> tuple[pa.Array, tuple[int, ...]]:
    """Take contact data out of a text column: (the cleared array, positions that were changed).

    A cell that is nothing but contact data is emptied (a required one becomes a token, so that its row is kept);
    inside a longer text only the contact data is replaced by ***.
    """
    if not any_suspect(values, free_text=True):
        return values, ()
    encoded = values.dictionary_encode()
    cleared: list[str | None] = []
    changed: list[bool] = []
    for value in encoded.dictionary.to_pylist():
        kept: str | None = scrub(value)
        if kept != value and (kept == MASK or value_kind(value)):
            kept = hasher.token(value_kind(value) or "name", value) if required else None
        cleared.append(kept)
        changed.append(kept != value)
    hit = np.flatnonzero(np.array([*changed, False])[encoded.indices.fill_null(len(changed)).to_numpy()])
    return pa.array(cleared, pa.string()).take(encoded.indices), tuple(hit.tolist())


def hash_identity_values(kinds: pa.Array, values: pa.Array, hasher: Hasher) -> tuple[pa.Array, pa.Array]:
    """For the identities table itself: (values as stored, mask of rows whose value identifies nobody)."""
    pairs = pa.StructArray.from_arrays([kinds, values], names=["kind", "value"]).to_pylist()
    stored = [hasher.stored(p["kind"], p["value"]) if p["kind"] and p["value"] else p["value"] for p in pairs]
    result = pa.array(stored, pa.string())
    return result, pc.and_(pc.is_null(result), pc.is_valid(values))


def shown(value: str | None, personal: bool) -> str:
    """A cell as a problem may show it: personal values as ***, long texts cut."""
    if value is None:
        return ""
    if personal or value_kind(value) or is_masked_phone(value):
        return MASK
    return scrub(value)[:120]


class IdentityRows:
    """Collects the identity rows an export's rows imply: distinct, newest sighting kept."""

    def __init__(self, hasher: Hasher, own_kind: str, source: str) -> None:
        self._hasher = hasher
        self._own_kind = own_kind
        self._source = source
        self._parts: list[pa.Table] = []
        self._rows = 0

    def add(
        self, users: pa.Array, ids: Sequence[tuple[str, pa.Array]], tokens: Tokenised | None, seen_on: pa.Array | None
    ) -> None:
        """Take one batch: user ids as stored, (kind, cell texts) per id column, and each row's day."""
        days = seen_on if seen_on is not None else pa.nulls(len(users), pa.date32())
        linked = pa.repeat(pa.scalar(False), len(users))
        for kind, cells in ids:
            kinds, values = self._typed(kind, cells)
            there = pc.and_(pc.is_valid(values), pc.is_valid(users))
            linked = pc.or_(linked, there)
            self._append(users, kinds, values, days, there)
        if tokens is not None and tokens.kinds is not None:
            # a tokenised user has no id of his own beside the hashed one
            hashed = pc.is_valid(tokens.kinds)
            linked = pc.and_(linked, pc.invert(hashed))
            self._append(users, tokens.kinds, tokens.hashes, days, hashed)
        if pc.any(linked, min_count=0).as_py():
            self._append(users, pa.repeat(pa.scalar(self._own_kind), len(users)), users, days, linked)
        if self._rows > _COMPACT_ROWS:
            self._compact()

    def write(self, path: Path) -> int:
        """Write the distinct rows as a staged `identities` file; returns how many (no file when there are none)."""
        self._compact()
        if not self._rows:
            return 0
        table = self._parts[0]
        columns: Mapping[str, pa.ChunkedArray | pa.Array] = {
            **{name: table[name] for name in ("user_id", "id_kind", "id_value", "seen_on")},
            "source": pa.repeat(pa.scalar(self._source), table.num_rows),
        }
        rows = pa.array(np.arange(1, table.num_rows + 1, dtype=np.int64))
        arrays = [columns[name] for name in _SCHEMA.names]
        pq.write_table(pa.table([*arrays, rows], names=[*_SCHEMA.names, "_row"]), path)
        return int(table.num_rows)

    def _typed(self, kind: str, cells: pa.Array) -> tuple[pa.Array, pa.Array]:
        encoded = cells.dictionary_encode()
        kinds: list[str] = []
        values: list[str | None] = []
        for text in encoded.dictionary.to_pylist():
            real = kind if kind in PERSONAL_ID_KINDS else value_kind(text) or kind
            kinds.append(real)
            values.append(self._hasher.stored(real, text))
        return pa.array(kinds, pa.string()).take(encoded.indices), pa.array(values, pa.string()).take(encoded.indices)

    def _append(self, users: pa.Array, kinds: pa.Array, values: pa.Array, days: pa.Array, there: pa.Array) -> None:
        rows = pa.table([users, kinds, values, days], names=["user_id", "id_kind", "id_value", "seen_on"])
        part = _distinct(rows.filter(there))
        self._parts.append(part)
        self._rows += part.num_rows

    def _compact(self) -> None:
        if self._parts:
            self._parts = [_distinct(pa.concat_tables(self._parts))]
            self._rows = self._parts[0].num_rows


def _distinct(rows: pa.Table) -> pa.Table:
    keys = ["user_id", "id_kind", "id_value"]
    grouped = rows.group_by(keys, use_threads=False).aggregate([("seen_on", "max")])
    return grouped.rename_columns([*keys, "seen_on"] if grouped.column_names[0] == "user_id" else ["seen_on", *keys])
