"""Which identity classes must never share a group: every two, the pairs chosen here, or none."""

from __future__ import annotations

from itertools import combinations

import streamlit as st

from core.domain.assumptions import SETTING, Assumptions, pair
from core.i18n import Text
from core.ui import cache
from core.ui.setup import settings_form
from core.ui.state import CONFLICT_PAIRS, CONFLICT_RULE, language
from core.ui.words import say

_RULES = {
    "all": Text("不同身份一律不混群", "Different classes never share a group"),
    "listed": Text("只有选出的几对不能混群", "Only the pairs chosen below conflict"),
    "none": Text("不限制", "No limits"),
}
_MOST_CLASSES = 30
"""Classes offered in pairs, most used first: 435 pairs."""


def draw() -> None:
    """The rule, and the pairs of the classes that the data hold."""
    kept = settings_form.load(Assumptions, SETTING)
    st.subheader(say("互斥身份", "Conflicting identity classes"), anchor=False)
    st.session_state.setdefault(CONFLICT_RULE, kept.conflict_rule)
    st.radio(
        say("哪些身份不能在同一个群", "Which classes must not share a group"),
        list(_RULES),
        format_func={rule: words.of(language()) for rule, words in _RULES.items()}.__getitem__,
        key=CONFLICT_RULE,
        on_change=_changed,
        help=say(
            "混了互斥身份的群会出现在体检和「保留或解散」里。没有身份的人和群不算冲突。",
            "Groups that mix conflicting classes show up in the health check. Without a class nothing conflicts.",
        ),
    )
    if kept.conflict_rule == "listed":
        _pairs(kept)


def _pairs(kept: Assumptions) -> None:
    classes = _classes()
    offered = sorted({pair(a, b) for a, b in combinations(classes, 2)} | set(kept.conflict_pairs))
    if not offered:
        st.text(
            say(
                "数据里还没有两种身份。先给群打上身份标签，或导入带身份的成员名单。",
                "The data hold no two classes yet. Label the groups, or import a member list with classes.",
            )
        )
        return
    st.session_state.setdefault(CONFLICT_PAIRS, list(kept.conflict_pairs))
    st.multiselect(
        say("不能混群的身份", "Classes that must not mix"),
        offered,
        format_func=" × ".join,
        key=CONFLICT_PAIRS,
        on_change=_changed,
        placeholder=say("选一对或几对", "Choose pairs"),
    )


def _classes() -> list[str]:
    head = cache.store().head()
    found = cache.scope_values(head).values["identity_class"] if head else ()
    return [name for name in found if name is not None][:_MOST_CLASSES]


def _changed() -> None:
    with cache.store().writing():
        kept = settings_form.load(Assumptions, SETTING)
        pairs = st.session_state.get(CONFLICT_PAIRS, kept.conflict_pairs)
        settings_form.save(SETTING, kept.with_conflicts(st.session_state[CONFLICT_RULE], pairs))
