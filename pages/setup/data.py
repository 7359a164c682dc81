"""Data: what is in the workspace, how far it reaches, and what to import next."""

from __future__ import annotations

import streamlit as st

from core.ui import cache, workspace_page

head = cache.store().head()
if head is None:
    workspace_page.empty()
else:
    workspace_page.verdict(head)
    report = cache.coverage_of(head, workspace_page.today())
    workspace_page.recognition(report)
    workspace_page.tables(report)
    workspace_page.versions(cache.store().versions())
st.text(workspace_page.how_to_import())
workspace_page.command()
