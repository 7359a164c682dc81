"""Questions about one file, each one control in plain words; an answer reads only that file again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from core.errors import ImportRefused
from core.ingest.choice import Choice
from core.ingest.values.dates import DateReading, Moment, Order, moment
from core.ui.upload.job import ImportFile, ImportJob
from core.ui.upload.labels import table_label
from core.ui.words import escape_markdown, say

_FORMATS: dict[Order, str] = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}
ANSWERED = frozenset({"ambiguous_date", "two_tables_match", "no_day"})
"""Refusals that one click settles."""


def ask(job: ImportJob, file: ImportFile, refused: ImportRefused) -> None:
    """The question behind a refusal."""
    match refused.code:
        case "ambiguous_date":
            _date_order(job, file, refused)
        case "two_tables_match":
            _table(job, file, refused)
        case "no_day":
            _day(job, file)


def _date_order(job: ImportJob, file: ImportFile, refused: ImportRefused) -> None:
    column, samples = str(refused.details["column"]), _days(str(refused.details["samples"]))
    st.text(
        say(
            "「{c}」这一列的日期有两种读法，哪一种对？",
            "The dates in “{c}” can be read in two ways. Which one is right?",
            c=column,
        )
    )
    names: dict[Order, str] = {"dmy": say("日/月/年", "day/month/year"), "mdy": say("月/日/年", "month/day/year")}
    for order, name in names.items():
        read = ", ".join(f"{text} → {_as_read(job, text, order)}" for text in samples)
        if st.button(escape_markdown(f"{name}: {read}"), key=f"order_{file.number}_{order}", disabled=job.busy):
            _again(job, file, replace(file.choice, date_format=_FORMATS[order]))


def _days(samples: str) -> list[str]:
    """The days of the sample cells without their clocks, each once."""
    return list(dict.fromkeys(text.split()[0] for text in samples.split("、") if text.split()))


def _as_read(job: ImportJob, text: str, order: Order) -> str:
    found = moment(text, DateReading(job.store.zone, order))
    return f"{found.at:%Y-%m-%d}" if isinstance(found, Moment) else "?"


def _table(job: ImportJob, file: ImportFile, refused: ImportRefused) -> None:
    st.text(say("这个文件像两种数据，它是哪一种？", "This file could be several things. Which one is it?"))
    tables = refused.details["tables"]
    assert isinstance(tables, list)
    for name in tables:
        if st.button(table_label(name), key=f"table_{file.number}_{name}", disabled=job.busy):
            _again(job, file, replace(file.choice, table=name))


def _day(job: ImportJob, file: ImportFile) -> None:
    st.text(
        say(
            "这份导出里没有写日期。它是哪一天的数据？",
            "This export does not say its date. Which day is it of?",
        )
    )
    chosen = st.date_input(
        say("数据日期", "Day of the data"),
        value=file.arrived,
        max_value=file.arrived,
        min_value=date(2000, 1, 1),
        format="YYYY-MM-DD",
        key=f"day_{file.number}",
        width=240,
    )
    if st.button(say("就是这一天", "It is this day"), key=f"day_ok_{file.number}", type="primary", disabled=job.busy):
        _again(job, file, replace(file.choice, day=chosen.isoformat()))


def encoding(job: ImportJob, file: ImportFile) -> None:
    """The first lines as each encoding that fits reads them; the one that looks right is a click away."""
    found = file.preview.encodings if file.preview else ()
    if not found:
        st.text(say("这个文件不是文字格式，没有编码可选。", "This file is no text; there is no encoding to choose."))
        return
    st.text(say("哪一种显示的文字是对的？", "Which of these reads right?"))
    for column, one in zip(st.columns(len(found)), found, strict=True):
        with column, st.container(border=True):
            st.text("\n".join(one.lines))
            label = say("用这种（{e}）", "Use this ({e})", e=escape_markdown(one.encoding.upper()))
            if st.button(label, key=f"encoding_{file.number}_{one.encoding}", disabled=job.busy):
                file.preview = None
                _again(job, file, Choice(encoding=one.encoding))


def _again(job: ImportJob, file: ImportFile, choice: Choice) -> None:
    job.read(file, choice)
    st.rerun()
