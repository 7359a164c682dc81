"""Where a profile's columns lie in one sheet, and which of the sheet's columns are personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.domain.choices import PERSONAL_ID_KINDS
from core.domain.problems import refusal
from core.domain.tables import TABLES, Column, Table
from core.ingest.mapping.labels import derived_columns
from core.ingest.mapping.pii import (
    DROPPED_KINDS,
    STAFF_COLUMNS,
    header_kind,
    kind_of_values,
    names_somebody_else,
    scrub,
)
from core.ingest.profile import Profile, normalise_header, number_duplicates

if TYPE_CHECKING:
    from core.ingest.reading.sources import Sheet

HEADER_ROWS = 30
"""The header is looked for in the first 30 records."""

_CLEAR_IDS = frozenset({"unionid", "openid", "external_userid"})


@dataclass(frozen=True)
class Layout:
    """One sheet under one profile. Positions are 0-based columns of the sheet."""

    table: Table
    header_row: int
    header: tuple[str, ...]
    columns: Mapping[str, int]
    """canonical column → position, personal columns that must not be stored left out"""
    skip_values: Mapping[int, frozenset[str]]
    identities: tuple[tuple[str, int], ...]
    """(id kind, position) of the columns that hold further ids of the row's user"""
    tokens: Mapping[str, str | None]
    """canonical columns whose personal values become tokens → the kind their header announces"""
    personal: frozenset[int]
    """positions whose cells no user may see"""
    own_kind: str
    """the id kind of user_id itself"""
    notes: tuple[tuple[str, str], ...] = field(default=())
    """(source header, problem code) to tell once"""


def find_header(sheet: Sheet, profile: Profile) -> int:
    """The 1-based record that is the profile's header row. Raises ImportRefused(missing_columns | empty_file)."""
    wanted = {normalise_header(name) for name in _sources(profile)}
    if not any(any(cell and cell.strip() for cell in row) for row in sheet.head):
        raise refusal("empty_file", file=sheet.file)
    numbers = [profile.header_row] if profile.header_row else range(1, HEADER_ROWS + 1)
    best: tuple[int, int, list[str]] = (-1, 0, [])
    for number in numbers:
        row = [cell or "" for cell in sheet.head[number - 1]] if number <= len(sheet.head) else []
        hits = len(wanted & set(number_duplicates(row)))
        if row and hits == len(wanted):
            return number
        best = max(best, (hits, sum(bool(cell.strip()) for cell in row), row))
    found = {name for name in number_duplicates(best[2]) if not name.startswith("#")}
    missing = [name for name in _sources(profile) if normalise_header(name) not in found]
    raise refusal(
        "missing_columns",
        file=sheet.file,
        missing="、".join(missing),
        found="、".join(scrub(cell.strip())[:40] for cell in best[2][:60] if cell.strip()) or "-",
    )


def _sources(profile: Profile) -> list[str]:
    return list(dict.fromkeys([*profile.columns.values(), *profile.skip_values, *profile.identities.values()]))


