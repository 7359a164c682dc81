"""How customers come into a group, and which of the seven steps that makes optional (core/adr/0008)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from core.i18n import Text

OnboardingPath = Literal["friend_first", "group_code", "both"]
PATHS: tuple[OnboardingPath, ...] = get_args(OnboardingPath)
DEFAULT: OnboardingPath = "friend_first"
FRIEND_STEPS = (5, 6)
"""The steps between contact and group: added as a friend, identity recorded. A group code records neither."""

LABELS: Mapping[OnboardingPath, Text] = {
    "friend_first": Text("先加好友再进群", "Friend first, then group"),
    "group_code": Text("直接扫群码", "Group code directly"),
    "both": Text("两种都有", "Both"),
}
MEANING = Text(
    "先加好友再进群：七步一步接一步。直接扫群码：⑤加好友、⑥审核录入不算步骤，图和表里不列。"
    "两种都有：没加好友就进群不算丢，⑤⑥另外列出有多少人做了。",
    "Friend first: all seven steps, one after the other. Group code directly: steps 5 (friend) and 6 (recorded) are no "
    "steps and left out of picture and table. Both: who joins without them is not lost; their take-up is shown apart.",
)


def optional_steps(path: OnboardingPath) -> tuple[int, ...]:
    """Steps that people may skip on this path."""
    return () if path == "friend_first" else FRIEND_STEPS


def unused_steps(path: OnboardingPath) -> tuple[int, ...]:
    """Steps that are not part of this path: they are not counted at all."""
    return FRIEND_STEPS if path == "group_code" else ()


def path_named(name: object) -> OnboardingPath | None:
    """The path with this code; None if there is none."""
    return next((path for path in PATHS if path == name), None)
