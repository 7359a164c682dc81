"""The Data page's flow: nothing under way, an import under way, or one just committed."""

from __future__ import annotations

import streamlit as st

from core import demo
from core.reports.scope_values import scope_values
from core.store import Version
from core.ui import cache, demo_progress, widgets, words
from core.ui.errors import show_error
from core.ui.menu import PAGES, PageEntry
from core.ui.setup import templates
from core.ui.state import IMPORT, language
from core.ui.upload import file_card, outcome, uploader, versions
from core.ui.upload.job import ImportJob
from core.ui.upload.labels import files_label
from core.ui.upload.registry import IMPORTS
from core.ui.words import count, say
from core.wording import ago

_NEXT = ("overview", "funnel")
"""Where the numbers just imported are seen first."""


def draw() -> None:
    """The page."""
    token = st.query_params.get(IMPORT)
    job = IMPORTS.find(token, cache.store())
    if token and job is None:
        st.query_params.pop(IMPORT)
        st.warning(
            say(
                "刚才那次导入已经结束（太久没有操作，或程序重启过），没有提交任何内容。请重新上传。",
                "That import has ended (left alone too long, or the program was restarted); nothing was committed. "
                "Please upload again.",
            )
        )
    if token is None or job is None:
        _standing()
    elif job.version is not None:
        _committed(token, job.version)
    elif job.ended:
        _broken(token, job)
    else:
        _under_way(token, job)


def _standing() -> None:
    versions.notice()
    found = cache.store().versions()
    head = found[-1] if found else None
    if head is None or not head.files:
        widgets.verdict(
            say("还没有数据", "No data yet"),
            say(
                "先上传一份群列表：SCRM 的客户群导出，或自己的表（群名称、群主、人数、创建日期、最后发言）。",
                "Upload a group list first: an SCRM group export, or your own sheet with group name, owner, size, "
                "creation date and last message.",
            ),
        )
    else:
        _what_there_is(head)
    uploader.draw(None, None)
    templates.show()
    if head is None and st.button(say("先看演示公司", "Look at a demo company first"), key="see_demo"):
        demo_progress.start()
        st.rerun()
    versions.draw(found)


def _what_there_is(head: Version) -> None:
    """Line 1: what the workspace holds. Line 2: what to upload next."""
    if head.action == demo.ACTION:
        widgets.verdict(
            say("现在是演示数据，上传您自己的就会换掉", "This is demo data; your first upload replaces it"),
            say(
                "把导出拖到下面：先传群列表（SCRM 的客户群导出，或自己的表）最快看到结果。提交前会先给您看差异。",
                "Drop an export below. A group list (an SCRM export or your own sheet) gives the quickest results. "
                "You see what would change before anything is committed.",
            ),
        )
        return
    inputs = cache.inputs()
    cutoff = scope_values(inputs).cutoff if inputs is not None else None
    rows = sum(file.rows for files in head.files.values() for file in files)
    widgets.verdict(
        say(
            "{groups}{tables} 张表，{rows} 行，数据到 {day}",
            "{groups}{tables} tables, {rows} rows, data to {day}",
            groups=_groups(head),
            tables=len(head.files),
            rows=count(rows),
            day=words.day(cutoff),
        ),
        say(
            "版本 {n}，{ago}导入。有新的导出就拖到下面，同样的行不会重复计算。",
            "Version {n}, imported {ago}. Drop new exports below; equal rows are never counted twice.",
            n=head.number,
            ago=ago(head.created_at, cache.now()),
        ),
    )


def _groups(head: Version) -> str:
    n = sum(file.rows for file in head.files.get("groups", ()))
    return say("{n} 个群，", "{n} groups, ", n=count(n)) if n else ""


def _under_way(token: str, job: ImportJob) -> None:
    asking = [file for file in job.files if file_card.asks(file)]
    refused = [file for file in job.files if file.state == "refused" and file not in asking]
    _headline(job, len(asking), len(refused))
    if job.busy:
        _follow(token)
    if job.error is not None:
        show_error(job.error)
    outcome.conflict(job)
    for file in job.files:
        file_card.draw(job, file)
    if job.shown is not None and not job.busy:
        outcome.problems(job, job.shown)
        outcome.difference(job.shown)
        if asking or refused:
            st.text(
                say(
                    "还没有读懂的 {f}，现在提交就不会导入。",
                    "Not read yet, and left out if you commit now: {f}.",
                    f=files_label(len(asking) + len(refused)),
                )
            )
    with st.container(horizontal=True):
        if job.shown is not None and not job.busy:
            outcome.commit(job, job.shown)
        if st.button(say("取消这次导入", "Cancel this import"), key="cancel"):
            _leave(token)
    with st.expander(say("再加文件", "Add files")):
        uploader.draw(token, job)


