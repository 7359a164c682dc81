"""What pages ask for: the workspace, its newest version, and the answer of any report."""

from __future__ import annotations

import os
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import streamlit as st

from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Missing
from core.store import Store

Q = TypeVar("Q")
V = TypeVar("V")


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(root: str) -> Store:
    return Store.open(Path(root))


def workspace_root() -> Path:
    """The folder of the workspace this server was started on (QUNCE_WORKSPACE, default data/workspace)."""
    return Path(os.environ.get("QUNCE_WORKSPACE", "data/workspace"))


def store() -> Store:
    """The workspace this server was started on."""
    return _store(str(workspace_root()))


def now() -> datetime:
    """The time in the workspace's zone."""
    return datetime.now(store().zone).replace(tzinfo=None)


_RUN: ContextVar[Inputs | None] = ContextVar("run", default=None)
"""The inputs of the run under way: a page asks several times, and the catalog is on disk."""


def start_run() -> Inputs | None:
    """Fix the inputs of this run, before anything is drawn; None without data."""
    head = store().head()
    found = Inputs.of(store(), head, now().date()) if head is not None and head.files else None
    _RUN.set(found)
    return found


def inputs() -> Inputs | None:
    """The inputs of this run; None without data."""
    return _RUN.get()


def view(report: Report[Q, V], query: Q) -> V | Missing:
    """What a report answers on the newest version. Errors: QueryTimeout, BadRequest."""
    found = inputs()
    if found is None:
        return report.missing
    return found.view(report, query)
