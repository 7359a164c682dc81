"""Every cache of the pages: keyed by workspace and version, so a new version is a new entry; all are bounded."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import streamlit as st

from core import marts
from core.reports import coverage
from core.store import Store, Version


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(root: str) -> Store:
    return Store.open(Path(root))


def store() -> Store:
    """The workspace this server was started on (QUNCE_WORKSPACE, default data/workspace)."""
    return _store(os.environ.get("QUNCE_WORKSPACE", "data/workspace"))


@st.cache_data(max_entries=16, show_spinner=False)
def _coverage(root: str, version: int, day: str) -> coverage.CoverageReport:
    workspace = _store(root)
    found = workspace.version(version)
    dataset = marts.open_dataset(workspace, found)
    return coverage.build(dataset, marts.ensure(workspace, found), date.fromisoformat(day))


def coverage_of(version: Version, today: str) -> coverage.CoverageReport:
    """The coverage report of a version; `today` (ISO) dates the 180-day warning."""
    return _coverage(str(store().root), version.number, today)
