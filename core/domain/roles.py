"""Who may do what: one table of roles and actions. Pages ask it; nothing else decides.

A viewer reads every number and sees customers under masked ids. A manager works with them: whole ids, lists to
download, imports and labels. An admin also takes imports back and changes what every report assumes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

Role = Literal["viewer", "manager", "admin"]
Action = Literal["see_member_ids", "download_people", "import_data", "label_groups", "undo", "change_settings"]
"""The actions the pages have today. Reading is allowed in every role and not listed."""
ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)

_WORKS: frozenset[Action] = frozenset({"see_member_ids", "download_people", "import_data", "label_groups"})
ALLOWED: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        "viewer": frozenset(),
        "manager": _WORKS,
        "admin": _WORKS | {"undo", "change_settings"},
    }
)


def allows(role: Role, action: Action) -> bool:
    """Whether the role allows the action."""
    return action in ALLOWED[role]


def role_named(name: object) -> Role:
    """The role a configuration names; an unknown name is a viewer."""
    return next((role for role in ROLES if role == name), "viewer")
