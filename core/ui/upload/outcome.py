"""What is drawn below the files: problems, the difference, and the one button that commits."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core import demo
from core.domain.problems import problem_kind
from core.i18n import Text
from core.ingest.comparison import Comparison
from core.store import Version
from core.ui import widgets
from core.ui.state import language
from core.ui.upload import accounts
from core.ui.upload.job import ImportJob
from core.ui.words import count, escape_markdown, say


def problems(job: ImportJob, shown: Comparison) -> None:
    """Rejected rows by kind, the first of them, and their download; everything that only needs knowing is folded."""
    if shown.rejected:
        st.subheader(say("{n} 行不能导入", "Rows that cannot be imported: {n}", n=count(shown.rejected)), anchor=False)
        widgets.small_table(accounts.kinds(shown.problems, ("reject",)))
        cells = accounts.rejected_cells(shown.problems)
        st.dataframe(
            {field.label.of(language()): cells.column(field.name) for field in cells.fields},
            hide_index=True,
            placeholder="—",
            height=min(38 + 35 * len(cells.rows), 320),
            alt=cells.title.of(language()),
            key="rejected_cells",
        )
        _downloads(job)
    told = [p for p in shown.problems if problem_kind(p.code).severity in ("note", "skip")]
    if told:
        with widgets.details(Text("略过的行和说明", "Rows left out, and notes")):
            widgets.small_table(accounts.kinds(told, ("note", "skip")))


def _downloads(job: ImportJob) -> None:
    """The rejected rows of each file with the reason, to correct and upload again."""
    for file in job.files:
        outputs = file.report.outputs if file.report else ()
        paths = [output.rejected_csv for output in outputs if output.rejected_csv]
        for number, path in enumerate(paths):
            stem = Path(file.name).stem
            st.download_button(
                say("下载不能导入的行：{f}", "Download the rejected rows: {f}", f=escape_markdown(file.name)),
                path.read_bytes,
                say("{f}_不能导入的行.csv", "{f}_rejected.csv", f=stem),
                "text/csv",
                key=f"rejected_{file.number}_{number}",
            )


def difference(shown: Comparison) -> None:
    """Per table what is new, changed and unchanged, old → new for a sample, and whether the demo goes."""
    st.subheader(say("提交后会改变什么", "What committing changes"), anchor=False)
    if shown.demo_removed:
        st.text(
            say(
                "演示数据将被移除：第一次导入真实数据后，只保留您的数据。",
                "The demo data will be removed: from the first real import on only your data remain.",
            )
        )
    widgets.small_table(accounts.by_table(shown), wide=("unchanged", "first"))
    sample = accounts.changed_cells(shown)
    if sample.rows:
        with widgets.details(sample.title):
            widgets.small_table(sample)
    with widgets.details(accounts.by_file(shown).title):
        widgets.small_table(accounts.by_file(shown), wide=("format", "skipped", "table"))


def conflict(job: ImportJob) -> None:
    """Somebody committed while this import was looked at: what it was, and that the difference is a new one."""
    if job.conflict is None:
        return
    st.warning(
        say(
            "您查看期间，{who} 提交了版本 {n}：{what}。下面的差异已按新数据重算，没有内容被覆盖，请再核对一次。",
            "While you were looking, {who} committed version {n}: {what}. The difference below is recomputed on it; "
            "nothing was overwritten. Please check once more.",
            who=escape_markdown(job.conflict.who),
            n=job.conflict.number,
            what=escape_markdown(what_changed(job.conflict)),
        )
    )


def commit(job: ImportJob, shown: Comparison) -> None:
    """One primary button. Rows that cannot be imported are left out only by the user's word."""
    if shown.is_empty:
        st.text(
            say(
                "和现有数据完全相同，没有要提交的内容，不会生成新版本。",
                "Equal to what is already here: nothing to commit, no new version.",
            )
        )
        return
    rows = sum(entry.loaded for entry in shown.files if not entry.derived)
    label = say("提交", "Commit")
    if shown.rejected:
        label = say("只导入其余的 {n} 行", "Import only the other {n} rows", n=count(rows))
    if st.button(label, type="primary", key="commit", disabled=job.busy):
        job.commit(accept_partial=bool(shown.rejected))
        st.rerun()


def what_changed(version: Version) -> str:
    """A version in one line: its files, or what was done; the demo's own files say nothing to a manager."""
    if version.action == demo.ACTION:
        return action_label(version)
    files = list(dict.fromkeys(str(f["file"]) for f in version.summary.get("files", ())))
    if files:
        more = say("等 {n} 个文件", " and more, {n} files", n=len(files)) if len(files) > 2 else ""
        return ("、".join(files[:2]) if language() == "zh" else ", ".join(files[:2])) + more
    return action_label(version)


def action_label(version: Version) -> str:
    """What kind of change a version is."""
    if version.action == "undo" and not version.files:
        return say("回到没有数据", "back to no data")
    return {
        "import": say("导入", "import"),
        "undo": say("回到版本 {n}", "back to version {n}", n=version.summary.get("to", "?")),
        "forget": say("删除一个人的数据", "a person removed"),
        "demo": say("演示数据", "demo data"),
        "demo_removed": say("移除演示数据", "demo data removed"),
    }.get(version.action, version.action)