def _headline(job: ImportJob, asking: int, refused: int) -> None:
    files = files_label(len(job.files))
    if job.busy:
        widgets.verdict(say("正在处理 {f}", "Working on {f}", f=files))
    elif asking:
        widgets.verdict(
            say("还有 {f}要您看一眼", "A look from you is needed: {f}", f=files_label(asking)),
            say(
                "回答下面的问题，再核对差异并提交。",
                "Answer the questions below, then check the difference and commit.",
            ),
        )
    elif job.shown is None:
        widgets.verdict(
            say("没有读懂：{f}", "Could not be read: {f}", f=files_label(refused))
            if job.files
            else say("这次导入里没有文件了", "No files are left in this import"),
            say("请按说明处理后重新上传。", "Follow the advice below and upload again."),
        )
    elif job.shown.is_empty:
        widgets.verdict(say("文件已读完，和现有数据相同", "All read: nothing new, same as what is already here"))
    else:
        new = sum(sum(table.new.values()) for table in job.shown.tables)
        changed = sum(sum(table.changed.values()) for table in job.shown.tables)
        left = say("；{n} 行不能导入", "; {n} cannot be imported", n=count(job.shown.rejected))
        widgets.verdict(
            say(
                "已读完：新增 {new} 行，变更 {changed} 行{left}",
                "All read: {new} new, {changed} changed rows{left}",
                new=count(new),
                changed=count(changed),
                left=left if job.shown.rejected else "",
            ),
            say("核对下面的差异，然后提交。", "Check the difference below, then commit."),
        )


@st.fragment(run_every=0.5)
def _follow(token: str) -> None:
    """Progress with counts while the job works; the whole page is drawn again when it is done."""
    job = IMPORTS.find(token, cache.store())
    if job is None or not job.busy:
        st.rerun()
        return
    names = {
        "waiting": say("等待", "waiting"),
        "reading": say("读取中", "reading"),
        "read": say("已读完", "read"),
        "refused": say("需要看一眼", "needs a look"),
    }
    for file in job.files:
        rows = say("，{n} 行", ", {n} rows", n=count(file.rows)) if file.rows else ""
        st.text(f"{file.name}: {names[file.state]}{rows}")
    done = sum(file.state in ("read", "refused") for file in job.files)
    st.progress(done / max(len(job.files), 1))


def _committed(token: str, version: Version) -> None:
    files = [entry for entry in version.summary.get("files", ()) if not entry.get("derived")]
    widgets.verdict(
        say(
            "已提交：版本 {n}，新增 {new} 行，变更 {changed} 行",
            "Committed: version {n}, {new} new, {changed} changed rows",
            n=version.number,
            new=count(sum(int(entry["new"]) for entry in files)),
            changed=count(sum(int(entry["changed"]) for entry in files)),
        ),
        say("现在可以看结论，或继续上传。", "See what it says, or upload more."),
    )
    with st.container(horizontal=True):
        for entry in PAGES:
            if entry.url_path in _NEXT and st.button(_open(entry), key=f"open_{entry.url_path}", type="primary"):
                st.switch_page(entry.path)
        if st.button(say("继续上传", "Upload more"), key="more"):
            _leave(token)
        head = cache.store().head()
        newest = head is not None and head.number == version.number
        if newest and st.button(say("撤销这次导入", "Undo this import"), key="undo_import"):
            versions.undo(cache.store(), version.parent)
            _leave(token)
    versions.draw(cache.store().versions())


def _open(entry: PageEntry) -> str:
    return say("看{title}", "Open {title}", title=entry.title.of(language()))


def _broken(token: str, job: ImportJob) -> None:
    widgets.verdict(say("这次导入没有完成，没有提交任何内容", "This import did not finish; nothing was committed"))
    if job.error is not None:
        show_error(job.error)
    if job.fault is not None:
        st.text(say("编号 {n}，可发给维护人员。", "Id {n}, for whoever maintains this.", n=job.fault))
    if st.button(say("重新上传", "Upload again"), key="again", type="primary"):
        _leave(token)


def _leave(token: str) -> None:
    """Close the import and show the page without it."""
    IMPORTS.close(token)
    st.query_params.pop(IMPORT, None)
    st.rerun()
