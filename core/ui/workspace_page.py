"""What the Data page draws: the state of the workspace in words first, then the tables behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.domain.tables import TABLES
from core.i18n import Text
from core.reports.coverage import CoverageReport, Recognised, falling_sentence
from core.store import Version
from core.ui.cache import store
from core.ui.state import language

_COMMAND = "python -m core import 客户群导出20260301.xlsx orders.csv"


def now() -> datetime:
    """The time in the workspace's zone."""
    return datetime.now(store().zone).replace(tzinfo=None)


def today() -> str:
    """The day in the workspace's zone, ISO."""
    return now().date().isoformat()


def say(zh: str, en: str, **values: object) -> str:
    """The sentence in the chosen language with its places filled."""
    return Text(zh, en).fill(**values).of(language())


def how_to_import() -> str:
    """The one line that says how data get in."""
    return say(
        "导入：在终端运行下面的命令，可一次给多个文件；有一行读不了就整体不提交，并逐行说明原因。",
        "To import, run the command below in a terminal, with several files at once if you like; "
        "if a row cannot be read nothing is committed and every reason is listed.",
    )


def empty() -> None:
    """No data yet: what to bring first."""
    st.title(say("还没有数据", "No data yet"))
    st.text(
        say(
            "先导入一份群列表（SCRM 客户群导出，或自己的表：群名称、群主、人数、创建日期、最后发言），"
            "这里就会显示有哪些群、数据到哪一天。要看导流漏斗，再导入导流事件。",
            "Import one group list first (an SCRM group export, or your own sheet with name, owner, size, created and "
            "last message): this page then shows which groups there are and how far the data reach. "
            "The onboarding funnel needs the onboarding events.",
        )
    )


def verdict(head: Version) -> None:
    """How much there is, how far it reaches, and what follows."""
    st.title(say("数据", "Data"))
    rows = sum(f.rows for files in head.files.values() for f in files)
    st.subheader(
        say(
            "{tables} 张表，{rows:,} 行 · 版本 {version} · {ago}导入",
            "{tables} tables, {rows:,} rows · version {version} · imported {ago}",
            tables=len(head.files),
            rows=rows,
            version=head.number,
            ago=_ago(head.created_at),
        )
    )


def tables(report: CoverageReport) -> None:
    """One row per canonical table that has data; the others are named below."""
    lang = language()
    filled = [t for t in report.tables if t.rows]
    head = {
        "table": say("表", "Table"),
        "rows": say("行数", "Rows"),
        "first": say("从", "From"),
        "last": say("到", "To"),
        "missing": say("缺的天数", "Missing days"),
        "groups": say("群数", "Groups"),
    }
    st.dataframe(
        [
            {
                head["table"]: TABLES[t.table].label.of(lang),
                head["rows"]: t.rows,
                head["first"]: t.first_day,
                head["last"]: t.last_day,
                head["missing"]: t.missing_days if "day" in TABLES[t.table].key else None,
                head["groups"]: t.groups,
            }
            for t in filled
        ],
        hide_index=True,
        placeholder="—",
        column_config={head["rows"]: st.column_config.NumberColumn(format="localized")},
        alt=say("工作区里的表", "Tables in the workspace"),
    )
    gaps = [TABLES[t.table].label for t in filled if t.missing_days and "day" in TABLES[t.table].key]
    if gaps:
        st.text(
            say(
                "{names_zh} 中间有缺的天。缺的天按没有数据算，不算 0。",
                "{names_en}: days are missing. They count as no data, never as 0.",
                names_zh="、".join(g.zh for g in gaps),
                names_en=", ".join(g.en for g in gaps),
            )
        )
    for falling in report.falling_off:
        st.warning(falling_sentence(falling).of(lang))


def recognition(report: CoverageReport) -> None:
    """The share of people recognised, with what it means."""
    shown: list[tuple[str, Recognised]] = [
        (say("群成员识别率", "Members recognised"), report.members),
        (say("订单识别率", "Orders of known members"), report.orders),
    ]
    known = [(label, found) for label, found in shown if found.share is not None]
    for column, (label, found) in zip(st.columns(len(known) or 1), known, strict=False):
        column.metric(label, f"{found.share:.1%}")
        column.text(
            say("{n:,} 中的 {k:,}", "{k:,} of {n:,}", n=found.total, k=found.recognised),
            help=say(
                "能和订单里的买家对上的群成员（或订单）占比。低于一半时，「没贡献」可能只是没认出来。",
                "Share of members (or orders) that can be matched between rosters and orders. Below one half, "
                '"no contribution" may only mean "not recognised".',
            ),
        )


def versions(found: Sequence[Version]) -> None:
    """The newest versions: who, when, what."""
    st.subheader(say("版本", "Versions"))
    actions = {
        "import": say("导入", "import"),
        "undo": say("回退", "undo"),
        "forget": say("删除个人", "person removed"),
        "demo": say("演示数据", "demo"),
    }
    rows = [
        {
            say("版本", "Version"): v.number,
            say("时间", "Time"): v.created_at,
            say("操作人", "Who"): v.who,
            say("操作", "Action"): actions.get(v.action, v.action),
            say("文件", "Files"): ", ".join(dict.fromkeys(f["file"] for f in v.summary.get("files", ()))),
        }
        for v in reversed(found[-20:])
    ]
    time_format = {say("时间", "Time"): st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")}
    st.dataframe(rows, hide_index=True, column_config=time_format, alt=say("版本列表", "List of versions"))


def command() -> None:
    """The command to copy."""
    st.code(_COMMAND, language=None, wrap_lines=True)


def _ago(then: datetime) -> str:
    minutes = max(int((now() - then).total_seconds() // 60), 0)
    if minutes < 1:
        return say("刚刚", "just now")
    if minutes < 60:
        return say("{n} 分钟前", "{n} min ago", n=minutes)
    if minutes < 48 * 60:
        return say("{n} 小时前", "{n} h ago", n=minutes // 60)
    return say("{n} 天前", "{n} days ago", n=minutes // 1440)
