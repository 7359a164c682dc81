"""Labels of groups from naming rules and keywords."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.domain.tables import TABLES
from core.errors import ImportRefused
from core.ingest.mapping.labels import DEFAULT_KEYWORDS
from core.ingest.profile import Profile
from tests.ingest.mapped import mapped, profile

COLUMNS = {"group_id": "群ID", "group_name": "群名称"}
RULE = "^(?P<region>[^-]+)-(?P<identity_class>实体|微商)-"


def test_a_naming_rule_fills_what_the_file_lacks(tmp_path: Path) -> None:
    given = profile("groups", {**COLUMNS, "region": "区域"}, derive={"group_name": RULE})
    rows = [("1", "华东-实体-01", ""), ("2", "华东-实体-02", "华南"), ("3", "随便", ""), ("4", "", "")]
    result = mapped(tmp_path, given, ("群ID", "群名称", "区域"), rows)
    assert result.column("region") == ["华东", "华南", None, None]
    assert result.column("identity_class") == ["实体", "实体", None, None]
    assert result.output.notes["name_rule_unmatched"] == 1
    assert [(p.value, p.code) for p in result.problems] == [("1", "name_rule_unmatched")]
    assert "identity_class" in result.output.columns


def test_a_name_without_label_keeps_the_stored_one(tmp_path: Path) -> None:
    given = profile("groups", {**COLUMNS, "region": "区域"}, derive={"group_name": RULE})
    rows = [("1", "华东-实体-01", ""), ("2", "随便", "")]
    result = mapped(tmp_path, given, ("群ID", "群名称", "区域"), rows)
    identity_class = 1 << [c.name for c in TABLES["groups"].columns].index("identity_class")
    assert result.output.partial
    assert result.column("_lacks") == [0, identity_class]
    plain = mapped(tmp_path, profile("groups", COLUMNS), tuple(COLUMNS.values()), [("1", "甲")])
    assert not plain.output.partial
    assert "_lacks" not in plain.rows[0]


def test_keyword_rules_fill_typed_columns(tmp_path: Path) -> None:
    given = profile("groups", COLUMNS, keywords=DEFAULT_KEYWORDS)
    rows = [("1", "周三秒杀群"), ("2", "售后3群"), ("3", "甲")]
    result = mapped(tmp_path, given, tuple(COLUMNS.values()), rows)
    assert result.column("purpose") == ["benefits", None, None]
    assert result.column("positioning") == [None, "service", None]


def test_keywords_are_not_applied_unasked(tmp_path: Path) -> None:
    result = mapped(tmp_path, profile("groups", COLUMNS), tuple(COLUMNS.values()), [("1", "周三秒杀群")])
    assert result.output.columns == ("group_id", "group_name")


def test_a_rule_for_no_column_is_refused(tmp_path: Path) -> None:
    given = profile("groups", COLUMNS, derive={"group_name": "(?P<colour>.)"})
    with pytest.raises(ImportRefused) as refused:
        mapped(tmp_path, given, tuple(COLUMNS.values()), [])
    assert refused.value.code == "bad_profile"


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ({"derive": {"group_name": "(?P<region>(?=华))"}}, "derive.group_name：不支持前后查看"),
        ({"derive": {"group_name": "(?P<region>华"}}, "derive.group_name：少了一个右括号"),
        ({"keywords": {"purpose": {"福利": "benefits", "(秒杀": "benefits"}}}, "keywords.purpose：少了一个右括号"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named_with_its_place(rules: dict[str, object], place: str) -> None:
    given = {"name": "x", "table": "groups", "columns": COLUMNS, **rules}
    with pytest.raises(ImportRefused) as refused:
        Profile.from_json(json.dumps(given))
    assert refused.value.code == "bad_profile"
    assert place in refused.value.text.zh
    assert "regular expression" not in refused.value.text.zh


def test_a_rule_that_backtracking_never_ends_reads_the_file(tmp_path: Path) -> None:
    given = profile(
        "groups", COLUMNS, derive={"group_name": "^(?P<region>(a+)+)$"}, keywords={"purpose": {"(a+)+$": "benefits"}}
    )
    result = mapped(tmp_path, given, tuple(COLUMNS.values()), [("1", "a" * 40 + "b"), ("2", "aa")])
    assert result.column("region") == [None, "aa"]
    assert result.column("purpose") == [None, "benefits"]
