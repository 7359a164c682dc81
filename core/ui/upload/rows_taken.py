"""Of a mapping by hand: which rows are taken by the values they hold, and what a company's own words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.domain.tables import TABLES
from core.ingest.profile import normalise_header
from core.ingest.recognition.columns import ColumnFacts
from core.ingest.recognition.proposal import Proposal
from core.ingest.recognition.translation import own_words
from core.ui.upload.labels import column_label, value_label, values_of
from core.ui.words import escape_markdown, say

_TELLING = ("收/支", "状态", "类型", "status", "type")
_MOST_COLUMNS, _MOST_VALUES = 3, 12
_SKIP = ""
"""The meaning of a value whose rows are left out."""


def left_out(
    offer: Proposal, columns: Mapping[str, str], facts: Sequence[ColumnFacts], spot: str
) -> dict[str, tuple[str, ...]]:
    """Columns such as 收/支 or 交易状态: the values whose rows are imported; the others are left out."""
    if offer.table != "orders":
        return dict(offer.skip_values)
    asked = [fact for fact in facts if fact.name in offer.skip_values or _tells(fact, columns)]
    left: dict[str, tuple[str, ...]] = {}
    for fact in asked[:_MOST_COLUMNS]:
        values = [text for text, _ in fact.values] + ([_SKIP] if fact.filled < 1.0 else [])
        times = dict(fact.values)
        gone = offer.skip_values.get(fact.name, ())
        kept = st.pills(
            say("「{c}」里，哪些行算订单？", "Rows with which “{c}” are orders?", c=escape_markdown(fact.header)),
            values,
            default=[value for value in values if value not in gone],
            selection_mode="multi",
            format_func=partial(_words, times=times),
            key=f"rows_{spot}_{fact.position}",
        )
        out = tuple(value for value in values if value not in kept)
        if out:
            left[fact.name] = out
    return left


def _tells(fact: ColumnFacts, columns: Mapping[str, str]) -> bool:
    if fact.name in columns.values() or not 2 <= len(fact.values) <= _MOST_VALUES:
        return False
    return any(word in normalise_header(fact.header) for word in _TELLING)


def _words(value: str, times: Mapping[str, int]) -> str:
    if not value:
        return say("空白", "empty")
    return say("{v}，{n} 行", "{v}, {n} rows", v=escape_markdown(value), n=times[value])


def translations(
    table: str,
    columns: Mapping[str, str],
    facts: Sequence[ColumnFacts],
    offered: Mapping[str, Mapping[str, Any]],
    spot: str,
) -> dict[str, dict[str, Any]]:
    """For each choice or step column: the file's own words and what they mean; words without a meaning are left out."""
    found: dict[str, dict[str, Any]] = {}
    named = {fact.name: fact for fact in facts}
    for name, source in columns.items():
        if TABLES[table].by_name[name].kind not in ("enum", "step") or source not in named:
            continue
        own = own_words(table, name)
        foreign = [text for text, _ in named[source].values if normalise_header(text) not in own]
        if foreign:
            found[name] = _meanings(table, name, foreign, offered.get(name, {}), spot)
            found[name] |= {
                text: own[normalise_header(text)] for text, _ in named[source].values if text not in foreign
            }
    return found


def _meanings(table: str, name: str, foreign: Sequence[str], offered: Mapping[str, Any], spot: str) -> dict[str, Any]:
    st.text(
        say(
            "「{c}」里的这些说法各是什么意思？不选的行会略过。",
            "What do these words of “{c}” mean? Rows without a meaning are left out.",
            c=column_label(table, name),
        )
    )
    labels = {str(value): value_label(table, name, value) for value in values_of(table, name)}
    options = [_SKIP, *labels]
    is_step = TABLES[table].by_name[name].kind == "step"
    found: dict[str, Any] = {}
    with st.container(border=True, gap="small"):
        for number, text in enumerate(foreign):
            word, means = st.columns([2, 3], vertical_alignment="center")
            word.text(text)
            chosen = means.selectbox(
                escape_markdown(text),
                options,
                index=options.index(str(offered.get(text, _SKIP))),
                format_func=lambda value: labels.get(value) or say("略过", "left out"),
                key=f"means_{spot}_{name}_{number}",
                label_visibility="collapsed",
            )
            if chosen:
                found[text] = int(chosen) if is_step else chosen
    return found
