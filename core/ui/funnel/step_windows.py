"""Windows of single steps, one list each in a row of their own; together one code in the address: 4:1~5:3."""

from __future__ import annotations

import re

import streamlit as st

from core.domain.steps import STEPS
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.engine.query import StepWindows
from core.ui import bound
from core.ui.state import FUNNEL_STEP_WINDOWS, language
from core.ui.words import say

_DAYS = (1, 2, 3, 5, 7, 14, 30)
_NONE = 0
_CODE = re.compile(r"([2-7]):(\d{1,2})")


def chosen(shown: bool) -> StepWindows:
    """The steps with a window of their own; the lists are drawn only if `shown`."""
    kept = decoded(bound.code_of(FUNNEL_STEP_WINDOWS))
    if shown:
        _draw(dict(kept))
    return kept


def decoded(code: str) -> StepWindows:
    """The steps and days of a code; what is not offered is dropped, of a step named twice the last counts."""
    found = {int(step): int(days) for step, days in _CODE.findall(code) if int(days) in _DAYS}
    return tuple(sorted(found.items()))


def encoded(windows: StepWindows) -> str:
    """The code of these windows."""
    return "~".join(f"{step}:{days}" for step, days in sorted(windows))


def _draw(kept: dict[int, int]) -> None:
    keys = {step.number: f"{FUNNEL_STEP_WINDOWS}_{step.number}" for step in STEPS[1:]}

    def follow() -> None:
        days = {step: st.session_state[key] for step, key in keys.items()}
        bound.set_code(FUNNEL_STEP_WINDOWS, encoded(tuple((k, n) for k, n in days.items() if n != _NONE)))

    names = {_NONE: say("不另设", "None"), **{n: say("{n} 天", "{n} days", n=n) for n in _DAYS}}
    label = say("单步期限（已设 {n} 步）", "Windows of single steps ({n} set)", n=len(kept))
    with st.popover(label if kept else say("单步期限", "Windows of single steps")):
        st.text(
            say(
                "离上一步多少天内走到才算；总的窗口照样有效。",
                "Days since the step before within which a step counts; the window as a whole still holds.",
            )
        )
        for step, key in keys.items():
            bound.set_control(key, kept.get(step, _NONE), names)
            name = step_name(step).of(language())
            st.selectbox(name, list(names), format_func=names.__getitem__, key=key, on_change=follow)
