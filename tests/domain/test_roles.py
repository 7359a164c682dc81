"""Every cell of the table of roles and actions, by hand."""

from __future__ import annotations

import pytest

from core.codec.masking import masked
from core.domain.roles import ACTIONS, ALLOWED, ROLES, Action, allows, role_named

#                  viewer manager admin
EXPECTED: dict[Action, tuple[bool, bool, bool]] = {
    "see_member_ids": (False, True, True),
    "download_people": (False, True, True),
    "import_data": (False, True, True),
    "label_groups": (False, True, True),
    "undo": (False, False, True),
    "change_settings": (False, False, True),
}


def test_every_cell_is_as_written_here() -> None:
    assert ROLES == ("viewer", "manager", "admin")
    assert set(EXPECTED) == set(ACTIONS)
    assert {action: tuple(allows(role, action) for role in ROLES) for action in ACTIONS} == EXPECTED


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        ALLOWED["viewer"] = frozenset(ACTIONS)  # type: ignore[index]


@pytest.mark.parametrize("name", [None, "", "Admin", "root", ["admin"], 1])
def test_whoever_is_not_named_rightly_may_only_look(name: object) -> None:
    assert role_named(name) == "viewer"


def test_a_role_is_found_by_its_name() -> None:
    assert [role_named(role) for role in ROLES] == list(ROLES)


@pytest.mark.parametrize(
    ("identity", "seen"),
    [
        ("u_1000437", "u_1••••7"),
        ("wmA1b2C3d4E5f6G7h8I9j0", "wmA••••0"),
        ("12345678", "123••••8"),
        ("1234567", "1••••"),
        ("abcd", "a••••"),
        ("abc", "••••"),
        ("", "••••"),
        ("张三李四王五赵六", "张三李••••六"),
    ],
)
def test_a_masked_id_shows_at_most_half_of_it(identity: str, seen: str) -> None:
    assert masked(identity) == seen
    assert len(seen.replace("•", "")) <= len(identity) / 2
