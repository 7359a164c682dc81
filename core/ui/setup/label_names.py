"""The name rule: which part of a group's name says what, with the effect shown at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import BadRequest
from core.i18n import Text
from core.reports.labels.model import COLUMNS, GroupLabels
from core.reports.labels.name_parts import SEPARATORS, guess_parts, split_name
from core.reports.labels.rules import LabelRules, propose
from core.reports.labels.tables import groups_listing
from core.reports.table import Table
from core.ui import widgets
from core.ui.setup import label_apply
from core.ui.state import language
from core.ui.words import escape_markdown, say

_OTHER = "other"
_MOST_PARTS = 6
_NAMES = {
    "-": Text("短横线 -", "dash -"),
    "_": Text("下划线 _", "underscore _"),
    " ": Text("空格", "blank"),
    "|": Text("竖线 |", "bar |"),
    "/": Text("斜线 /", "slash /"),
    "·": Text("间隔号 ·", "middle dot ·"),
    "、": Text("顿号 、", "comma 、"),
    _OTHER: Text("其他", "another"),
}


def draw(view: GroupLabels) -> None:
    """Separator, one choice per part, an own pattern under 详细, and the preview."""
    last = label_apply.last_rules() or LabelRules()
    names = [group.name for group in view.groups if group.name]
    if not names:
        st.text(say("这些群没有群名，请用「逐群设定」。", "These groups have no names: set labels by hand."))
        return
    separator = _separator(last, names)
    parts = _parts(last, separator, names, view.values)
    with widgets.details(Text("自己写规则（正则表达式）", "Write your own pattern (regular expression)")):
        regex = st.text_input(
            say("规则，用带名字的组", "Pattern with named parts"),
            value=last.regex,
            placeholder="^(?P<region>[^-]+)-(?P<identity_class>实体|微商)-",
            key="label_regex",
            help=say("填了就不用上面的分段。", "If given, the parts above are not used."),
        )
    overwrite = st.checkbox(say("已有的标签也按规则改", "Also overwrite labels already set"), key="label_name_over")
    rules = LabelRules(separator, parts, regex.strip())
    if not rules.has_name_rule:
        st.text(say("先说明群名的哪一段是什么。", "First say which part of the name is what."))
        return
    try:
        proposal = propose(view.groups, rules, overwrite=overwrite)
    except BadRequest as wrong:
        st.warning(escape_markdown(f"{wrong.text.of(language())} {wrong.todo.of(language())}"))
        return
    label_apply.offer(proposal, view, "label_name", LabelRules(separator, parts, rules.regex, last.keywords))
    if proposal.unfit:
        title = Text("{n} 个群名不符合规则，标签留空", "{n} names do not fit; their labels stay empty")
        with widgets.details(title.fill(n=f"{len(proposal.unfit):,}")):
            widgets.show_table(Table(groups_listing(proposal.unfit), search=True, height=260), "label_unfit")


def _separator(last: LabelRules, names: Sequence[str]) -> str:
    offered = [*SEPARATORS, _OTHER]
    start = last.separator if any(last.parts) else max(SEPARATORS, key=lambda mark: sum(mark in n for n in names))
    chosen = st.selectbox(
        say("群名用什么分段", "What separates the parts of a name"),
        offered,
        index=offered.index(start if start in offered else _OTHER),
        format_func={mark: name.of(language()) for mark, name in _NAMES.items()}.__getitem__,
        key="label_separator",
    )
    if chosen != _OTHER:
        return str(chosen)
    own = "" if start in SEPARATORS else start
    return st.text_input(say("分隔用的字", "The separating mark"), value=own, key="label_separator_own")


def _parts(
    last: LabelRules, separator: str, names: Sequence[str], values: Mapping[str, Sequence[str]]
) -> tuple[str | None, ...]:
    """A choice per part, under the values the part has most often."""
    if not separator:
        return ()
    split = [split_name(name, separator) for name in names]
    usual = Counter(min(len(parts), _MOST_PARTS) for parts in split).most_common(1)[0][0]
    examples = [name for name, parts in zip(names, split, strict=True) if len(parts) == usual][:3]
    st.text(say("例如：{names}", "For example: {names}", names=say("，", ", ").join(examples)))
    start = last.parts if any(last.parts) else guess_parts(names, separator, values)
    labels: dict[str | None, str] = {None: say("不用", "not used")}
    labels |= {name: label.of(language()) for name, label in COLUMNS.items()}
    chosen: list[str | None] = []
    for at, column in enumerate(st.columns(max(usual, 2))[:usual]):
        often = Counter(parts[at] for parts in split if len(parts) > at).most_common(3)
        before = start[at] if at < len(start) else None
        with column:
            chosen.append(
                st.selectbox(
                    say("第 {n} 段是", "Part {n} is", n=at + 1),
                    list(labels),
                    index=list(labels).index(before),
                    format_func=labels.__getitem__,
                    key=f"label_part_{at}_{separator}",
                )
            )
            st.text(say("、", ", ").join(say("{w} {n:,} 个", "{w} ({n:,})", w=word, n=n) for word, n in often))
    doubled = [name for name in set(chosen) if name and chosen.count(name) > 1]
    for name in doubled:
        st.text(
            say(
                "「{n}」选了两次，只用第一次。",
                "“{n}” is chosen twice; the first one counts.",
                n=COLUMNS[name].of(language()),
            )
        )
    return tuple(name if name not in chosen[:at] else None for at, name in enumerate(chosen))
