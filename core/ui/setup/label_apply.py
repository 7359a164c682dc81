"""What labels would change, shown before it is written; writing makes one version that can be undone here."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.cli.workspace import user_name
from core.i18n import Text
from core.ingest.labelling import groups_labelled, write_labels
from core.reports.labels.model import Change, GroupLabels
from core.reports.labels.rules import LabelRules, Proposal, propose
from core.reports.labels.tables import changes_listing
from core.reports.table import Table
from core.ui import cache, widgets
from core.ui.state import LABEL_RULES_SETTING
from core.ui.words import say
from core.wording import ago

_WOULD_CHANGE = Text("会改的标签", "Labels that would change")
_KEPT = Text("{n} 个标签和规则不同，保留原来的", "{n} labels differ from the rule and are kept")
_DISAGREE = Text(
    "{n} 个群名规则和关键词说法不同，按群名规则", "{n} differ by name and by keyword: the name rule counts"
)


def last_rules() -> LabelRules | None:
    """The rules that were applied last; None before the first time."""
    setting = cache.store().setting(LABEL_RULES_SETTING)
    return LabelRules.from_json(setting["rules"]) if setting else None


def offer_last_rules(view: GroupLabels) -> None:
    """Whether last time's rules would label more groups now, with one click that does it."""
    rules = last_rules()
    proposal = propose(view.groups, rules) if rules else Proposal()
    if not proposal.changes:
        return
    with st.container(border=True):
        st.text(
            say(
                "按上次的规则，现在能给 {n:,} 个群补上标签。",
                "Last time's rules would label {n:,} more groups now.",
                n=proposal.groups,
            )
        )
        with widgets.details(Text("看会改什么", "See what would change")):
            _draw_changes(proposal.changes, _WOULD_CHANGE, "label_again_table")
        if st.button(
            say("用上次的规则打标签（{n:,} 个群）", "Label {n:,} groups by last time's rules", n=proposal.groups),
            key="label_again",
        ):
            _write(proposal.changes, view.version, None)


def last_change() -> None:
    """What the newest version did to labels, and the way back."""
    inputs = cache.inputs()
    if inputs is None:
        return
    head = inputs.version
    labelled = groups_labelled(head)
    if labelled is None or head.parent is None:
        return
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.text(
        say(
            "{ago}，{who}改了 {n:,} 个群的标签（版本 {v}）。",
            "{who} changed the labels of {n:,} groups {ago} (version {v}).",
            ago=ago(head.created_at, cache.now()),
            who=head.who,
            n=labelled,
            v=head.number,
        )
    )
    if right.button(say("撤销，回到版本 {n}", "Undo, back to version {n}", n=head.parent), key="label_undo"):
        cache.store().undo(head.parent, user_name())
        st.rerun()


def offer(proposal: Proposal, view: GroupLabels, key: str, rules: LabelRules | None = None) -> None:
    """What would change, what is kept, and the button; `rules` are remembered when it is pressed."""
    if not proposal.changes:
        st.text(say("没有要改的标签。", "No label would change."))
    else:
        st.text(
            say(
                "会改 {n:,} 个群，共 {m:,} 个标签：",
                "{n:,} groups would change, {m:,} labels in all:",
                n=proposal.groups,
                m=len(proposal.changes),
            )
        )
        _draw_changes(proposal.changes, _WOULD_CHANGE, f"{key}_changes", height=260)
        if st.button(
            say("确认，给 {n:,} 个群打标签", "Confirm: label {n:,} groups", n=proposal.groups),
            type="primary",
            key=f"{key}_apply",
        ):
            _write(proposal.changes, view.version, rules)
    for changes, title, name in ((proposal.kept, _KEPT, "kept"), (proposal.disagree, _DISAGREE, "disagree")):
        if changes:
            counted = title.fill(n=f"{len(changes):,}")
            with widgets.details(counted):
                _draw_changes(changes, counted, f"{key}_{name}", height=220)


def _draw_changes(changes: Sequence[Change], title: Text, key: str, *, height: int | None = None) -> None:
    widgets.show_table(Table(changes_listing(changes, title), search=True, height=height), key)


def _write(changes: Sequence[Change], version: int, rules: LabelRules | None) -> None:
    labels: dict[str, dict[str, str | None]] = {}
    for change in changes:
        labels.setdefault(change.group.group_id, {})[change.column] = change.new
    with st.spinner(say("正在写入 {n:,} 个群的标签", "Writing the labels of {n:,} groups", n=len(labels))):
        write_labels(cache.store(), labels, version, user_name())
    if rules is not None:
        at = cache.now().isoformat(timespec="seconds")
        cache.store().set_setting(LABEL_RULES_SETTING, {"rules": rules.to_json(), "who": user_name(), "at": at})
    st.rerun()
