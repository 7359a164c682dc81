"""The scope of a question: which days, which kind of groups or people. One object for pages, reports and snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FILTERS: tuple[str, ...] = ("positioning", "identity_class", "channel", "region", "owner")
"""The dimensions of a scope beside its days, in the order of the scope bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFilters:
    """For each dimension the values wanted (empty: all; None: not known)."""

    positioning: tuple[str | None, ...] = ()
    identity_class: tuple[str | None, ...] = ()
    channel: tuple[str | None, ...] = ()
    region: tuple[str | None, ...] = ()
    owner: tuple[str | None, ...] = ()

    def filters(self) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """(dimension, values) of every filter that is set."""
        for name in FILTERS:
            values: tuple[str | None, ...] = getattr(self, name)
            if values:
                yield name, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(GroupFilters):
    """The filters, and days from `since` to before `until`."""

    since: date | None = None
    until: date | None = None
