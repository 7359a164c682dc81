"""Labels of groups read from names: naming rules with named groups, and keyword rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from core.codec.pattern import read_pattern

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
    """Which canonical columns each naming rule fills: source canonical column → its pattern's named groups.

    Raises BadPattern.
    """
    return {source: list(read_pattern(pattern).names) for source, pattern in derive.items()}


def derive_labels(names: pa.Array, pattern: str) -> Labels:
    """Apply one naming rule to a column of names; each named group becomes a column of texts. Raises BadPattern."""
    rule = read_pattern(pattern)
    encoded = names.dictionary_encode()
    fit = rule.found_in(encoded.dictionary).take(encoded.indices)
    found = rule.groups(encoded.dictionary)
    tried = len(names) - names.null_count
    return Labels(
        {name: values.take(encoded.indices) for name, values in found.items()},
        tried - (pc.sum(fit).as_py() or 0),
        tried,
    )


def keyword_labels(names: pa.Array, rules: Mapping[str, str]) -> pa.Array:
    """The value of the first keyword rule (regex → value) that is found in each name; null where none is.

    Raises BadPattern.
    """
    encoded = names.dictionary_encode()
    values = pa.nulls(len(encoded.dictionary), pa.string())
    for pattern, value in rules.items():
        found = read_pattern(pattern).found_in(encoded.dictionary)
        values = pc.coalesce(values, pc.if_else(found, pa.scalar(value), pa.scalar(None, pa.string())))
    return values.take(encoded.indices)
