"""Mapping profiles: how one export's columns become one canonical table."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from core.codec.pattern import BadPattern, read_pattern
from core.domain.choices import CHOICES
from core.domain.problems import refusal
from core.domain.tables import TABLES
from core.errors import ImportRefused
from core.i18n import Text

_BRACKETS = str.maketrans("【】〔〕［］｛｝〈〉", "()()()()()")


def normalise_header(name: str) -> str:
    """A header as it is compared: NFKC, brackets folded to (), 帐 → 账, blanks removed at both ends, lower case."""
    folded = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return re.sub(r"\s+", " ", folded.replace("帐", "账")).strip(" \t\r\n`'\ufeff\u200b").lower()


def number_duplicates(header: Sequence[str]) -> list[str]:
    """Normalised names of a header row; the n-th duplicate is `name#n`, a blank is `#column`."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for position, cell in enumerate(header, 1):
        name = normalise_header(cell) or f"#{position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def header_signature(header: Sequence[str]) -> str:
    """What a profile is remembered by: sha256 over the sorted normalised headers."""
    names = sorted(number_duplicates(header))
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


@dataclass(frozen=True)
class Profile:
    """One export shape → one canonical table. Only name, table and columns are required.

    columns            canonical column → source header
    values             canonical column → {cell text: value}
    skip_unmapped_values  columns whose untranslated values skip the row (counted) instead of rejecting it
    skip_empty         canonical columns whose emptiness skips the row (an unpaid order has no paid time)
    skip_values        source header → cell texts that skip the row ("" = an empty cell)
    constants          canonical column → fixed value
    date_format        strptime pattern for columns whose day and month order is ambiguous
    day_from           "file_name" | "title" | "import_day" | YYYY-MM-DD: dates a snapshot that has no date inside
    build              canonical column → canonical columns joined into an id
    number             column that numbers rows of the same key in file order
    snapshot           ("group_id",): a full roster; members missing from it have left
    derive             source canonical column → regex with named groups = canonical columns
    keywords           target canonical column → {regex: value}, searched in group_name
    identities         id kind → source header, beside user_id, kept in the identity table
    id_kind            the kind of user_id itself (buyer_nick, external_userid, …)
    """

    name: str
    table: str
    columns: Mapping[str, str]
    header_row: int | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skip_unmapped_values: tuple[str, ...] = ()
    skip_empty: tuple[str, ...] = ()
    skip_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    date_format: str | Mapping[str, str] | None = None
    day_from: str | None = None
    build: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    number: str | None = None
    snapshot: tuple[str, ...] = ()
    derive: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    id_kind: str | None = None

    @classmethod
    def from_json(cls, text: str | bytes) -> Profile:
        """Read and check a profile; every fault is named at once. Raises ImportRefused(bad_profile)."""
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError):
            raise _bad_profile(["JSON"]) from None
        if not isinstance(raw, dict):
            raise _bad_profile([Text("不是 JSON 对象", "not a JSON object")])
        faults: list[str | Text] = [f"{key}?" for key in raw if key not in cls.__dataclass_fields__]
        faults += _wrong_types(raw)
        if faults:
            raise _bad_profile(faults)
        faults += [Text(f"缺少 {key}", f"{key} missing") for key in ("name", "table", "columns") if not raw.get(key)]
        table = TABLES.get(str(raw.get("table")))
        if raw.get("table") and table is None:
            faults.append(f"table {raw['table']}?")
        if table is not None:
            known = set(table.by_name)
            for part in ("columns", "values", "constants", "build", "skip_unmapped_values", "skip_empty"):
                faults += [f"{part}.{name}?" for name in raw.get(part) or () if name not in known]
            parts = [part for names in (raw.get("build") or {}).values() for part in names]
            faults += [f"build {name}?" for name in parts if name not in known]
            faults += [f"snapshot {name}?" for name in raw.get("snapshot") or () if name not in known]
            if raw.get("number") not in (None, "line") or (raw.get("number") and "line" not in known):
                faults.append(f"number {raw['number']}?")
        faults += _bad_patterns(raw)
        if faults:
            raise _bad_profile(faults)
        given = {key: value for key, value in raw.items() if value is not None}
        for key in ("skip_unmapped_values", "skip_empty", "snapshot"):
            if key in given:
                given[key] = tuple(given[key])
        for key in ("build", "skip_values"):
            if key in given:
                given[key] = {name: tuple(parts) for name, parts in given[key].items()}
        return cls(**given)

    def to_json(self) -> str:
        """Canonical JSON of the profile, as remembered in the workspace."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def _texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _map_of(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(check(item) for item in value.values())


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_map(value: Any) -> bool:
    return isinstance(value, dict)


_SHAPES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("name", "table", "sheet", "encoding", "delimiter", "number", "id_kind"), _is_text),
    "day_from": lambda v: (
        v in ("file_name", "title", "import_day") or (_is_text(v) and re.fullmatch(r"\d{4}-\d\d-\d\d", v) is not None)
    ),
    "header_row": lambda v: type(v) is int and v >= 1,
    "columns": _map_of(_is_text),
    "values": _map_of(_is_map),
    "constants": _is_map,
    **dict.fromkeys(("skip_unmapped_values", "skip_empty", "snapshot"), _texts),
    **dict.fromkeys(("skip_values", "build"), _map_of(_texts)),
    **dict.fromkeys(("derive", "identities"), _map_of(_is_text)),
    "keywords": _map_of(_map_of(_is_text)),
    "date_format": lambda v: _is_text(v) or _map_of(_is_text)(v),
}


def _wrong_types(raw: Mapping[str, Any]) -> list[str]:
    """Keys whose value has not the form that the profile's description says."""
    given = {key: value for key, value in raw.items() if value is not None and key in _SHAPES}
    faults = [key for key, value in given.items() if not _SHAPES[key](value)]
    kinds = CHOICES["id_kind"]
    named = [*(raw.get("identities") or {}), *filter(None, [raw.get("id_kind")])] if not faults else []
    return faults + [f"id_kind {kind}?" for kind in named if str(kind).lower() not in kinds]


def _bad_patterns(raw: Mapping[str, Any]) -> list[Text]:
    """The naming and keyword rules that cannot be used, and why."""
    given = [(f"derive.{name}", pattern) for name, pattern in (raw.get("derive") or {}).items()]
    given += [(f"keywords.{name}", p) for name, rules in (raw.get("keywords") or {}).items() for p in rules]
    faults: list[Text] = []
    for place, pattern in given:
        try:
            read_pattern(pattern)
        except BadPattern as bad:
            faults.append(Text(f"{place}：{bad.why.zh}", f"{place}: {bad.why.en}"))
    return faults


def _bad_profile(faults: Sequence[str | Text]) -> ImportRefused:
    told = [fault if isinstance(fault, Text) else Text(fault, fault) for fault in faults]
    listed = Text("；".join(one.zh for one in told), "; ".join(one.en for one in told))
    return refusal("bad_profile", {"faults": [one.en for one in told]}, faults=listed)
