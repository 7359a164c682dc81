"""Assumptions that are no numbers: how customers come into a group, and which identity classes never share one."""

from __future__ import annotations

from itertools import combinations

import streamlit as st

from core.domain import onboarding_path
from core.domain.assumptions import SETTING, Assumptions, pair
from core.i18n import Text
from core.reports.scope_values import scope_values
from core.ui import cache
from core.ui.setup import settings_form
from core.ui.state import CONFLICT_PAIRS, CONFLICT_RULE, ONBOARDING_PATH, language
from core.ui.words import say

_RULES = {
    "all": Text("不同身份一律不混群", "Different classes never share a group"),
    "listed": Text("只有选出的几对不能混群", "Only the pairs chosen below conflict"),
    "none": Text("不限制", "No limits"),
}
_MOST_CLASSES = 30
"""Classes offered in pairs, most used first: 435 pairs."""


def draw_onboarding_path() -> None:
    """The path that the funnel page takes as usual; a change is saved at once."""
    st.subheader(say("客户怎么进群", "How customers come into a group"), anchor=False)
    st.session_state.setdefault(ONBOARDING_PATH, settings_form.load(Assumptions, SETTING).onboarding_path)
    st.radio(
        say("漏斗按哪种方式算", "How the funnel counts"),
        onboarding_path.PATHS,
        format_func={path: label.of(language()) for path, label in onboarding_path.LABELS.items()}.__getitem__,
        key=ONBOARDING_PATH,
        on_change=_save_onboarding_path,
        help=onboarding_path.MEANING.of(language()),
    )


def draw_conflicts() -> None:
    """The rule, and the pairs of the classes that the data hold; a change is saved at once."""
    assumptions = settings_form.load(Assumptions, SETTING)
    st.subheader(say("互斥身份", "Conflicting identity classes"), anchor=False)
    st.session_state.setdefault(CONFLICT_RULE, assumptions.conflict_rule)
    st.radio(
        say("哪些身份不能在同一个群", "Which classes must not share a group"),
        list(_RULES),
        format_func={rule: label.of(language()) for rule, label in _RULES.items()}.__getitem__,
        key=CONFLICT_RULE,
        on_change=_save_conflicts,
        help=say(
            "混了互斥身份的群会出现在体检和「保留或解散」里。没有身份的人和群不算冲突。",
            "Groups that mix conflicting classes show up in the health check. Without a class nothing conflicts.",
        ),
    )
    if assumptions.conflict_rule == "listed":
        _draw_pairs(assumptions)


def _draw_pairs(assumptions: Assumptions) -> None:
    offered = sorted({pair(a, b) for a, b in combinations(_classes(), 2)} | set(assumptions.conflict_pairs))
    if not offered:
        st.text(
            say(
                "数据里还没有两种身份。先给群打上身份标签，或导入带身份的成员名单。",
                "The data hold no two classes yet. Label the groups, or import a member list with classes.",
            )
        )
        return
    st.session_state.setdefault(CONFLICT_PAIRS, list(assumptions.conflict_pairs))
    st.multiselect(
        say("不能混群的身份", "Classes that must not mix"),
        offered,
        format_func=" × ".join,
        key=CONFLICT_PAIRS,
        on_change=_save_conflicts,
        placeholder=say("选一对或几对", "Choose pairs"),
    )


def _classes() -> list[str]:
    inputs = cache.inputs()
    values = scope_values(inputs).values["identity_class"] if inputs is not None else ()
    return [name for name in values if name is not None][:_MOST_CLASSES]


def _save_onboarding_path() -> None:
    with cache.store().writing():
        assumptions = settings_form.load(Assumptions, SETTING)
        settings_form.save(SETTING, assumptions.with_path(st.session_state[ONBOARDING_PATH]))


def _save_conflicts() -> None:
    with cache.store().writing():
        assumptions = settings_form.load(Assumptions, SETTING)
        pairs = st.session_state.get(CONFLICT_PAIRS, assumptions.conflict_pairs)
        settings_form.save(SETTING, assumptions.with_conflicts(st.session_state[CONFLICT_RULE], pairs))
