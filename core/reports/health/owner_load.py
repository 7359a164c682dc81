"""Groups per owner, and owners who carry too many 群主超载. Pure. Domain text 10: who founds a group answers for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.assumptions import Assumptions
from core.reports.health.rules import Group


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner and the living groups in his name."""

    name: str
    groups: tuple[Group, ...]


def owners(groups: Iterable[Group]) -> tuple[Owner, ...]:
    """Living groups per owner, most first; groups without an owner are nobody's."""
    held: dict[str, list[Group]] = {}
    for group in groups:
        if group.owner:
            held.setdefault(group.owner, []).append(group)
    found = (Owner(name, tuple(theirs)) for name, theirs in held.items())
    return tuple(sorted(found, key=lambda owner: (-len(owner.groups), owner.name)))


def average_load(held: Sequence[Owner]) -> float | None:
    """Groups per owner in the company; None without owners."""
    return sum(len(owner.groups) for owner in held) / len(held) if held else None


def overloaded(held: Sequence[Owner], given: Assumptions) -> tuple[Owner, ...]:
    """群主超载: more than `owner_load_factor` times the company's average, and at least `owner_load_groups`."""
    average = average_load(held)
    if average is None:
        return ()
    limit = given.owner_load_factor * average
    return tuple(o for o in held if len(o.groups) > limit and len(o.groups) >= given.owner_load_groups)
