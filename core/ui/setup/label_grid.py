"""Labels by hand: find groups, tick them, set one label for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import streamlit as st

from core.codec.listing import shown
from core.domain.choices import LABELS as CHOICE_LABELS
from core.reports.labels.model import COLUMNS, LABELS, Group, GroupLabels
from core.reports.labels.rules import Proposal, read_value, set_by_hand
from core.reports.labels.tables import groups_listing
from core.ui.setup import label_apply
from core.ui.state import language
from core.ui.words import say

_HEIGHT = 420


def draw(view: GroupLabels) -> None:
    """Filter, list with ticks, the label to set, and the preview."""
    groups = _filtered(view)
    if not groups:
        st.text(say("没有符合条件的群。", "No group fits."))
        return
    chosen = _ticked(groups)
    if not chosen:
        st.text(say("在表里勾选群，或勾「全选」。", "Tick groups in the list, or tick “all”."))
        return
    left, right = st.columns(2)
    with left:
        column = st.selectbox(
            say("给选中的 {n:,} 个群设", "For the {n:,} ticked groups set", n=len(chosen)),
            LABELS,
            format_func={name: label.of(language()) for name, label in COLUMNS.items()}.__getitem__,
            key="label_hand_column",
        )
    with right:
        value = _value(view, column)
    if value is None:
        st.text(say("再选设为什么。", "Now choose the value."))
        return
    label_apply.offer(Proposal(set_by_hand(chosen, column, read_value(column, value))), view, "label_hand")


def _filtered(view: GroupLabels) -> list[Group]:
    """Groups that fit the search words, owners and missing label."""
    search, owner, lacking = st.columns(3)
    words = search.text_input(say("搜群名或编号", "Search name or id"), key="label_search").lower().split()
    owners = owner.multiselect(say("群主", "Owner"), view.owners, key="label_owners", placeholder=say("全部", "all"))
    names: dict[str | None, str] = {None: say("全部群", "all groups")}
    names |= {name: label.of(language()) for name, label in COLUMNS.items()}
    lacks = lacking.selectbox(
        say("只看没有标签的", "Only groups without"),
        list(names),
        format_func=names.__getitem__,
        key="label_lacks",
    )
    return [
        group
        for group in view.groups
        if all(word in f"{group.name or ''} {group.group_id}".lower() for word in words)
        and (not owners or group.owner in owners)
        and (lacks is None or group.labels[lacks] is None)
    ]


def _ticked(groups: Sequence[Group]) -> list[Group]:
    """The list with ticks; the ticks belong to exactly these rows, so another filter starts without any."""
    everything = st.checkbox(say("全选这 {n:,} 个群", "All {n:,} groups listed", n=len(groups)), key="label_everything")
    rows = sha256("\x1f".join(group.group_id for group in groups).encode()).hexdigest()[:12]
    listing, lang = groups_listing(groups), language()
    picked = st.dataframe(
        {f.label.of(lang): [shown(v, lang) or None for v in listing.column(f.name)] for f in listing.fields},
        hide_index=True,
        placeholder="—",
        height=_HEIGHT,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"label_grid_{rows}",
        alt=listing.title.of(lang),
    )
    if everything:
        return list(groups)
    return [groups[at] for at in picked.selection.rows if at < len(groups)]


def _value(view: GroupLabels, column: str) -> str | None:
    """The value as typed or chosen; "" takes the label away; None: nothing chosen yet."""
    choices = CHOICE_LABELS.get(column)
    names = [label.of(language()) for label in choices.values()] if choices else list(view.values[column])
    none = say("（去掉这个标签）", "(take the label away)")
    chosen = st.selectbox(
        say("设为", "To"),
        [*names, none],
        index=None,
        accept_new_options=choices is None,
        placeholder=say("选一个", "choose one") if choices else say("选一个，或直接输入", "choose one or type"),
        key=f"label_hand_{column}",
    )
    return "" if chosen == none else chosen
