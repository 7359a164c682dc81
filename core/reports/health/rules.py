"""The health check that needs no arithmetic 体检: which living groups are silent, overdue, empty, double, mixed, …

Pure: facts in, findings out. Sources: domain text 2 (purposes), 4 (identities), 10 (recognition); 7-contract (lead_in).
A group whose facts do not suffice is counted as unknown, never as healthy and never as ill.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.domain.assumptions import Assumptions
from core.domain.choices import LABELS
from core.i18n import Text

MIXED_PEOPLE = 2
"""People of a conflicting class from which a group is mixed: one alone may be a wrong entry."""
SAME_SHARE, SAME_PEOPLE = 0.8, 10
"""Two groups are double if at least this share of the smaller one's customers, and this many, are in the other too."""
RECOGNISED_SHARE = 0.5
"""Below this share of recognised members a group's buyers say nothing."""


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
class Hit:
    """A group in a list and why it is there."""

    group: Group
    why: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One light: the groups it names, and how many could (not) be judged."""

    hits: tuple[Hit, ...]
    judged: int
    unknown: int


Rule = Callable[[Group], "Text | bool | None"]
"""Why a group is in the list; False: it is not; None: its facts do not tell."""


def judge(groups: Iterable[Group], rule: Rule) -> Finding:
    """Apply a rule to each group."""
    verdicts = [(group, rule(group)) for group in groups]
    unknown = sum(verdict is None for _, verdict in verdicts)
    hits = tuple(Hit(group, verdict) for group, verdict in verdicts if isinstance(verdict, Text))
    return Finding(hits, len(verdicts) - unknown, unknown)


def is_silent(group: Group, days: int) -> bool | None:
    """No message for more than `days` days; None where the group's messages are not known that far."""
    if group.silent_days is not None and group.silent_days > days:
        return True
    return False if group.silent_most is not None and group.silent_most <= days else None


def silent(groups: Iterable[Group], given: Assumptions) -> Finding:
    """沉默: no message for more than `silent_days` days."""

    def rule(group: Group) -> Text | bool | None:
        return is_silent(group, given.silent_days) and _days_text(group)

    return _longest_first(judge(groups, rule))


def shells(groups: Iterable[Group], given: Assumptions) -> Finding:
    """空壳: fewer than `shell_customers` customers and silent for more than `shell_silent_days` days."""

    def rule(group: Group) -> Text | bool | None:
        few = None if group.customers is None else group.customers < given.shell_customers
        quiet = is_silent(group, given.shell_silent_days)
        if few is False or quiet is False:
            return False
        if few is None or quiet is None:
            return None
        return Text("{n} 个客户，沉默 {d} 天", "{n} customers, silent for {d} days").fill(
            n=group.customers, d=group.silent_days
        )

    return _longest_first(judge(groups, rule))


def overdue(groups: Iterable[Group], given: Assumptions) -> Finding:
    """过期未解散: older than its purpose lives. Groups without a purpose are unknown."""

    def rule(group: Group) -> Text | bool | None:
        if group.purpose is None:
            return None
        limit = given.overdue_days(group.purpose)
        if limit is None:
            return False
        if group.age_days is None:
            return None
        if group.age_days < limit:
            return False
        purpose = LABELS["purpose"][group.purpose]
        return Text(
            f"{purpose.zh}，建群 {group.age_days} 天，第 {limit} 天起算过期",
            f"{purpose.en}, {group.age_days} days old, overdue from day {limit}",
        )

    found = judge(groups, rule)
    hits = sorted(found.hits, key=lambda hit: (-(hit.group.age_days or 0), hit.group.group_id))
    return Finding(tuple(hits), found.judged, found.unknown)


def without_admin(groups: Iterable[Group]) -> Finding:
    """无备用管理员: nobody but the owner can run it."""
    why = Text("只有群主一人能管", "nobody but the owner can run it")
    return judge(groups, lambda group: None if group.admins is None else group.admins == 0 and why)


