"""A list of the people behind a part of the funnel, frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from core.i18n import Lang
from core.reports.funnel.people.rules import Outcome

Next = Literal["nothing", "late", "skipped", "re_entry", "repeated", "optional", "out_of_order"]
"""What a lost person did after the last step: nothing; the step itself, too late; a later step without it; the start
step again; an earlier step again; a step on the way that may be skipped; nothing after, but the step or a later one
before its turn."""


@dataclass(frozen=True, slots=True)
class Person:
    """One row: an id as the source gave it, when the person entered and was last counted, and the dimensions."""

    user_id: str
    entered: datetime | date
    """A day where the time is not known."""
    last_step: int
    """The last counted step reached (the step itself of those who converted)."""
    at_last_step: datetime | date
    ad_slot: str | None
    channel: str | None
    identity_class: str | None
    region: str | None
    owner: str | None
    next: Next | None
    """Of those lost only."""
    next_step: int | None


@dataclass(frozen=True, slots=True)
class Path:
    """How many of the lost did this next."""

    next: Next
    step: int | None
    people: int


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The people behind one part of the funnel."""

    step: int
    outcome: Outcome
    count: int
    """People (entries with re-entry), however many rows there are."""
    rows: tuple[Person, ...]
    paths: tuple[Path, ...]
    """What the lost did next, most people first; empty for the other outcomes."""
    followed: int
    """Of how many of the lost the paths are: all, or a sample of a long list that is cut."""


@dataclass(frozen=True, slots=True)
class PeopleView:
    """A list beside what the funnel says of it."""

    people: PeopleList
    bar: int
    """What the funnel chart counts."""
    entries: bool
    """Entries are counted, not people."""
    last_step: int
    """The counted step at which these people are."""
    friend_optional: bool
    """Becoming a friend was a step that may be skipped, so some of them are friends."""
    listed: Callable[[int | None], PeopleList] = field(compare=False, repr=False)
    """Reads the list again with at most so many rows; None: all, by entry."""
    csv: Callable[[int, Lang], bytes] = field(compare=False, repr=False)
    """Reads at most so many rows as CSV, in pieces."""

    @property
    def cut(self) -> bool:
        """Whether there are more people than rows."""
        return len(self.people.rows) < self.people.count
