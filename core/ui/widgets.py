"""The building blocks of pages: verdict, lists with downloads, the three empty states. They make pages look alike."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ColumnConfig

from core.codec import listing as lists
from core.codec import workbook
from core.codec.listing import Field, Listing, Value
from core.i18n import Text
from core.scope import Scope
from core.ui import scope_bar, words
from core.ui.menu import page
from core.ui.state import language
from core.ui.words import plain, say

_HEAD, _ROW = 38, 35
"""Pixels of a grid's header with its border, and of a row."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def verdict(line: str, todo: str | None = None) -> None:
    """Line 1: the finding in words with one number and a name. Line 2: what to do, who, by when. Plain text."""
    st.title(plain(line), anchor=False)
    if todo:
        st.header(plain(todo), anchor=False)


def details(label: Text | None = None) -> DeltaGenerator:
    """The fold 详细 under which everything goes that the decision does not need."""
    return st.expander((label or Text("详细", "Details")).of(language()))


def contract(
    formula: Text, counts: Text, *, window: Text | None = None, tables: str = "", without: Text | None = None
) -> str:
    """What stands behind the `?` of a number: formula, what is counted, window, exclusions, source tables."""
    lang = language()
    lines = [(Text("公式", "Formula"), formula), (Text("计的是", "Counts"), counts)]
    lines += [(Text("时间窗", "Window"), window)] if window else []
    lines += [(Text("不计入", "Left out"), without)] if without else []
    lines += [(Text("来源", "Source"), Text(tables, tables))] if tables else []
    colon = "：" if lang == "zh" else ": "
    return "\n\n".join(f"{name.of(lang)}{colon}{plain(words_.of(lang))}" for name, words_ in lines)


# lists ----------------------------------------------------------------------------------------------------


def table(shown: Listing, key: str, *, height: int | None = None, text_fields: Sequence[str] = ()) -> None:
    """A searchable, sortable list with its downloads, no higher than `height`; a short one draws faster as
    `small_table`."""
    grid(shown, key, height=height)
    downloads(shown, f"{key}_down", text_fields=text_fields)


def grid(shown: Listing, key: str, *, height: int | None = None) -> None:
    """As `table`, without downloads."""
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
        alt=plain(shown.title.of(lang)),
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
        line = "".join(f'<td class="{looks[field.name]}">{_esc(cell(field, value))}</td>' for field, value in cells)
        lines.append(f'<tr class="marked">{line}</tr>' if number in marked else f"<tr>{line}</tr>")
    label = _esc(shown.title.of(lang))
    st.html(
        f'<div class="qunce-table" style="overflow-x:auto" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def downloads(shown: Listing, key: str, *, text_fields: Sequence[str] = ()) -> None:
    """下载: CSV and XLSX; where rows have an owner also split by owner, as sheets and as text to paste into WeCom."""
    lang = language()
    with st.popover(say("下载", "Download"), key=key):
        st.download_button("CSV", lambda: lists.to_csv(shown, lang), f"{shown.name}.csv", "text/csv", key=f"{key}_csv")
        st.download_button("XLSX", lambda: workbook.to_xlsx(shown, lang), f"{shown.name}.xlsx", XLSX, key=f"{key}_xlsx")
        if shown.owner is None or not shown.rows:
            return
        st.download_button(
            say("按群主拆分（XLSX，一人一页）", "Split by owner (XLSX, a sheet each)"),
            lambda: workbook.split_by_owner(shown, lang),
            f"{shown.name}_by_owner.xlsx",
            XLSX,
            key=f"{key}_split",
        )
        if text_fields:
            st.text(say("按群主拆分的文字，可直接粘贴到企业微信：", "Text by owner, ready to paste into WeCom:"))
            st.code(lists.split_text(shown, lang, text_fields), language=None, wrap_lines=True, height=220)


def cell(field: Field, value: Value) -> str:
    """One value as the page writes it, with its unit."""
    lang = language()
    if value is None:
        return "—"
    if field.kind == "share" and isinstance(value, float | int | Decimal):
        return words.percent(float(value))
    if field.kind == "money" and isinstance(value, float | int | Decimal):
        return f"¥{value:,.2f}"
    if field.kind in ("count", "days") and isinstance(value, float | int | Decimal):
        return f"{value:,.0f}"
    if field.kind in ("hours", "decimal") and isinstance(value, float | int | Decimal):
        return f"{value:,.1f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return lists.shown(value, lang)


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
    meaning = plain(field.meaning.of(language())) if field.meaning else None
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


def no_data(line: str, todo: str) -> None:
    """No data yet: what is missing, what to upload, and the button that leads there."""
    verdict(line, todo)
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
