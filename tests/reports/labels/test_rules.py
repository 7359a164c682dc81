"""Labels from names: by hand-made examples, and that no rule ever loses or replaces a label unasked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadRequest
from core.reports.labels.model import LABELS, Group
from core.reports.labels.name_parts import SEPARATORS, guess_parts
from core.reports.labels.rules import (
    KeywordRule,
    LabelRules,
    offered_keywords,
    propose,
    read_value,
    set_by_hand,
)

BY_PARTS = LabelRules("-", ("region", "identity_class", None))
WORDS = LabelRules(keywords=offered_keywords())


def group(name: str | None, number: int = 1, **labels: str) -> Group:
    return Group(f"g{number}", name, "王敏", {column: labels.get(column) for column in LABELS})


def proposed(name: str, rules: LabelRules = BY_PARTS, **labels: str) -> dict[str, str | None]:
    return {change.column: change.new for change in propose([group(name, **labels)], rules).changes}


@pytest.mark.parametrize(
    "name", ["华东-实体-017", "华东－实体－017", "华东 - 实体 - 017", "华东-实体", " 华东-实体-017-备用", "华东—实体—1"]
)
def test_parts_of_a_name_become_labels(name: str) -> None:
    assert proposed(name) == {"region": "华东", "identity_class": "实体"}


@pytest.mark.parametrize("name", ["福利群", "华东--017", "-实体-1", "华东"])
def test_a_name_that_does_not_fit_is_listed(name: str) -> None:
    found = propose([group(name)], BY_PARTS)
    assert (found.changes, [g.name for g in found.unfit]) == ((), [name])


@pytest.mark.parametrize("separator", SEPARATORS)
def test_every_offered_separator_parts_a_name(separator: str) -> None:
    rules = LabelRules(separator, (None, "region"))
    assert proposed(f"福利{separator}华东{separator}3", rules) == {"region": "华东"}


def test_parts_are_guessed_from_usual_words_choices_and_the_data() -> None:
    nothing: dict[str, tuple[str, ...]] = dict.fromkeys(LABELS, ())
    names = ["华东-实体-017", "华南-网商-3", "西北-福利-4", "老客户群"]
    assert guess_parts(names, "-", nothing) == ("region", "identity_class", None)
    assert guess_parts(["福利群_一区", "引流群_二区"], "_", nothing) == ("purpose", None)
    assert guess_parts(["福利群_一区", "引流群_二区"], "_", {**nothing, "region": ("一区",)}) == ("purpose", "region")
    assert guess_parts(["老客户群", "新群"], "-", nothing) == ()


def test_an_own_separator_of_several_marks() -> None:
    assert proposed("华东::实体:1", LabelRules("::", ("region", "identity_class"))) == {
        "region": "华东",
        "identity_class": "实体:1",
    }


def test_a_choice_is_read_in_any_spelling_and_another_word_does_not_fit() -> None:
    rules = LabelRules("-", ("purpose", "region"))
    assert proposed("福利群-华东", rules) == {"purpose": "benefits", "region": "华东"}
    found = propose([group("水果-华东")], rules)
    assert [c.column for c in found.changes] == ["region"]
    assert len(found.unfit) == 1


def test_an_own_pattern() -> None:
    rules = LabelRules(regex="^(?P<region>[^-]+)-(?P<identity_class>实体|微商)-")
    assert proposed("华东-实体-017", rules) == {"region": "华东", "identity_class": "实体"}
    assert proposed("华东-其他-017", rules) == {}


@pytest.mark.parametrize("pattern", ["(", "华东", "(?P<colour>.)", "(?P<region>.)" + "x" * 2000, "(?P<region>(?=x))"])
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str) -> None:
    with pytest.raises(BadRequest) as refused:
        propose([group("华东")], LabelRules(regex=pattern))
    assert refused.value.details["field"] == "regex"


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("周三秒杀群", {"purpose": "benefits"}),
        ("售后3群", {"positioning": "service"}),
        ("新客福利群", {"purpose": "benefits"}),  # of two rules the first one
        ("甲", {}),
    ],
)
def test_offered_keywords(name: str, labels: dict[str, str]) -> None:
    assert proposed(name, WORDS) == labels


def test_a_keyword_is_a_plain_word() -> None:
    rules = LabelRules(keywords=(KeywordRule(("A+B", ""), "channel", "地推"),))
    assert proposed("A+B群", rules) == {"channel": "地推"}
    assert proposed("AAB群", rules) == {}


def test_what_stands_is_kept_unless_asked() -> None:
    mine = group("华东-实体-1", region="华南")
    found = propose([mine], BY_PARTS)
    assert [(c.column, c.new) for c in found.changes] == [("identity_class", "实体")]
    assert [(c.column, c.old, c.new) for c in found.kept] == [("region", "华南", "华东")]
    asked = propose([mine], BY_PARTS, overwrite=True)
    changed = {c.column: (c.old, c.new) for c in asked.changes}
    assert changed == {"region": ("华南", "华东"), "identity_class": (None, "实体")}
    assert asked.kept == ()


def test_name_rule_and_keyword_that_differ_are_told() -> None:
    rules = LabelRules("-", ("purpose",), keywords=(KeywordRule(("福利",), "purpose", "benefits"),))
    found = propose([group("引流-福利")], rules)
    assert [(c.column, c.new) for c in found.changes] == [("purpose", "lead_in")]
    assert [(c.old, c.new) for c in found.disagree] == [("lead_in", "benefits")]


def test_set_by_hand_leaves_out_who_has_it() -> None:
    groups = [group("a", 1), group("b", 2, positioning="service"), group(None, 3, positioning="promo")]
    changes = set_by_hand(groups, "positioning", "service")
    assert [(c.group.group_id, c.old, c.new) for c in changes] == [("g1", None, "service"), ("g3", "promo", "service")]
    assert [c.old for c in set_by_hand(groups, "positioning", None)] == ["service", "promo"]


def test_values_as_typed() -> None:
    assert read_value("positioning", "客户服务型") == "service"
    assert read_value("region", " 华东 ") == "华东"
    assert read_value("region", " ") is None
    with pytest.raises(BadRequest):
        read_value("positioning", "水果")


def test_rules_are_remembered_as_they_were() -> None:
    rules = LabelRules("_", ("region", None), "", (KeywordRule(("福利", "优惠"), "purpose", "benefits"),))
    assert LabelRules.from_json(rules.to_json()) == rules
    assert LabelRules.from_json({"parts": ["colour"]}).parts == (None,)
    assert not LabelRules.from_json({}).has_name_rule


VALUES = {"positioning": ["promo", "service"], "purpose": ["benefits", "camp"], "priority": ["serve", "win"]}
names = st.one_of(st.none(), st.text("华东南实体福利售后-－_ 1", max_size=12))
labels = st.fixed_dictionaries(
    {column: st.one_of(st.none(), st.sampled_from(VALUES.get(column, ["华东", "实体"]))) for column in LABELS}
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(names, labels), max_size=8),
    st.sampled_from(SEPARATORS),
    st.lists(st.sampled_from([None, *LABELS]), max_size=4, unique_by=lambda p: p or object()),
    st.booleans(),
)
def test_no_label_is_ever_lost(
    rows: list[tuple[str | None, dict[str, str | None]]], separator: str, parts: list[str | None], overwrite: bool
) -> None:
    groups = [Group(str(number), name, None, given) for number, (name, given) in enumerate(rows)]
    rules = LabelRules(separator, tuple(parts), keywords=offered_keywords())
    found = propose(groups, rules, overwrite=overwrite)
    assert all(change.new is not None for change in found.changes)
    if not overwrite:
        assert all(change.old is None for change in found.changes)
    places = [(change.group.group_id, change.column) for change in found.changes]
    assert len(places) == len(set(places))
    after = [
        Group(g.group_id, g.name, None, {**g.labels, **{c.column: c.new for c in found.changes if c.group is g}})
        for g in groups
    ]
    assert propose(after, rules, overwrite=overwrite).changes == ()  # nothing is left to do
