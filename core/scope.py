"""The scope of a question: which days, which kind of groups or people. One object for pages, reports and snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FILTERS: tuple[str, ...] = ("positioning", "identity_class", "channel", "region", "owner")
"""The dimensions of a scope beside its days, in the order of the scope bar."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Days from `since` to before `until`, and for each filter the values wanted (empty: all; None: not known)."""

    since: date | None = None
    until: date | None = None
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
