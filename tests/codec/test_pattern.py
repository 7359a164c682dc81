"""User-written patterns: they find what Python's spelling says, in linear time, and faults are told in words."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from core.codec.pattern import BadPattern, read_pattern

DOCUMENTED = "^(?P<region>[^-]+)-(?P<identity_class>实体|微商)-"


def taken(pattern: str, text: str) -> dict[str, str | None]:
    groups = read_pattern(pattern).groups(pa.array([text], pa.string()))
    return {name: values.to_pylist()[0] for name, values in groups.items()}


def found(pattern: str, *texts: str | None) -> list[bool | None]:
    answers: list[bool | None] = read_pattern(pattern).found_in(pa.array(texts, pa.string())).to_pylist()
    return answers


def test_the_documented_rule_reads_its_two_labels() -> None:
    assert read_pattern(DOCUMENTED).names == ("region", "identity_class")
    assert taken(DOCUMENTED, "华东-实体-017") == {"region": "华东", "identity_class": "实体"}
    assert taken(DOCUMENTED, "华东-福利-017") == {"region": None, "identity_class": None}


@pytest.mark.parametrize(
    ("pattern", "fits"), [("(a+)+$", False), ("(?P<region>(a|a)*)$", True), ("^(a|aa)+$", False), ("(.*,){11}P", False)]
)
def test_a_pattern_with_which_backtracking_never_ends_is_answered(pattern: str, fits: bool) -> None:
    assert found(pattern, "a" * 40 + "b") == [fits]
    taken(pattern, "a" * 4_000 + "b")


def test_a_pattern_is_searched_anywhere_and_minds_case() -> None:
    assert found("福利", "周三福利群", "秒杀", None) == [True, False, None]
    assert found("VIP", "a VIP b", "vip") == [True, False]
    assert found("(?i)VIP", "vip") == [True]


def test_a_group_that_took_no_part_or_only_blanks_is_no_label() -> None:
    assert taken(r"华东(?P<region>-\d+)?", "华东") == {"region": None}
    assert taken(r"^(?P<region>[^-]*)-", "  -1") == {"region": None}
    assert taken(r"^(?P<region>[^-]*)-", "　华东 -1") == {"region": "华东"}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^(?P<region>\w+)-", "华东_é１-3"),
        (r"^(?P<region>[\w ]+)-", "华 东-3"),
        (r"^(?P<region>[^\W_]+)_", "华东_3"),
        (r"(?P<region>[\W_]+)", "华东 _，3"),
        (r"^(?P<region>\W)", "（华东"),
        (r"(?P<region>\d+)群", "第１２群"),
        (r"(?P<region>\D+)", "１２群"),
        (r"^\S+\s(?P<region>\S+)$", "福利群　华东"),
        (r"^[^\s]+\s(?P<region>[^\s]+)$", "福利群　华东"),
        (r"^(?P<region>[\u4e00-\u9fa5]+)", "华东ab"),
        (r"(?P<region>\u534e\Z)", "东华"),
        (r"(实体|微商)-(?P<region>(?:华|西).)", "实体-华东"),
        (r"(?P<region>[\])(-]+)", "华])-东"),
        (r"(?P<region>\(.+?\))", "福利(华东)(2)"),
    ],
)
def test_pythons_spelling_means_the_same(pattern: str, text: str) -> None:
    match = re.search(pattern, text)
    assert match is not None
    assert taken(pattern, text) == {"region": match["region"].strip() or None}


@pytest.mark.parametrize(
    ("pattern", "zh", "en"),
    [
        ("(?=华)", "不支持前后查看", "look-around"),
        ("(?<!华)东", "不支持前后查看", "look-around"),
        (r"(华)\1", "不支持引用前面的组", "earlier group"),
        (r"(?P<region>华)(?P=region)", "不支持引用前面的组", "earlier group"),
        ("(华", "少了一个右括号", "closing ) is missing"),
        ("华)", "多了一个右括号", ") too many"),
        ("[华", "少了一个右方括号", "closing ] is missing"),
        ("*华", "重复符号前面没有内容", "nothing stands before"),
        ("华++", "连续写了两个重复符号", "two repetition signs"),
        ("[东-一]", "范围", "range"),
        ("华\\", "末尾多了一个反斜杠", "backslash stands at the end"),
        (r"\y", "反斜杠后面的写法不支持：\\y", "not supported: \\y"),
        (r"\C", "反斜杠后面的写法不支持：\\C", "not supported: \\C"),
        ("(?P<a b>x)", "组的名字不对", "name is wrong"),
        ("(?P<a>x)(?P<a>y)", "名字 a 用了两次", "a is used twice"),
        ("(?(1)a|b)", "(? 后面的写法不支持", "follows (?"),
        ("\ud800", "无法识别的字符", "does not exist"),
        ("华" * 2001, "太长", "too long"),
        ("华{1001}", "重复次数太多", "repeats too often"),
        ("(?:(?:[ab]?c?){0,30}){0,30}", "重复次数太多", "repeats too often"),
    ],
)
def test_a_fault_is_told_in_both_languages(pattern: str, zh: str, en: str) -> None:
    with pytest.raises(BadPattern) as bad:
        read_pattern(pattern)
    assert zh in bad.value.why.zh
    assert en in bad.value.why.en
    assert zh in bad.value.text.zh


def test_repetitions_that_stay_small_are_taken() -> None:
    assert found(r"^\d{4}-(\d{1,2}-?){2}$", "2026-03-01") == [True]
    assert found("^.{0,200}群$", "福利群") == [True]