def unrecognised(groups: Iterable[Group], shares: Mapping[str, float]) -> Finding:
    """认不出人: fewer than half of its members can be matched with orders. `shares` by group id, 0..1."""

    def rule(group: Group) -> Text | bool | None:
        share = shares.get(group.group_id)
        if share is None:
            return None
        told = Text("只认出 {n:.1f}% 的成员", "only {n:.1f}% of its members are recognised")
        return share < RECOGNISED_SHARE and told.fill(n=100 * share)

    return judge(groups, rule)


def mixed(groups: Iterable[Group], classes: Mapping[str, Mapping[str, int]], given: Assumptions) -> Finding:
    """身份混群: people whose identity class conflicts with the group's. `classes`: customers by class and group.

    The group's class is the one declared, else its most frequent one.
    """

    def rule(group: Group) -> Text | bool | None:
        inside = classes.get(group.group_id)
        if not inside:
            return None
        own = group.identity_class or min(inside, key=lambda name: (-inside[name], name))
        foreign = {name: n for name, n in inside.items() if given.conflicts(own, name)}
        if sum(foreign.values()) < MIXED_PEOPLE:
            return False
        ordered = sorted(foreign.items(), key=lambda item: (-item[1], item[0]))
        zh = "、".join(f"{n} 个{name}" for name, n in ordered)
        en = ", ".join(f"{n} {name}" for name, n in ordered)
        return Text(f"{own}群里混进 {zh}", f"{en} in a group of {own}")

    return judge(groups, rule)


def doubles(groups: Sequence[Group], shared: Iterable[tuple[str, str, int]]) -> Finding:
    """重复群: the same normalised name, or mostly the same customers. `shared`: pairs of SAME_SHARE."""
    by_id = {group.group_id: group for group in groups}
    named: dict[str, list[Group]] = {}
    for group in groups:
        key = same_name(group.name)
        if key:
            named.setdefault(key, []).append(group)
    why: dict[str, Text] = {}
    for twins in named.values():
        if len(twins) > 1:
            for group in twins:
                others = [twin.label for twin in twins if twin is not group]
                why[group.group_id] = _names("群名相同：", "same name: ", others)
    partners: dict[str, list[tuple[int, str]]] = {}
    for one, other, both in shared:
        if one in by_id and other in by_id:
            partners.setdefault(one, []).append((both, by_id[other].label))
            partners.setdefault(other, []).append((both, by_id[one].label))
    for group_id, found in partners.items():
        both, other = max(found)
        told = Text(f"{both} 个客户也在「{other}」", f"{both} of its customers are also in “{other}”")
        named_too = why.get(group_id)
        why[group_id] = Text(f"{named_too.zh}；{told.zh}", f"{named_too.en}; {told.en}") if named_too else told
    hits = sorted(
        (Hit(by_id[group_id], text) for group_id, text in why.items()),
        key=lambda hit: (same_name(hit.group.name), hit.group.group_id),
    )
    return Finding(tuple(hits), len(groups), 0)


def same_name(name: str | None) -> str:
    """A name without what people type differently: width, case, blanks, punctuation, symbols."""
    folded = unicodedata.normalize("NFKC", name or "").casefold()
    return re.sub(r"[\W_]+", "", folded)


def _days_text(group: Group) -> Text:
    return Text("{n} 天没人说话", "no message for {n} days").fill(n=group.silent_days)


def _longest_first(found: Finding) -> Finding:
    hits = sorted(found.hits, key=lambda hit: (-(hit.group.silent_days or 0), hit.group.group_id))
    return Finding(tuple(hits), found.judged, found.unknown)


def _names(zh: str, en: str, names: Sequence[str]) -> Text:
    shown, more = names[:3], len(names) - 3
    tail = Text(f" 等 {len(names)} 个", f" and {more} more") if more > 0 else Text("", "")
    return Text(zh + "、".join(shown) + tail.zh, en + ", ".join(shown) + tail.en)
