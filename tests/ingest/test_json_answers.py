"""JSON answers nobody described: unpacked into flat lists, or left alone."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ImportRefused
from core.ingest.formats import unpack
from core.ingest.reading.sheets import Document
from core.ingest.reading.sources import open_source
from core.ingest.recognition.readings import readings

ZONE = ZoneInfo("Asia/Shanghai")


def test_nested_json_nobody_knows_is_searched_for_one_flat_list() -> None:
    form, found = unpack({"code": 0, "data": {"page": [{"a": 1, "b": None}, {"a": 2, "c": "x"}]}})
    assert form is None
    assert [(t.header, list(t.rows)) for t in found] == [(("a", "b", "c"), [[1, None, None], [2, None, "x"]])]
    with pytest.raises(ImportRefused) as refused:
        list(readings(Document("a.json", {"a": {"b": 1}}), zone=ZONE))
    assert refused.value.code == "unknown_format"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["items", "data", "owner", "chat_total", "group_chat", "chat_id", "member_list"])
            | st.sampled_from(["group_id", "members", "admin_list", "user_id", "list", "userid", "stat_time"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_unpacked_or_left_alone(document: object) -> None:
    for found in unpack(document)[1]:
        assert all(len(row) == len(found.header) for row in found.rows)


def test_json_lines_of_answers_are_one_roster(tmp_path: Path) -> None:
    path = tmp_path / "groups_20260301.jsonl"
    member = {"userid": "wm1", "type": 2, "join_time": 1772330400, "join_scene": 3}
    chats = [{"group_chat": {"chat_id": f"wr{n}", "name": "x", "member_list": [member]}} for n in range(2)]
    path.write_text("\n".join(json.dumps(chat) for chat in chats), encoding="utf-8")
    found = [r for source in open_source(path, path.name) for r in readings(source, zone=ZONE)]
    assert [(r.profile.table, r.profile.day_from) for r in found] == [("groups", None), ("members", "file_name")]
    assert [r.sheet.head[1:] for r in found][1][1][0] == "wr1"


def test_pages_of_an_answer_are_joined() -> None:
    page = {"errcode": 0, "items": [{"owner": "a", "data": {"chat_total": 1, "member_total": 2, "chat_has_msg": 3}}]}
    _, found = unpack([page, page])
    assert [len(t.rows) for t in found] == [2]
