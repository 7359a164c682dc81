"""One file of an import: what it was recognised as, what was read, what is asked, and other ways to read it."""

from __future__ import annotations

import streamlit as st

from core.i18n import Text
from core.ingest.choice import Choice
from core.ui.state import language
from core.ui.upload import mapping, questions
from core.ui.upload.job import UNKNOWN_LAYOUT, ImportFile, ImportJob
from core.ui.upload.labels import format_label, size_label, tables_label
from core.ui.words import count, escape_markdown, say

_UNKNOWN = Text(
    "没见过这种表格。下面是按列名和内容猜的对应，请核对后读取；下次同样的表格就不用再问。",
    "This layout is new. Below is a proposal from its headers and cells: check it and read. "
    "Next time the same layout needs no question.",
)

_NO_TABLE = Text(
    "没有读懂，不会导入：里面没有带列名的表格。请导出为带表头的表格再上传。",
    "Not read, so not imported: no table with column names is inside. Export it with a header row and upload that.",
)


def draw(job: ImportJob, file: ImportFile) -> None:
    """The card of one file."""
    with st.container(border=True, key=f"file_{file.number}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.text(f"{file.name} · {size_label(file.size)}", width="content")
            if st.button(say("移除", "Remove"), key=f"remove_{file.number}"):
                job.remove(file)
                st.rerun()
        if file.state in ("waiting", "reading"):
            st.text(say("正在读取……", "Reading …"))
        elif file.state == "refused":
            _refused(job, file)
        else:
            _read(job, file)


def asks(file: ImportFile) -> bool:
    """Whether the file waits for an answer of the user."""
    return file.refusal is not None and file.refusal.code in questions.ANSWERED | UNKNOWN_LAYOUT


def _refused(job: ImportJob, file: ImportFile) -> None:
    refused = file.refusal
    assert refused is not None
    if refused.code in questions.ANSWERED:
        questions.ask(job, file, refused)
    elif refused.code in UNKNOWN_LAYOUT and file.preview is not None and file.preview.sheets:
        if file.choice.profiles:
            st.error(escape_markdown(refused.text.of(language())))
        else:
            st.text(_UNKNOWN.of(language()))
        mapping.draw(job, file)
    elif refused.code in UNKNOWN_LAYOUT:
        st.error(_NO_TABLE.of(language()))
    else:
        why = escape_markdown(refused.text.of(language()))
        st.error(say("没有读懂，不会导入：{why}", "Not read, so not imported: {why}", why=why))
        st.text(refused.todo.of(language()))
        if refused.code == "bad_encoding" and file.preview is not None:
            questions.encoding(job, file)
        return
    if refused.code in UNKNOWN_LAYOUT:
        return
    _otherwise(job, file)


def _read(job: ImportJob, file: ImportFile) -> None:
    assert file.report is not None
    outputs = [output for output in file.report.outputs if not output.derived]
    rows = max((output.rows_in for output in outputs), default=0)
    st.text(
        say(
            "识别为：{form} → {tables}，{n} 行",
            "Recognised as {form} → {tables}, {n} rows",
            form="、".join(dict.fromkeys(format_label(output.format) for output in outputs)),
            tables=tables_label([output.table for output in outputs]),
            n=count(rows),
        )
    )
    unsure = any(problem.code == "encoding_unsure" for problem in file.report.problems)
    if unsure and file.choice.encoding is None:
        questions.encoding(job, file)
    _otherwise(job, file)


def _otherwise(job: ImportJob, file: ImportFile) -> None:
    """换一种读法: the encoding, and a mapping by hand; looked up only when opened."""
    opened = st.toggle(say("换一种读法", "Read it another way"), key=f"other_{file.number}")
    if not opened:
        return
    if file.preview is None:
        if not job.busy:
            job.look_into(file, Choice(encoding=file.choice.encoding, delimiter=file.choice.delimiter))
            st.rerun()
        return
    if file.preview.refusal is not None:
        st.text(file.preview.refusal.text.of(language()))
        return
    if len(file.preview.encodings) > 1:
        questions.encoding(job, file)
    mapping.draw(job, file)
