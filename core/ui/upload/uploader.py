"""The place to drop files: every file goes to the import's spool at once and out of the page's memory."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.cli.workspace import user_name
from core.errors import UserError
from core.i18n import Text
from core.ui import cache
from core.ui.errors import show_error
from core.ui.state import IMPORT, UPLOAD_ROUND, language
from core.ui.upload.job import ImportJob
from core.ui.upload.registry import IMPORTS
from core.ui.words import say

MOST_MEGABYTES = 200
_HINT = Text(
    "拖到这里，可一次放多个：CSV、Excel、Parquet、JSON 或它们的 ZIP，每个不超过 {most} MB",
    "Drop files here, several at once: CSV, Excel, Parquet, JSON or a ZIP of these, {most} MB each at most",
).fill(most=MOST_MEGABYTES)
_CHOOSE = Text("选择文件", "Choose files")
_NOW = Text("松开即可上传", "Let go to upload")
_FAILED = Text(
    "没有收下：超过 {most} MB（请拆成几个再传），或页面已断开（请刷新）",
    "Not taken: larger than {most} MB (split it and upload the parts), or the page is disconnected (reload it)",
).fill(most=MOST_MEGABYTES)
_CSS = """<style>
.st-key-dropzone [data-testid="stFileUploaderDropzone"] {{ min-height: 7.5rem; padding: 1rem; align-items: center;
  justify-content: center; flex-direction: column; border: 2px dashed #7a8088; }}
.st-key-dropzone [data-testid="stFileUploaderDropzone"]::before {{ content: "{hint}"; text-align: center; }}
.st-key-dropzone [data-testid="stFileUploaderDropzone"]:has({dragged})::before {{ content: "{now}"; }}
.st-key-dropzone [data-testid="stFileUploaderDropzone"] > :is([data-testid="stFileUploaderDropzoneInstructions"],
  {dragged}) {{ display: none; }}
.st-key-dropzone {choose_button} :is(div, span, p) {{ font-size: 0 !important; width: 0;
  height: 0; margin: 0; overflow: hidden; }}
.st-key-dropzone {choose_button}::after {{ content: "{choose}"; }}
.st-key-dropzone [data-testid="stFileChip"][aria-invalid="true"] {{ flex-wrap: wrap; height: auto; }}
.st-key-dropzone [data-testid="stFileChip"][aria-invalid="true"]::after {{ content: "{failed}"; width: 100%;
  white-space: normal; font-size: .875rem; }}
[data-testid="stTooltipErrorContent"] {{ display: none; }}
</style>"""
"""Streamlit writes these words in English only: they are hidden, and ours stand in their place."""
_DRAGGED = "div:not([data-testid]):not(:has([data-testid=stFileChips]))"
"""What the drop zone holds only while a file hangs over it; the chips of files on their way look alike."""
_CHOOSE_BUTTON = '[data-testid="stFileUploaderDropzone"] > span button'


def draw(token: str | None, job: ImportJob | None) -> None:
    """The drop zone. What is dropped joins the page's import, or starts one whose token goes into the URL."""
    lang = language()
    st.html(
        _CSS.format(
            hint=_HINT.of(lang),
            choose=_CHOOSE.of(lang),
            now=_NOW.of(lang),
            failed=_FAILED.of(lang),
            dragged=_DRAGGED,
            choose_button=_CHOOSE_BUTTON,
        )
    )
    turn = st.session_state.setdefault(UPLOAD_ROUND, 0)
    with st.container(key="dropzone"):
        dropped = st.file_uploader(
            say("上传文件", "Upload files"),
            accept_multiple_files=True,
            max_upload_size=MOST_MEGABYTES,
            key=f"upload_{turn}",
            label_visibility="collapsed",
        )
    if not dropped:
        return
    try:
        if job is None:
            token = IMPORTS.start(cache.store(), user_name())
            job = IMPORTS.find(token, cache.store())
            st.query_params[IMPORT] = token
        assert job is not None
        for file in dropped:
            job.add(file.name, file, cache.now())
    except UserError as error:
        show_error(error)
        return
    finally:
        _let_go(dropped)
        st.session_state[UPLOAD_ROUND] = turn + 1
    st.rerun()


def _let_go(dropped: list[Any]) -> None:
    """Drop the server's copies: Streamlit would keep them in memory until the browser leaves."""
    context = get_script_run_ctx()
    if context is None or not isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        return
    for file in dropped:
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
