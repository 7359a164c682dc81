"""Labels of groups read from names: naming rules with named groups, and keyword rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

DEFAULT_KEYWORDS: Mapping[str, Mapping[str, str]] = {
    "positioning": {"售后|导购": "service"},
    "purpose": {
        "福利|优惠|秒杀": "benefits",
        "引流": "lead_in",
        "新人|新客": "new_user",
        "训练营": "camp",
        "交付": "delivery",
        "铁粉": "core_fans",
        "快闪": "flash",
    },
}
"""Keyword rules offered to the user as a starting point; applied only where a profile holds them."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Label texts per canonical column (null where a name gives none), and how many names did not fit the rule."""

    columns: Mapping[str, pa.Array]
    unmatched: int
    tried: int


def derived_columns(derive: Mapping[str, str]) -> dict[str, list[str]]:
    """Which canonical columns each naming rule fills: source canonical column → its pattern's named groups."""
    return {source: list(re.compile(pattern).groupindex) for source, pattern in derive.items()}


def derive_labels(names: pa.Array, pattern: str) -> Labels:
    """Apply one naming rule to a column of names; each named group becomes a column of texts."""
    rule = re.compile(pattern)
    encoded = names.dictionary_encode()
    found: dict[str, list[str | None]] = {name: [] for name in rule.groupindex}
    fits: list[bool] = []
    for text in encoded.dictionary.to_pylist():
        match = rule.search(text)
        fits.append(match is not None)
        for name, values in found.items():
            values.append((match.group(name) or "").strip() or None if match else None)
    fit = pa.array(fits, pa.bool_()).take(encoded.indices)
    tried = len(names) - names.null_count
    return Labels(
        {name: pa.array(values, pa.string()).take(encoded.indices) for name, values in found.items()},
        tried - (pc.sum(fit).as_py() or 0),
        tried,
    )


def keyword_labels(names: pa.Array, rules: Mapping[str, str]) -> pa.Array:
    """The value of the first keyword rule (regex → value) that is found in each name; null where none is."""
    compiled = [(re.compile(pattern), value) for pattern, value in rules.items()]
    encoded = names.dictionary_encode()
    values = [
        next((value for rule, value in compiled if rule.search(text)), None) for text in encoded.dictionary.to_pylist()
    ]
    return pa.array(values, pa.string()).take(encoded.indices)
