"""Labels for groups from their names: a name rule and keyword rules propose, what stands is kept unless asked.

The rules are those of import profiles (core.ingest.mapping.labels), applied to groups that are stored already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from core.codec.pattern import BadPattern, Pattern, read_pattern
from core.domain.choices import LABELS as CHOICE_LABELS
from core.domain.tables import TABLES
from core.errors import BadRequest
from core.i18n import Text
from core.ingest.mapping.labels import DEFAULT_KEYWORDS, keyword_labels
from core.ingest.values.parse import parse_array
from core.reports.labels.model import LABELS, Change, Group
from core.reports.labels.name_parts import labelled_parts

_NO_TIMES = ZoneInfo("UTC")  # labels hold no times, so no zone matters


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """A name that holds one of the words gets `value` in `column`."""

    words: tuple[str, ...]
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class LabelRules:
    """The workspace's rules. The name rule is either parts between separators or, if given, an own pattern."""

    separator: str = "-"
    parts: tuple[str | None, ...] = ()
    """For each part of the name the label it is; None: no label."""
    regex: str = ""
    keywords: tuple[KeywordRule, ...] = ()

    @property
    def has_name_rule(self) -> bool:
        """Whether the rules say what the parts of a name are."""
        return bool(self.regex or (self.separator and any(self.parts)))

    def texts_in(self, names: Sequence[str]) -> dict[str, list[str | None]]:
        """Label → what the name rule reads in each name (None: nothing). Raises BadRequest for a wrong pattern."""
        if self.regex:
            found = _checked(self.regex).groups(pa.array(names, pa.string()))
            return {label: texts.to_pylist() for label, texts in found.items()}
        return labelled_parts(names, self.separator, self.parts) if self.has_name_rule else {}

    def to_json(self) -> dict[str, Any]:
        """As kept in the store's setting `label_rules`."""
        words = [{"words": list(r.words), "column": r.column, "value": r.value} for r in self.keywords]
        return {"separator": self.separator, "parts": list(self.parts), "regex": self.regex, "keywords": words}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> LabelRules:
        """From what `to_json` gave; labels that do not exist (any more) are left out."""
        parts = tuple(p if p in LABELS else None for p in raw.get("parts", ()))
        rules = (KeywordRule(tuple(r["words"]), r["column"], r["value"]) for r in raw.get("keywords", ()))
        kept = tuple(r for r in rules if r.column in LABELS)
        return cls(str(raw.get("separator", "-")), parts, str(raw.get("regex", "")), kept)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules would do.

    changes   labels to be written
    kept      the rules say otherwise than the label that stands; it stays
    disagree  the name rule and a keyword differ; the name rule was taken (the keyword's value is `new`)
    unfit     groups whose name does not fit the name rule, or gives a value that is no choice of its label
    """

    changes: tuple[Change, ...] = ()
    kept: tuple[Change, ...] = ()
    disagree: tuple[Change, ...] = ()
    unfit: tuple[Group, ...] = ()

    @property
    def groups(self) -> int:
        """How many groups get a label."""
        return len({change.group.group_id for change in self.changes})


def offered_keywords() -> tuple[KeywordRule, ...]:
    """The keyword rules a company starts from."""
    found = ((words, column, value) for column, rules in DEFAULT_KEYWORDS.items() for words, value in rules.items())
    return tuple(KeywordRule(tuple(words.split("|")), column, value) for words, column, value in found)


def propose(groups: Sequence[Group], rules: LabelRules, *, overwrite: bool = False) -> Proposal:
    """Labels for groups from their names. Only empty labels are filled, unless `overwrite` is asked for.

    A label is never taken away. Raises BadRequest for a wrong pattern.
    """
    named = [group for group in groups if group.name]
    names = [str(group.name) for group in named]
    given, unfit = _from_name_rule(names, rules)
    found = _Found(overwrite)
    by_name, by_word = Text("群名规则", "name rule"), Text("关键词", "keyword")
    words = _from_keywords(names, rules.keywords)
    for at, group in enumerate(named):
        for column in LABELS:
            first, second = given.get(column, {}).get(at), words.get(column, {}).get(at)
            if first is not None:
                found.take(group, column, first, by_name)
                if second not in (None, first):
                    found.disagree.append(Change(group, column, first, second, by_word))
            elif second is not None:
                found.take(group, column, second, by_word)
    return Proposal(
        tuple(found.changes), tuple(found.kept), tuple(found.disagree), tuple(named[at] for at in sorted(unfit))
    )


def set_by_hand(groups: Iterable[Group], column: str, value: str | None) -> tuple[Change, ...]:
    """The same label for all these groups (None takes it away); groups that have it already are left out."""
    by_hand = Text("人工设定", "set by hand")
    return tuple(
        Change(group, column, group.labels.get(column), value, by_hand)
        for group in groups
        if group.labels.get(column) != value
    )


def read_value(column: str, text: str) -> str | None:
    """A label as typed (Chinese or English, a choice's any spelling) as it is stored; None for an empty one.

    Raises BadRequest where the label has choices and this is none of them.
    """
    known = TABLES["groups"].by_name[column]
    shown = {label.en.lower(): code for code, label in CHOICE_LABELS.get(column, {}).items()}
    text = shown.get(text.strip().lower(), text.strip())
    parsed = parse_array(known.kind, pa.array([text or None], pa.string()), codes=known.codes, zone=_NO_TIMES)
    if parsed.bad:
        raise BadRequest(
            Text(f"「{text}」不是可用的选项。", f"“{text}” is not one of the choices."),
            Text("请从列表中选择。", "Choose one from the list."),
            field=column,
        )
    value = parsed.values[0].as_py()
    return str(value) if value is not None else None


@dataclass
class _Found:
    overwrite: bool
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    disagree: list[Change] = field(default_factory=list)

    def take(self, group: Group, column: str, value: str, reason: Text) -> None:
        """Sort one proposed label: nothing to do, to be written, or against what stands."""
        old = group.labels.get(column)
        if old == value:
            return
        fits = old is None or self.overwrite
        (self.changes if fits else self.kept).append(Change(group, column, old, value, reason))


def _from_name_rule(names: Sequence[str], rules: LabelRules) -> tuple[dict[str, dict[int, str]], set[int]]:
    """Label → {position: value}, and the positions of names that do not fit."""
    texts = rules.texts_in(names)
    if not texts:
        return {}, set()
    given: dict[str, dict[int, str]] = {}
    unfit = {at for at, row in enumerate(zip(*texts.values(), strict=True)) if not any(row)}
    for name, column in texts.items():
        known = TABLES["groups"].by_name[name]
        parsed = parse_array(known.kind, pa.array(column, pa.string()), codes=known.codes, zone=_NO_TIMES)
        unfit |= set(parsed.bad)
        given[name] = {at: value for at, value in enumerate(parsed.values.to_pylist()) if value is not None}
    return given, unfit


def _from_keywords(names: Sequence[str], rules: Sequence[KeywordRule]) -> dict[str, dict[int, str]]:
    """Label → {position: value}; of several rules for a label the first one wins."""
    by_column: dict[str, dict[str, str]] = {}
    for rule in rules:
        for word in filter(None, rule.words):
            by_column.setdefault(rule.column, {}).setdefault(re.escape(word), rule.value)
    texts = pa.array(names, pa.string())
    return {
        column: {at: v for at, v in enumerate(keyword_labels(texts, found).to_pylist()) if v is not None}
        for column, found in by_column.items()
    }


def _checked(regex: str) -> Pattern:
    try:
        pattern = read_pattern(regex)
    except BadPattern as bad:
        raise _bad_pattern(bad.why) from None
    if not pattern.names:
        raise _bad_pattern(Text("没有带名字的组", "it has no named group"))
    unknown = next((name for name in pattern.names if name not in LABELS), None)
    if unknown is not None:
        raise _bad_pattern(Text(f"没有名为 {unknown} 的标签", f"there is no label called {unknown}"))
    return pattern


def _bad_pattern(why: Text) -> BadRequest:
    listed = ", ".join(LABELS)
    return BadRequest(
        Text(f"这条规则用不了：{why.zh}。", f"This pattern cannot be used: {why.en}."),
        Text(f"请用带名字的组，名字只能是 {listed}。", f"Use named groups; their names can only be {listed}."),
        field="regex",
    )
