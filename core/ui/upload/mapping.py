"""A mapping by hand: which table, which column goes where, which rows count. It starts from the proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from core.domain.tables import TABLES
from core.ingest.preview import SheetPreview
from core.ingest.recognition.columns import ColumnFacts
from core.ingest.recognition.proposal import Proposal, asked, profile_of, propose
from core.ui.upload import rows_taken
from core.ui.upload.job import ImportFile, ImportJob
from core.ui.upload.labels import column_label, table_label, value_label, values_of
from core.ui.words import escape_markdown, say

_NOT = ""
"""The choice of a column that is not imported."""


def draw(job: ImportJob, file: ImportFile) -> None:
    """The whole form; its button reads the file again."""
    sheets = [sheet for sheet in (file.preview.sheets if file.preview else ()) if sheet.columns]
    if not sheets:
        st.text(say("这个文件里没有可对应的列。", "This file holds no columns to map."))
        return
    sheet = sheets[0] if len(sheets) == 1 else _sheet(file, sheets)
    offer = _offer(file, sheet)
    table, spot = offer.table, f"{file.number}_{sheet.sheet}_{offer.table}"
    buyer = _buyer(offer, sheet.columns, spot) if table == "orders" else _NOT
    columns = _columns(offer, [fact for fact in sheet.columns if fact.name != buyer], spot)
    if buyer:
        columns["user_id"] = buyer
    constants = _constants(table, columns, spot)
    offer = replace(
        offer,
        columns=columns,
        values=rows_taken.translations(table, columns, sheet.columns, offer.values, spot),
        skip_values=rows_taken.left_out(offer, columns, sheet.columns, spot),
    )
    missing = asked(table, columns, constants)
    if missing:
        names = ("、" if say("zh", "en") == "zh" else ", ").join(column_label(table, column.name) for column in missing)
        st.text(
            say(
                "还缺：{names}。请在表里指定它们来自哪一列。",
                "Still missing: {names}. Say above where they come from.",
                names=names,
            )
        )
    if st.button(
        say("按这个对应读取", "Read it this way"),
        type="primary",
        key=f"map_ok_{file.number}",
        disabled=bool(missing) or job.busy,
    ):
        profiles = profile_of(offer, sheet.columns, name=plain_name(file), constants=constants)
        one_of = sheet.sheet if len(sheets) > 1 else None
        job.read(file, replace(file.choice, table=None, sheet=one_of, profiles=profiles))
        st.rerun()


def plain_name(file: ImportFile) -> str:
    """What a remembered mapping is called: the name of the file it was made for."""
    return file.name.rsplit(".", 1)[0][:60]


def _sheet(file: ImportFile, sheets: Sequence[SheetPreview]) -> SheetPreview:
    return st.selectbox(
        say("哪个工作表？", "Which sheet?"),
        sheets,
        format_func=lambda sheet: sheet.sheet or sheet.file,
        key=f"sheet_{file.number}",
        width=320,
    )


def _offer(file: ImportFile, sheet: SheetPreview) -> Proposal:
    """The proposal for the table chosen; what was mapped before stands in it."""
    known = file.choice.profiles[0] if file.choice.profiles else None
    first = known.table if known else propose(sheet.columns, file.name).table
    table = st.selectbox(
        say("这是什么数据？", "What is this?"),
        list(TABLES),
        index=list(TABLES).index(first),
        format_func=table_label,
        key=f"as_{file.number}_{sheet.sheet}",
        width=320,
    )
    offer = propose(sheet.columns, file.name, table)
    if known is not None and known.table == table:
        offer = replace(offer, columns=dict(known.columns), values=known.values, skip_values=known.skip_values)
    return offer


def _columns(offer: Proposal, facts: Sequence[ColumnFacts], spot: str) -> dict[str, str]:
    """The mapping table with samples: every source column and the canonical one it goes to; unused ones are folded."""
    table = TABLES[offer.table]
    given = {source: name for name, source in reversed(list(offer.columns.items()))}
    free = [c.name for c in table.columns if not (offer.table == "orders" and c.name in ("user_id", "line"))]
    named = {name: _marked(offer.table, name) for name in free}
    used = [fact for fact in facts if given.get(fact.name) in named]
    unused = [fact for fact in facts if fact not in used]
    st.text(say("请核对：文件里的列 → 导入为", "Check: column in the file → goes to"))
    columns: dict[str, str] = {}
    with st.container(border=True, gap="small"):
        for fact in used:
            _column(fact, given.get(fact.name, _NOT), named, columns, spot)
    if unused:
        with st.expander(say("没有用到的 {n} 列", "{n} columns not used", n=len(unused))):
            for fact in unused:
                _column(fact, _NOT, named, columns, spot)
    if offer.table == "groups" and "group_name" in columns:
        columns.setdefault("group_id", columns["group_name"])
    return columns


def _column(fact: ColumnFacts, given: str, named: Mapping[str, str], columns: dict[str, str], spot: str) -> None:
    """One row of the table; what is chosen joins `columns`. Of two columns for one target the first counts."""
    name, samples, goes = st.columns([2, 3, 3], vertical_alignment="center")
    name.text(fact.header)
    samples.text(" ｜ ".join(fact.samples) or "—")
    options = [_NOT, *named]
    chosen = goes.selectbox(
        escape_markdown(fact.header),
        options,
        index=options.index(given),
        format_func=lambda column: named.get(column) or say("不导入", "not imported"),
        key=f"map_{spot}_{fact.position}",
        label_visibility="collapsed",
    )
    if chosen and chosen in columns:
        goes.text(say("已有一列导入为它，这一列不导入。", "Another column goes there already; this one is left out."))
    elif chosen:
        columns[chosen] = fact.name


def _marked(table: str, name: str) -> str:
    required = TABLES[table].by_name[name].required
    return column_label(table, name) + (say("（必填）", " (required)") if required else "")


def _buyer(offer: Proposal, facts: Sequence[ColumnFacts], spot: str) -> str:
    """Orders: which column says who bought; without one every order has a buyer of its own."""
    named = {fact.name: fact for fact in facts}
    taken = {source for name, source in offer.columns.items() if name != "user_id"}
    options = [_NOT, *offer.buyers, *(name for name in named if name not in offer.buyers and name not in taken)]
    first = offer.columns.get("user_id", _NOT)
    return st.selectbox(
        say("哪一列是买家？", "Which column is the buyer?"),
        options,
        index=options.index(first) if first in options else 0,
        format_func=lambda name: _buyer_words(named.get(name)),
        help=say(
            "没有买家也能导入：每单各算一个未知买家，计入销售额，不计入转化。",
            "It works without: each order then counts as one unknown buyer, in sales but never in conversion.",
        ),
        key=f"buyer_{spot}",
        width=480,
    )


def _buyer_words(fact: ColumnFacts | None) -> str:
    if fact is None:
        return say("没有买家信息，每单算一个未知买家", "No buyer inside: one unknown buyer per order")
    samples = " ｜ ".join(fact.samples)
    return f"{fact.header} ({samples})" if samples else fact.header


def _constants(table: str, columns: Mapping[str, str], spot: str) -> dict[str, Any]:
    """Required choices that no column gives: one value for all rows."""
    found: dict[str, Any] = {}
    for column in asked(table, columns, {}):
        if column.kind not in ("enum", "step"):
            continue
        chosen = st.selectbox(
            say("整个文件的「{c}」是？", "“{c}” of the whole file?", c=column_label(table, column.name)),
            values_of(table, column.name),
            index=None,
            placeholder=say("文件里有这一列就不用选", "Leave empty if a column of the file says it"),
            format_func=partial(value_label, table, column.name),
            key=f"const_{spot}_{column.name}",
            width=320,
        )
        if chosen is not None:
            found[column.name] = chosen
    return found
