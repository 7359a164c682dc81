"""Templates to download, one per table."""

from __future__ import annotations

import streamlit as st

from core.domain.tables import TABLES
from core.i18n import Text
from core.reports import templates
from core.ui import widgets
from core.ui.state import TEMPLATE_TABLE, language
from core.ui.words import say


def show() -> None:
    """A fold: choose a table, see its columns, download it as XLSX or CSV."""
    lang = language()
    with widgets.details(Text("下载模板（没有现成导出时，自己填）", "Templates to fill in where no export exists")):
        name = st.selectbox(
            say("哪张表", "Which table"),
            list(TABLES),
            format_func={code: table.label.of(lang) for code, table in TABLES.items()}.__getitem__,
            key=TEMPLATE_TABLE,
        )
        table = TABLES[name]
        needed = [templates.header(column, lang) for column in table.columns if column.required]
        st.text(
            say(
                "必填：{needed}。其余 {n} 列可空，整列删掉也行。填好直接上传。",
                "Required: {needed}. The other {n} columns may be empty or left out. Upload it as it is.",
                needed=say("、", ", ").join(needed),
                n=len(table.columns) - len(needed),
            )
        )
        excel, text = st.columns(2)
        excel.download_button(
            say("下载 XLSX（带填写说明）", "XLSX with explanations"),
            lambda: templates.xlsx_template(name, lang),
            f"{name}.xlsx",
            widgets.XLSX,
            key="template_xlsx",
        )
        text.download_button(
            say("下载 CSV", "CSV"),
            lambda: templates.csv_template(name, lang),
            f"{name}.csv",
            "text/csv",
            key="template_csv",
        )
