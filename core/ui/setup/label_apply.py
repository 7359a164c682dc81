"""What labels would change, shown before it is written; writing makes one version that can be undone here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.cli.workspace import user_name
from core.i18n import Text
from core.ingest.labelling import groups_labelled, write_labels
from core.reports.labels.report import GroupLabels, changes_listing
from core.reports.labels.rules import Change, LabelRules, Proposal, propose
from core.store import Version
from core.ui import cache, widgets
from core.ui.data_line import now
from core.ui.state import LABEL_RULES_SETTING
from core.ui.words import ago, say


def remembered() -> LabelRules | None:
    """The rules that were applied last; None before the first time."""
    found = cache.store().setting(LABEL_RULES_SETTING)
    return LabelRules.from_json(found["rules"]) if found else None


def remembered_offer(report: GroupLabels) -> None:
    """Whether last time's rules would label more groups now, with one click that does it."""
    rules = remembered()
    found = propose(report.groups, rules) if rules else Proposal()
    if not found.changes:
        return
    with st.container(border=True):
        st.text(
            say(
                "按上次的规则，现在能给 {n:,} 个群补上标签。",
                "Last time's rules would label {n:,} more groups now.",
                n=found.groups,
            )
        )
        with widgets.details(Text("看会改什么", "See what would change")):
            widgets.table(changes_listing(found.changes, _WOULD_CHANGE), "label_again_table")
        if st.button(
            say("用上次的规则打标签（{n:,} 个群）", "Label {n:,} groups by last time's rules", n=found.groups),
            key="label_again",
        ):
            _write(found.changes, report.version, None)


def last_change(head: Version) -> None:
    """What the newest version did to labels, and the way back."""
    labelled = groups_labelled(head)
    if labelled is None or head.parent is None:
        return
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.text(
        say(
            "{ago}，{who}改了 {n:,} 个群的标签（版本 {v}）。",
            "{who} changed the labels of {n:,} groups {ago} (version {v}).",
            ago=ago(head.created_at, now()),
            who=head.who,
            n=labelled,
            v=head.number,
        )
    )
    if right.button(say("撤销，回到版本 {n}", "Undo, back to version {n}", n=head.parent), key="label_undo"):
        cache.store().undo(head.parent, user_name())
        st.rerun()


def offer(found: Proposal, report: GroupLabels, key: str, rules: LabelRules | None = None) -> None:
    """What would change, what is kept, and the button; `rules` are remembered when it is pressed."""
    if not found.changes:
        st.text(say("没有要改的标签。", "No label would change."))
    else:
        st.text(
            say(
                "会改 {n:,} 个群，共 {m:,} 个标签：",
                "{n:,} groups would change, {m:,} labels in all:",
                n=found.groups,
                m=len(found.changes),
            )
        )
        widgets.table(changes_listing(found.changes, _WOULD_CHANGE), f"{key}_changes", height=260)
        if st.button(
            say("确认，给 {n:,} 个群打标签", "Confirm: label {n:,} groups", n=found.groups),
            type="primary",
            key=f"{key}_apply",
        ):
            _write(found.changes, report.version, rules)
    _fold(found.kept, _KEPT, f"{key}_kept")
    _fold(found.disagree, _DISAGREE, f"{key}_disagree")


def settings_of(rules: LabelRules) -> dict[str, Any]:
    """As the store keeps them, with who and when."""
    return {"rules": rules.to_json(), "who": user_name(), "at": now().isoformat(timespec="seconds")}


_WOULD_CHANGE = Text("会改的标签", "Labels that would change")
_KEPT = Text("{n} 个标签和规则不同，保留原来的", "{n} labels differ from the rule and are kept")
_DISAGREE = Text(
    "{n} 个群名规则和关键词说法不同，按群名规则", "{n} differ by name and by keyword: the name rule counts"
)


def _fold(changes: Sequence[Change], title: Text, key: str) -> None:
    if changes:
        told = title.fill(n=f"{len(changes):,}")
        with widgets.details(told):
            widgets.table(changes_listing(changes, told), key, height=220)


def _write(changes: Sequence[Change], version: int, rules: LabelRules | None) -> None:
    given: dict[str, dict[str, str | None]] = {}
    for change in changes:
        given.setdefault(change.group.group_id, {})[change.column] = change.new
    with st.spinner(say("正在写入 {n:,} 个群的标签", "Writing the labels of {n:,} groups", n=len(given))):
        write_labels(cache.store(), given, version, user_name())
    if rules is not None:
        cache.store().set_setting(LABEL_RULES_SETTING, settings_of(rules))
    st.rerun()
