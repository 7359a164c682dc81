"""Assumptions and targets: the numbers this company sets for itself."""

from __future__ import annotations

import streamlit as st

from core.domain import assumptions, targets
from core.domain.assumptions import Assumptions
from core.domain.targets import Targets
from core.reports.assumptions import verdict
from core.ui import widgets
from core.ui.setup import choices, settings_form
from core.ui.words import say

widgets.page_verdict(verdict(settings_form.load(Assumptions, assumptions.SETTING)))
settings_form.draw(Assumptions, assumptions.SETTING)
choices.draw_onboarding_path()
choices.draw_conflicts()
st.header(say("目标", "Targets"), anchor=False)
st.text(say("不填就没有目标，页面上只显示实际值。", "Without a target a page shows the measured number only."))
settings_form.draw(Targets, targets.SETTING)
