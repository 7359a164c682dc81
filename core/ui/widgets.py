"""The building blocks of pages: verdict, lists with downloads, the three empty states. They make pages look alike."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ColumnConfig

from core.codec import listing as lists
from core.codec import workbook
from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.table import Table
from core.reports.verdict import Contract, Missing, Verdict
from core.scope import Scope
from core.ui import scope_bar
from core.ui.menu import page
from core.ui.state import language
from core.ui.words import escape_markdown, say

_HEAD, _ROW = 38, 35
"""Pixels of a grid's header with its border, and of a row."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def verdict(line: str, todo: str | None = None) -> None:
    """Line 1: the finding in words with one number and a name. Line 2: what to do, who, by when. Plain text."""
    st.title(escape_markdown(line), anchor=False)
    if todo:
        st.header(escape_markdown(todo), anchor=False)


def details(label: Text | None = None) -> DeltaGenerator:
    """The fold 详细 under which everything goes that the decision does not need."""
    return st.expander((label or Text("详细", "Details")).of(language()))


def contract(found: Contract) -> str:
    """What stands behind the `?` of a number: formula, what is counted, window, exclusions, sources. Markdown."""
    lang = language()
    lines = [
        (Text("公式", "Formula"), found.formula),
        (Text("计的是", "Counts"), found.counts),
        (Text("时间窗", "Window"), found.window),
        (Text("不计入", "Left out"), found.excluded),
        (Text("来源", "Source"), Text(found.tables, found.tables)),
        (Text("行业口径", "Industry definition"), found.industry),
    ]
    colon = Text("：", ": ").of(lang)
    return "\n\n".join(f"{name.of(lang)}{colon}{escape_markdown(line.of(lang))}" for name, line in lines if line)


# lists ----------------------------------------------------------------------------------------------------


def show_table(table: Table, key: str, *, downloads_allowed: bool = True) -> None:
    """A table of a report: its heading and sentences, the rows, the downloads."""
    lang = language()
    if table.heading is not None:
        st.subheader(escape_markdown(table.heading.of(lang)), anchor=False)
    if table.lines:
        st.text("\n".join(line.of(lang) for line in table.lines))
    if table.short.rows:
        if table.search:
            grid(table.short, key, height=table.height)
        else:
            small_table(table.short, marked=table.marked, wide=table.wide)
    if table.notes:
        st.text("\n".join(line.of(lang) for line in table.notes))
    if downloads_allowed and (table.short.rows or table.exact is not None):
        downloads(table.download, table.short, f"{key}_down", text_fields=table.split_fields)


def grid(shown: Listing, key: str, *, height: int | None = None) -> None:
    """A searchable, sortable list, no higher than `height` pixels; a short one draws faster as `small_table`."""
    lang = language()
    frame = {field.label.of(lang): _column(field, shown) for field in shown.fields}
    config = {field.label.of(lang): _config(field) for field in shown.fields}
    st.dataframe(
        frame,
        hide_index=True,
        column_config=config,
        placeholder="—",
        height=min(height, _HEAD + _ROW * len(shown.rows)) if height else "auto",
        key=key,
        alt=escape_markdown(shown.title.of(lang)),
    )


