"""A health light: its words, what unlocks it, and how it judges the groups. There is a file for each in lights/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

from core.codec.listing import Field, Value
from core.domain.assumptions import Assumptions
from core.i18n import Text
from core.reports.report import Unlock

Unit = Literal["groups", "owners", "days"]
"""What a light counts: living groups, owners, or the days left."""


@dataclass(frozen=True, slots=True)
class Group:
    """What is known of one living group at the cut-off; None: not known."""

    group_id: str
    name: str | None = None
    owner: str | None = None
    positioning: str | None = None
    purpose: str | None = None
    identity_class: str | None = None
    channel: str | None = None
    region: str | None = None
    customers: int | None = None
    admins: int | None = None
    created_on: date | None = None
    last_message: date | None = None
    age_days: int | None = None
    """Days from created_on to the cut-off."""
    silent_days: int | None = None
    """Silent for at least this long: from its last message to the last day for which its messages are known."""
    silent_most: int | None = None
    """Silent for at most this long: to the cut-off. More than silent_days where the group's data end earlier."""

    @property
    def label(self) -> str:
        """Its name, else its id."""
        return self.name or self.group_id


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a light may look at."""

    groups: tuple[Group, ...]
    """Living ones in scope."""
    company: tuple[Group, ...]
    """All living ones."""
    classes: Mapping[str, Mapping[str, int]]
    """Customers on the roster by group and identity class."""
    shared: tuple[tuple[str, str, int], ...]
    """Pairs of groups with mostly the same customers, and how many they share."""
    roster: bool
    """Whether anybody's membership is known."""
    recognised: Mapping[str, float]
    """Share of members that can be matched with orders, by group."""
    fetched: Mapping[str, date]
    """Last day of the tables whose source forgets."""
    assumptions: Assumptions
    today: date


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a light makes of a scene."""

    count: int | None
    """The number it shows; None: nothing can be judged."""
    rows: tuple[tuple[Value, ...], ...]
    """Of the light's fields."""
    unknown: int = 0
    """Groups whose facts do not tell: never healthy, never ill."""


GROUP_FIELDS = (
    Field("group_name", Text("群名称", "Group")),
    Field("owner", Text("群主", "Owner")),
    Field("why", Text("原因", "Why")),
    Field("customers", Text("客户数", "Customers"), "count"),
    Field("last_message", Text("最后发言", "Last message"), "day"),
    Field("silent_days", Text("沉默天数", "Days silent"), "days"),
    Field("created_on", Text("创建日期", "Created"), "day"),
    Field("group_id", Text("群 ID", "Group id"), "id"),
)


@dataclass(frozen=True, slots=True)
class Light:
    """One light. `{…}` places in its words are filled from the assumptions."""

    code: str
    order: int
    """Its place among the lights."""
    label: Text
    todo: Text
    """What to do with the list."""
    needs: Text
    """Which file (or label) makes it judgeable, after "Upload" in English."""
    formula: Text
    tables: str
    judge: Callable[[Scene], Judgement]
    unknown: Text | None = None
    """Of how many groups ({n}) the facts do not tell."""
    industry: Text | None = None
    """How the industry counts it where we differ. 行业口径."""
    unlock: Unlock | None = None
    """Its part of the unlock line."""
    unit: Unit = "groups"
    phrase: Text | None = None
    """How the verdict names it; None: it never opens the page. Groups: after "n of m groups", with {are} and {have}.
    Owners: the whole sentence, with {groups}, {name} and {most}.
    """
    tier: int = 1
    """Lights of the lowest tier that name something open the page, among them the one that names most …"""
    place: int = 0
    """… and of equally many the one with the lower place."""
    heading: Text | None = None
    """Over the list, and where there is no number; None: the label."""
    late: Text | None = None
    """Of unit days, the label where the days left are used up."""
    calm: Text | None = None
    """What is said instead of `todo` while there is a list but no alarm."""
    fields: tuple[Field, ...] = GROUP_FIELDS
    owner: str | None = "owner"
    """The field by which the list can be split among people."""
    split_fields: tuple[str, ...] = ("group_name", "why")
    """What a message to an owner says of each row."""
    hidden: tuple[str, ...] = ()
    """Fields the page has no need of; downloads have them."""
    page: str = "data"
    """The address where what it needs can be given."""

    def filled(self, assumptions: Assumptions) -> Light:
        """With the company's own numbers in its words."""
        numbers = {entry.name: getattr(assumptions, entry.name) for entry in assumptions.entries()}
        later = {name: f"{{{name}}}" for name in ("n", "are", "have", "groups", "name", "most")}
        words: dict[str, Any] = {
            field.name: text.fill(**numbers, **later)
            for field in fields(self)
            if isinstance(text := getattr(self, field.name), Text)
        }
        return replace(self, **words)


Rule = Callable[[Group], "Text | bool | None"]
"""Why a group is in the list; False: it is not; None: its facts do not tell."""


def by_rule(groups: Iterable[Group], rule: Rule, first: Callable[[Group], int] | None = None) -> Judgement:
    """Apply a rule to each group; those with the largest `first` come first."""
    judged = [(group, rule(group)) for group in groups]
    listed = [(group, why) for group, why in judged if isinstance(why, Text)]
    if first is not None:
        listed.sort(key=lambda pair: (-first(pair[0]), pair[0].group_id))
    unknown = sum(why is None for _, why in judged)
    count = len(listed) if unknown < len(judged) else None
    return Judgement(count, tuple(row(group, why) for group, why in listed), unknown)


def row(group: Group, why: Text) -> tuple[Value, ...]:
    """A group as a row of GROUP_FIELDS."""
    facts = (group.customers, group.last_message, group.silent_days, group.created_on, group.group_id)
    return (group.label, group.owner, why, *facts)


def is_silent(group: Group, days: int) -> bool | None:
    """No message for more than `days` days; None where the group's messages are not known that far."""
    if group.silent_days is not None and group.silent_days > days:
        return True
    return False if group.silent_most is not None and group.silent_most <= days else None


def days_silent(group: Group) -> int:
    """For sorting: the longest silence first."""
    return group.silent_days or 0


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
