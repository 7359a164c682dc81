"""What a built-in format is: which headers it knows and which canonical tables it fills.

One source file may fill several tables (`Format.parts`), one canonical column may have several source names (the first
present wins), a column may be computed from others (`Computed`), nested JSON may have to be laid flat (`Format.unpack`)
and chat logs have to be added up (`Format.reshape`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pyarrow as pa

from core.domain.tables import TABLES
from core.i18n import Text
from core.ingest.profile import Profile, normalise_header
from core.ingest.reading.sheets import Sheet
from core.ingest.recognition.header import Header, Names, normalised


@dataclass(frozen=True)
class Part:
    """How one canonical table is filled; every field but the first three stands in Profile under the same name.

    columns      canonical column → source headers, the first one present is taken
    identities   id kind → source headers
    id_kind      the kind of user_id, or source header → kind where it depends on the header taken
    skip_values  source header → cell texts that skip the row (only where the file has that header)
    dated        needed: without a day column the day comes from the file name or the title, else it is asked for;
                 optional: without any day the part is left out; import_day: without any day the day of the import
                 counts; roster: the day of a full roster, or none
    needs        beside the required columns, each group must have one header for the part to be used
    """

    table: str
    columns: Mapping[str, Names]
    needs: tuple[Names, ...] = ()
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skip_empty: Names = ()
    skip_values: Mapping[str, Names] = field(default_factory=dict)
    skip_unmapped_values: Names = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    dated: Literal["no", "needed", "optional", "import_day", "roster"] = "no"
    number: str | None = None
    snapshot: Names = ()
    identities: Mapping[str, Names] = field(default_factory=dict)
    id_kind: str | Mapping[str, str] | None = None

    def lacking(self, header: Header) -> list[str]:
        """Required canonical columns that neither the header nor a constant nor the file's own day can fill."""
        given = set(self.constants) | ({"day"} if self.dated in ("needed", "optional", "import_day") else set())
        return [
            name
            for name in TABLES[self.table].required
            if name not in given and header.first(self.columns.get(name, ())) is None
        ]

    def fits(self, header: Header) -> bool:
        """Whether the header has all the part needs."""
        return not self.lacking(header) and all(header.first(group) is not None for group in self.needs)

    def used(self, header: Header) -> dict[str, str]:
        """canonical column → the source header taken for it."""
        found = {name: header.first(names) for name, names in self.columns.items()}
        return {name: source for name, source in found.items() if source is not None}

    def profile(self, name: str, header: Header, day_from: str | None = None) -> Profile | None:
        """The profile for a file with this header, or None if the part does not fit it.

        `day_from` says where a file without a day column shows its day, or which day it is; None = nowhere. A `needed`
        day that stands nowhere keeps "file_name", which the mapping then asks for.
        """
        if not self.fits(header):
            return None
        columns = self.used(header)
        dating: str | None = None
        if self.dated != "no" and "day" not in columns:
            dating = day_from or {"needed": "file_name", "import_day": "import_day"}.get(self.dated)
            if self.dated == "optional" and dating is None:
                return None
        identities = {kind: header.first(names) for kind, names in self.identities.items()}
        return Profile(
            name=name,
            table=self.table,
            columns=columns,
            values=self.values,
            skip_unmapped_values=tuple(c for c in self.skip_unmapped_values if c in columns),
            skip_empty=tuple(c for c in self.skip_empty if c in columns),
            skip_values={
                source: texts for names, texts in self.skip_values.items() if (source := header.first((names,)))
            },
            constants={column: value for column, value in self.constants.items() if column not in columns},
            day_from=dating,
            number=self.number if self.number not in columns else None,
            snapshot=self.snapshot,
            identities={kind: source for kind, source in identities.items() if source is not None},
            id_kind=self._kind(columns),
        )

    def _kind(self, columns: Mapping[str, str]) -> str | None:
        if self.id_kind is None or isinstance(self.id_kind, str):
            return self.id_kind
        kinds = {normalise_header(source): kind for source, kind in self.id_kind.items()}
        return kinds.get(normalise_header(columns.get("user_id", "")))


Cells = Mapping[str, pa.Array]
"""Normalised source header → one batch of trimmed text cells, empty = null."""


@dataclass(frozen=True)
class Computed:
    """A column the file does not have but its other cells tell: it is put after the last one.

    `needs`: each group must have one header, else the column is not made; `also` is read where it is there.
    `fill` gets every column of the batch.
    """

    name: str
    needs: tuple[Names, ...]
    fill: Callable[[Cells], pa.Array]
    also: tuple[Names, ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        """Normalised headers it looks at."""
        return frozenset(name for group in (*self.needs, *self.also) for name in normalised(group))


@dataclass(frozen=True)
class Unpacked:
    """One flat table found inside nested JSON; `rows` hold text, numbers or None."""

    name: str
    header: Names
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Reject:
    """A source row that cannot be used: 1-based record number, source header, cell and problem code."""

    row: int
    column: str
    value: str
    code: str


@dataclass(frozen=True)
class Reshaped:
    """Rows added up from many source rows.

    The mapping sees only `rows`; the report must speak of the file, so `rows_in`, `skipped` and `rejects` count
    source rows: loaded = rows_in − Σ skipped − len(rejects), all of which are in the sums.
    """

    table: str
    header: Names
    rows: Sequence[Sequence[object]]
    rows_in: int
    skipped: Mapping[str, int]
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class Format:
    """One kind of export. A format fits a header row if every group of `needs` has one of its headers there and none
    of `without` is; among those that fit, the one that uses most of the file's headers is taken, then the heavier.

    notes    problem codes told about every file of this kind (no buyer inside, …)
    refusal  for a file that is known and holds nothing this product keeps: the name of its refusal
    """

    name: str
    label: Text
    needs: tuple[Names, ...]
    parts: tuple[Part, ...] = ()
    without: Names = ()
    weight: int = 1
    computed: tuple[Computed, ...] = ()
    notes: Names = ()
    unpack: Callable[[object], list[Unpacked]] | None = None
    reshape: Callable[[Sheet, int, ZoneInfo], Iterator[Reshaped]] | None = None
    refusal: str | None = None

    @cached_property
    def keys(self) -> tuple[Names, ...]:
        """`needs` as headers are compared."""
        return tuple(normalised(group) for group in self.needs)

    def fits(self, header: Header) -> bool:
        """Whether a header row is this format's."""
        if any(header.first(group) is None for group in self.needs):
            return False
        if self.without and header.first(self.without) is not None:
            return False
        if self.refusal or self.reshape:
            return True
        wider = self.widened(header)
        return any(part.fits(wider) for part in self.parts)

    def widened(self, header: Header) -> Header:
        """The header with the computed columns that can be made after its own.

        A downloaded file of rejected rows already has such columns: those are set aside and computed afresh.
        """
        made = [column.name for column in self.possible(header)]
        stale = set(normalised(made))
        own = [f"{cell}(旧)" if name in stale else cell for name, cell in zip(header.names, header.cells, strict=True)]
        return Header((*own, *made))

    def possible(self, header: Header) -> list[Computed]:
        """The computed columns that this header allows."""
        return [c for c in self.computed if all(header.first(group) is not None for group in c.needs)]

    def score(self, header: Header) -> int:
        """How many of the file's own headers the format takes."""
        wider, own = self.widened(header), set(header.names)
        used = {normalise_header(source) for part in self.parts for source in part.used(wider).values()}
        used |= {name for group in self.keys for name in group}
        return len(used & own)