def small_table(shown: Listing, *, marked: Sequence[int] = (), wide: Sequence[str] = ()) -> None:
    """A short list as plain escaped HTML (200 ms faster in the browser than a grid).

    `marked` rows are bold; the fields named in `wide` are left out on a phone, so that nothing is cut there.
    """
    lang = language()
    looks = {field.name: f"{field.kind} wide" if field.name in wide else field.kind for field in shown.fields}
    head = "".join(
        f'<th class="{looks[field.name]}" title="{_esc(field.meaning.of(lang) if field.meaning else "")}">'
        f"{_esc(field.label.of(lang))}</th>"
        for field in shown.fields
    )
    lines = []
    for number, row in enumerate(shown.rows):
        cells = zip(shown.fields, row, strict=True)
        line = "".join(
            f'<td class="{looks[field.name]}">{_esc(lists.cell_text(field, value, lang))}</td>'
            for field, value in cells
        )
        lines.append(f'<tr class="marked">{line}</tr>' if number in marked else f"<tr>{line}</tr>")
    label = _esc(shown.title.of(lang))
    st.html(
        f'<div class="qunce-table" style="overflow-x:auto" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def downloads(exact: Callable[[], Listing], shown: Listing, key: str, *, text_fields: Sequence[str] = ()) -> None:
    """下载: CSV and XLSX; where rows have an owner also split by owner, as sheets and as text to paste into WeCom.

    `exact` is made only on the click.
    """
    lang = language()
    with st.popover(say("下载", "Download"), key=key):
        st.download_button(
            "CSV", lambda: lists.to_csv(exact(), lang), f"{shown.name}.csv", "text/csv", key=f"{key}_csv"
        )
        st.download_button(
            "XLSX", lambda: workbook.to_xlsx(exact(), lang), f"{shown.name}.xlsx", XLSX, key=f"{key}_xlsx"
        )
        if shown.owner is None or not shown.rows:
            return
        st.download_button(
            say("按群主拆分（XLSX，一人一页）", "Split by owner (XLSX, a sheet each)"),
            lambda: workbook.split_by_owner(exact(), lang),
            f"{shown.name}_by_owner.xlsx",
            XLSX,
            key=f"{key}_split",
        )
        if text_fields:
            st.text(say("按群主拆分的文字，可直接粘贴到企业微信：", "Text by owner, ready to paste into WeCom:"))
            st.code(lists.split_text(shown, lang, text_fields), language=None, wrap_lines=True, height=220)


def _esc(text: str) -> str:
    return html.escape(text, quote=True)


def _column(field: Field, shown: Listing) -> list[object]:
    values = shown.column(field.name)
    if field.kind in ("text", "id"):
        return [None if v is None else lists.shown(v, language()) for v in values]
    if field.kind == "share":
        return [None if v is None else float(str(v)) * 100 for v in values]
    return [float(v) if isinstance(v, Decimal) else v for v in values]


def _config(field: Field) -> ColumnConfig:
    kinds = st.column_config
    meaning = escape_markdown(field.meaning.of(language())) if field.meaning else None
    match field.kind:
        case "share":
            return kinds.NumberColumn(format="%.1f%%", help=meaning)  # Streamlit's "percent" shows two digits
        case "money":
            return kinds.NumberColumn(format="¥%,.2f", help=meaning)
        case "count" | "days":
            return kinds.NumberColumn(format="localized", help=meaning)
        case "hours" | "decimal":
            return kinds.NumberColumn(format="%.1f", help=meaning)
        case "day":
            return kinds.DateColumn(format="YYYY-MM-DD", help=meaning)
        case "time":
            return kinds.DatetimeColumn(format="YYYY-MM-DD HH:mm", help=meaning)
    return kinds.TextColumn(help=meaning)


# the three empty states ------------------------------------------------------------------------------------


def page_verdict(found: Verdict, help_: Contract | None = None) -> None:
    """What a page says first: the finding, what to do, and notes; `help_` stands behind the `?` of the notes.

    Their place is kept while there are none: a line more would move the controls below, and the browser would throw
    away what somebody is typing there.
    """
    lang = language()
    verdict(found.line.of(lang), found.todo.of(lang) if found.todo is not None else None)
    with st.container():
        if found.notes:
            notes = "\n".join(note.of(lang) for note in found.notes)
            st.text(notes, help=contract(help_) if help_ is not None else None)


def no_data(missing: Missing) -> None:
    """No data yet: what is missing, what to upload, and the button that leads there."""
    page_verdict(missing.verdict())
    with st.container(key="next_step"):
        st.page_link(page("data").path, label=say("去上传数据", "Upload data"))


def empty_scope(scope: Scope, line: str | None = None) -> None:
    """Nothing in this scope: which filters are set, and one click that clears them."""
    verdict(line or say("当前筛选下没有数据", "Nothing in this scope"))
    for words_ in scope_bar.described(scope):
        st.text(words_)
    st.button(
        say("清除全部筛选", "Clear all filters"), on_click=scope_bar.clear, type="primary", key="scope_empty_clear"
    )
