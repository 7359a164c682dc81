"""Keyword rules: a name that holds one of the words gets a label."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.codec.listing import shown
from core.domain.choices import LABELS as CHOICE_LABELS
from core.errors import BadRequest
from core.i18n import COMMA, Text
from core.reports.labels.model import COLUMNS, LABELS, GroupLabels, label_text
from core.reports.labels.rules import KeywordRule, LabelRules, offered_keywords, propose, read_value
from core.ui.setup import label_apply
from core.ui.state import language
from core.ui.words import say


def draw(view: GroupLabels) -> None:
    """The rules as a table to edit, and the preview."""
    lang = language()
    last = label_apply.last_rules() or LabelRules()
    names = {COLUMNS[column].of(lang): column for column in LABELS}
    words, label, value = say("群名里有", "Name holds"), say("标签", "Label"), say("设为", "Becomes")
    st.text(
        say(
            "群名里有这些字的群，设为右边的标签。几个字用 | 隔开，任一个就算；同一标签先写的优先。",
            "Groups whose name holds one of the words get the label. Separate words by |; "
            "of several rules for a label the first one counts.",
        )
    )
    rows = [
        {
            words: "|".join(rule.words),
            label: COLUMNS[rule.column].of(lang),
            value: shown(label_text(rule.column, rule.value), lang),
        }
        for rule in last.keywords or offered_keywords()
    ]
    edited = st.data_editor(
        rows,
        num_rows="dynamic",
        hide_index=True,
        key="label_words",
        column_config={
            words: st.column_config.TextColumn(required=True, max_chars=200),
            label: st.column_config.SelectboxColumn(options=list(names), required=True),
            value: st.column_config.TextColumn(required=True, max_chars=60),
        },
    )
    keywords = _rules((row.get(words), names.get(str(row.get(label))), row.get(value)) for row in edited)
    overwrite = st.checkbox(say("已有的标签也按规则改", "Also overwrite labels already set"), key="label_word_over")
    proposal = propose(view.groups, LabelRules(keywords=keywords), overwrite=overwrite)
    rules = LabelRules(last.separator, last.parts, last.regex, keywords)
    label_apply.offer(proposal, view, "label_word", rules)


def _rules(rows: Iterable[tuple[object, str | None, object]]) -> tuple[KeywordRule, ...]:
    """The complete rows as rules; a value that is no choice of its label is reported and left out."""
    rules = []
    for words, column, text in rows:
        split = tuple(word.strip() for word in str(words or "").replace("｜", "|").split("|") if word.strip())
        if not split or column is None or not str(text or "").strip():
            continue
        try:
            value = read_value(column, str(text))
        except BadRequest as wrong:
            st.text(f"{wrong.text.of(language())} {_choices(column)}")
            continue
        if value is not None:
            rules.append(KeywordRule(split, column, value))
    return tuple(rules)


def _choices(column: str) -> str:
    names = COMMA.join(CHOICE_LABELS.get(column, {}).values())
    return Text("可选：{names}。", "Choices: {names}.").fill(names=names).of(language())