def lay_out(sheet: Sheet, profile: Profile, also_used: frozenset[str] = frozenset()) -> Layout:
    """Find the header and place the profile's columns; `also_used` are normalised headers that others read.

    Raises ImportRefused(missing_columns, missing_required_columns, bad_profile, empty_file).
    """
    table = TABLES[profile.table]
    row = find_header(sheet, profile)
    header = tuple(cell or "" for cell in sheet.head[row - 1])
    names = number_duplicates(header)
    at = {name: position for position, name in reversed(list(enumerate(names)))}
    columns = {name: at[normalise_header(source)] for name, source in profile.columns.items()}
    tokens, dropped = _personal_columns(table, columns, header, profile)
    kept = {name: position for name, position in columns.items() if name not in dropped}
    _check_required(table, kept, profile)
    taken = set(columns.values())
    identities = [(kind, at[normalise_header(source)]) for kind, source in profile.identities.items()]
    personal = {position for name, position in columns.items() if name in dropped or tokens.get(name)}
    personal |= {position for kind, position in identities if kind in PERSONAL_ID_KINDS}
    if table.name == "identities":
        personal.add(columns.get("id_value", -1))
    notes = [(header[columns[name]], "pii_dropped") for name in dropped]
    notes += [(header[position], "pii_hashed") for kind, position in identities if kind in PERSONAL_ID_KINDS]
    taken |= {position for _, position in identities}
    has_user = "user_id" in table.by_name and table.name != "identities"
    skips = {at[normalise_header(source)]: frozenset(texts) for source, texts in profile.skip_values.items()}
    for position, name in enumerate(names):
        kind = _unmapped_kind(sheet.head[row:], header[position], position)
        if position in taken:
            continue
        if kind is not None and kind not in _CLEAR_IDS:
            personal.add(position)
        if kind is None:
            if header[position].strip() and name not in also_used and position not in skips:
                notes.append((header[position], "unknown_column"))
        elif kind in DROPPED_KINDS or not has_user:
            notes.append((header[position], "unknown_column" if kind in _CLEAR_IDS else "pii_dropped"))
        else:
            identities.append((kind, position))
            notes += [] if kind in _CLEAR_IDS else [(header[position], "pii_hashed")]
    return Layout(
        table=table,
        header_row=row,
        header=header,
        columns=kept,
        skip_values=skips,
        identities=tuple(identities),
        tokens=tokens,
        personal=frozenset(personal),
        own_kind=_own_kind(profile, header[columns["user_id"]] if "user_id" in columns else ""),
        notes=tuple(dict.fromkeys(notes)),
    )


def _unmapped_kind(below: Sequence[Sequence[str]], header: str, position: int) -> str | None:
    kind = header_kind(header)
    if kind is None:
        kind = kind_of_values(row[position] if position < len(row) else None for row in below)
    if kind in PERSONAL_ID_KINDS and names_somebody_else(header):
        return "other"
    return kind


def _personal_columns(
    table: Table, columns: Mapping[str, int], header: Sequence[str], profile: Profile
) -> tuple[dict[str, str | None], list[str]]:
    """(canonical columns whose values may become tokens → kind their header announces, columns not to be stored)."""
    tokens: dict[str, str | None] = {}
    dropped: list[str] = []
    for name, position in columns.items():
        column = table.by_name[name]
        kind = header_kind(header[position])
        announced = kind if kind in PERSONAL_ID_KINDS or kind in DROPPED_KINDS else None
        if name in ("user_id", "referrer_id"):
            own = profile.id_kind if name == "user_id" and profile.id_kind in PERSONAL_ID_KINDS else None
            tokens[name] = own or ("name" if announced in DROPPED_KINDS else announced)
        elif announced and column.kind == "text" and not (announced == "name" and name in STAFF_COLUMNS):
            if column.required:
                tokens[name] = "name" if announced in DROPPED_KINDS else announced
            else:
                dropped.append(name)
    return tokens, dropped


def _own_kind(profile: Profile, header: str) -> str:
    if profile.id_kind:
        return "user_id" if profile.id_kind in PERSONAL_ID_KINDS else profile.id_kind
    kind = header_kind(header)
    return kind if kind in _CLEAR_IDS else "user_id"


def given_columns(table: Table, columns: Mapping[str, int], profile: Profile) -> list[Column]:
    """The canonical columns a sheet fills under a profile, in the table's order."""
    names = {*columns, *profile.constants, *profile.build, *profile.keywords}
    for groups in derived_columns({s: p for s, p in profile.derive.items() if s in columns}).values():
        names |= set(groups)
    if profile.day_from and "day" in table.by_name:
        names.add("day")
    return [column for column in table.columns if column.name in names]


def _check_required(table: Table, columns: Mapping[str, int], profile: Profile) -> None:
    labels = [name for names in derived_columns(profile.derive).values() for name in names]
    unknown = [name for name in (*profile.keywords, *labels) if name not in table.by_name]
    if unknown:
        raise refusal("bad_profile", faults="、".join(f"{name}?" for name in unknown))
    given = {column.name for column in given_columns(table, columns, profile)}
    if profile.number:
        given.add(profile.number)
    missing = [name for name in table.required if name not in given]
    if missing:
        raise refusal("missing_required_columns", missing="、".join(missing))
