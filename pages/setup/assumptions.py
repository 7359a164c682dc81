"""Assumptions and targets: the numbers this company sets for itself."""

from __future__ import annotations

import streamlit as st

from core.domain import assumptions, targets
from core.domain.assumptions import Assumptions
from core.domain.targets import Targets
from core.ui import widgets
from core.ui.setup import conflicts, settings_form, way_in
from core.ui.state import language
from core.ui.words import say

kept = settings_form.load(Assumptions, assumptions.SETTING)
open_ones = [e.label.of(language()) for e in Assumptions.entries() if getattr(kept, e.name) is None]
if open_ones:
    widgets.verdict(
        say(
            "还差 {n} 个数没填：{names}",
            "{n} numbers to fill in: {names}",
            n=len(open_ones),
            names=say("、", "; ").join(open_ones),
        ),
        say(
            "填上它们，总览就能算沉默群每月占掉多少钱和多少工时。改了自动保存。",
            "With them the overview shows what silent groups cost a month in money and hours. Changes save themselves.",
        ),
    )
else:
    widgets.verdict(
        say("假设都已填好", "All assumptions are set"),
        say(
            "所有报表都按这里的数算。改了自动保存，马上生效。",
            "Every report uses these numbers. A change is saved and takes effect at once.",
        ),
    )
settings_form.draw(Assumptions, assumptions.SETTING)
way_in.draw()
conflicts.draw()
st.header(say("目标", "Targets"), anchor=False)
st.text(say("不填就没有目标，页面上只显示实际值。", "Without a target a page shows the measured number only."))
settings_form.draw(Targets, targets.SETTING)
