"""Onboarding funnel: at which step people are lost, whether it got worse, and what to do about it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.domain import assumptions, targets
from core.ui import cache, data_line, widgets
from core.ui.funnel import asides, breakdown, controls, drawing, sections, steps, trend
from core.ui.state import FUNNEL_DETAILS, scope
from core.ui.words import say

head = cache.store().head()
if head is None or not {"funnel_events", "funnel_daily"} & set(head.files):
    widgets.no_data(
        say("还没有导流数据", "No onboarding data yet"),
        say(
            "上传「导流事件」（用户ID、步骤、时间）；只有汇总的，先传「导流每日人数」。",
            "Upload onboarding events (user id, step, time); if you only have totals, onboarding counts by day.",
        ),
    )
    st.stop()

top, splitting, trending, folds = st.container(), st.container(), st.container(), st.container()
fold = st.expander(say("详细", "Details"), key=FUNNEL_DETAILS, bind="query-params")
with fold:
    usual = assumptions.load(cache.store().setting(assumptions.SETTING)).onboarding_path
    chosen = controls.counting(bool(fold.open), usual)
with splitting:
    st.subheader(say("拆开看", "Breakdown"), anchor=False)
    by = controls.breakdown()

query = chosen.query(scope())
view = cache.funnel(head, replace(query, by=by), data_line.now().date())
goals = targets.load(cache.store().setting(targets.SETTING))
with top:
    if view.entered == 0 or (view.entered is None and not view.counted):
        drawing.nobody(scope(), cache.funnel_emptied_by(head, query))
    else:
        drawing.opening(view, scope())
        steps.draw(view, goals)
        asides.draw(view, chosen)
if view.parts is not None and (view.entered or view.counted):
    with splitting:
        breakdown.draw(view.parts, view)
if view.weeks and view.last_step > (view.whole.start_step or 1):
    with trending:
        trend.draw(head, query, view, goals)
if view.entered or (view.entered is None and view.counted):
    with folds:
        sections.draw(sections.Page(head, query, view, scope()))
if fold.open:
    with fold:
        drawing.exact(cache.funnel_report(head, query, durations=True), view, goals)
