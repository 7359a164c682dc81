"""Who is in which group from when to when: the canonical `members`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from core.demo import stories
from core.demo.arrivals import Arrivals
from core.demo.company import CHANNEL_SHARES, CHANNELS, CLASSES, OWNERS, REGIONS, Groups
from core.demo.draw import NOBODY, Flags, Ints, generator, pick, table, words
from core.demo.funnel import Funnel
from core.demo.span import DAY_SECONDS, DAYS, Span

_ROLES = ("member", "koc", "shill", "bot", "owner", "admin")
MEMBER, KOC, SHILL, BOT, OWNER, ADMIN = range(6)
_SCENES = ("invited", "link", "qr_code")
_REASONS = ("left", "removed", "dissolved")
_FIRST_WEEK = 0.07
_PER_DAY = 0.0011
"""Leavers: a first week that sorts out, then a third a year."""
_REMOVED = 0.07
_STAFF = 100_000_000
"""Staff and bots are numbered from here on; they are no customers."""


@dataclass(frozen=True)
class Roster:
    """One entry per stay in a group. `person` numbers who it is, `funnel` is his number in the funnel or NOBODY."""

    group: Ints
    person: Ints
    funnel: Ints
    joined: Ints
    left: Ints
    """Second of leaving, NOBODY while he stays."""
    reason: Ints
    scene: Ints
    role: Ints
    identity: Ints
    region: Ints
    channel: Ints
    referrer: Ints
    """The person who brought him, or NOBODY."""

    @property
    def customers(self) -> Flags:
        """Everybody but staff, planted voices and bots."""
        return np.isin(self.role, (MEMBER, KOC))

    @property
    def present(self) -> Flags:
        """Who is there at the end."""
        return np.asarray(self.left == NOBODY)

    def inside(self, which: Flags, groups: int) -> Ints:
        """How many of `which` are in each group at the end of each day: joins − leaves so far."""
        change = np.zeros((groups, DAYS), dtype=np.int64)
        np.add.at(change, (self.group[which], self.joined[which] // DAY_SECONDS), 1)
        gone = which & (self.left != NOBODY)
        np.add.at(change, (self.group[gone], self.left[gone] // DAY_SECONDS), -1)
        return change.cumsum(axis=1)


def enrol(seed: int, span: Span, groups: Groups, come: Arrivals, people: Funnel) -> Roster:
    """Draw everybody's stay; a fifth of the people present is then in two groups."""
    rng = generator(seed, "roster")
    n = len(come.group)
    role = np.where(rng.random(n) < 0.02, KOC, MEMBER)
    role[(come.scene == 0) & (rng.random(n) < 0.03) & (groups.behaving(0, 1, 0)[come.group] > 0)] = SHILL
    channel = pick(rng, CHANNEL_SHARES, n)
    known = come.funnel != NOBODY
    channel[known] = people.channel[come.funnel[known]]
    left, reason = _leaving(rng, span, groups, come)
    customers = Roster(
        group=come.group,
        person=np.arange(n),
        funnel=come.funnel,
        joined=come.moment,
        left=left,
        reason=reason,
        scene=come.scene,
        role=role,
        identity=come.identity,
        region=come.region,
        channel=channel,
        referrer=_referrers(rng, groups, come),
    )
    return _with_staff(_in_two_groups(rng, groups, customers), groups)


def user_ids(person: Ints) -> pa.Array:
    """WeCom ids of customers, names of staff accounts, empty for NOBODY."""
    texts = [
        None if p == NOBODY else f"staff{p - _STAFF:02d}" if p >= _STAFF else f"wm{p:07d}" for p in person.tolist()
    ]
    return pa.array(texts, pa.string())


def members_table(roster: Roster, groups: Groups, span: Span) -> pa.Table:
    """The canonical `members`."""
    staff = roster.role >= BOT
    return table(
        "members",
        {
            "group_id": words(groups.ids, roster.group),
            "user_id": user_ids(roster.person),
            "joined_at": span.times(roster.joined),
            "left_at": span.times(roster.left),
            "leave_reason": words(_REASONS, roster.reason),
            "join_scene": words(_SCENES, roster.scene),
            "identity_class": words(CLASSES, np.where(staff, NOBODY, roster.identity)),
            "region": words(REGIONS, np.where(staff, NOBODY, roster.region)),
            "channel": words(CHANNELS, np.where(staff, NOBODY, roster.channel)),
            "role": words(_ROLES, roster.role),
            "referrer_id": user_ids(roster.referrer),
        },
    )


def filled_days(roster: Roster, groups: Groups) -> Ints:
    """The first day with 90 % of the peak of the first 60 days, for every second group; NOBODY for the others."""
    inside = roster.inside(roster.customers, groups.count)
    filled = np.full(groups.count, NOBODY)
    for group in range(0, groups.count, 2):
        first = groups.created[group]
        early = inside[group, first : first + 60]
        filled[group] = first + int(np.argmax(early >= 0.9 * early.max()))
    return filled


def _leaving(rng: np.random.Generator, span: Span, groups: Groups, come: Arrivals) -> tuple[Ints, Ints]:
    n = len(come.group)
    quality = rng.lognormal(0, 0.45, groups.count)[come.group]
    early = rng.random(n) < _FIRST_WEEK * quality
    days = np.where(early, rng.uniform(0.02, 7, n), 7 + rng.exponential(1 / (_PER_DAY * quality)))
    left = come.moment + np.asarray(days * DAY_SECONDS, dtype=np.int64)
    reason = (rng.random(n) < _REMOVED).astype(np.int64)
    end = np.where(groups.living, span.seconds, groups.dissolved * DAY_SECONDS + 64_800)[come.group]
    dissolved = left >= end
    stays = groups.living[come.group] & dissolved
    return np.where(stays, NOBODY, np.where(dissolved, end, left)), np.where(
        stays, NOBODY, np.where(dissolved, 2, reason)
    )


def _referrers(rng: np.random.Generator, groups: Groups, come: Arrivals) -> Ints:
    """Who was brought by link was brought by somebody who was in the group before him."""
    referrer = np.full(len(come.group), NOBODY)
    for group in range(groups.count):
        here = np.flatnonzero(come.group == group)
        brought = np.flatnonzero(come.scene[here] == 1)
        referrer[here[brought]] = here[(rng.random(len(brought)) * np.minimum(brought, 40)).astype(np.int64)]
    return np.where(come.scene == 1, referrer, NOBODY)


def _in_two_groups(rng: np.random.Generator, groups: Groups, roster: Roster) -> Roster:
    """Give some stays to people who are in another group of the same class, so that a fifth is in two.

    Of M stays of people present k become second ones: k / (M − k) is the share in two groups.
    """
    present = roster.present & (roster.group != groups.conflicting)
    share = stories.IN_TWO_GROUPS
    total = round(int(roster.present.sum()) * share / (1 + share))
    person, region, channel = roster.person.copy(), roster.region.copy(), roster.channel.copy()
    funnel = roster.funnel.copy()
    left_to_make = total
    for identity in range(len(CLASSES)):
        pool = rng.permutation(np.flatnonzero(present & (roster.identity == identity)))
        unrecorded = pool[roster.funnel[pool] == NOBODY]
        want = left_to_make if identity == len(CLASSES) - 1 else round(total * len(pool) / int(present.sum()))
        second = unrecorded[:want]
        first = np.setdiff1d(pool, second, assume_unique=True)[:want]
        first = _elsewhere(roster.group, first, second)
        person[second], funnel[second] = person[first], funnel[first]
        region[second], channel[second] = region[first], channel[first]
        left_to_make -= len(second)
    referrer = np.where(roster.referrer == NOBODY, NOBODY, person[roster.referrer])
    referrer = np.where(referrer == person, NOBODY, referrer)
    return replace(roster, person=person, funnel=funnel, region=region, channel=channel, referrer=referrer)


def _elsewhere(group: Ints, first: Ints, second: Ints) -> Ints:
    """`first` in an order in which nobody is paired with a stay in the group he is in already."""
    first = first.copy()
    clash = np.flatnonzero(group[first] == group[second])
    for shift in range(1, len(first)):
        if not len(clash):
            break
        for spot in clash:
            other = (spot + shift) % len(first)
            if group[first[other]] != group[second[spot]] and group[first[spot]] != group[second[other]]:
                first[spot], first[other] = first[other], first[spot]
        clash = np.flatnonzero(group[first] == group[second])
    return first


def _with_staff(roster: Roster, groups: Groups) -> Roster:
    """Add the owner, his admins and, in promo groups, a bot: there from the founding on."""
    group, person, role = [], [], []
    for g in range(groups.count):
        crew = [(OWNER, groups.owner[g])]
        crew += [(ADMIN, (groups.owner[g] + 1 + a) % len(OWNERS)) for a in range(groups.admins[g])]
        crew += [(BOT, len(OWNERS))] if groups.roles[g].behaves == "promo" else []
        group += [g] * len(crew)
        role += [r for r, _ in crew]
        person += [_STAFF + int(who) for _, who in crew]
    at = np.array(group)
    end = groups.dissolved[at] * DAY_SECONDS + 64_800
    nothing = np.full(len(at), NOBODY)
    extra = {
        "group": at,
        "person": np.array(person),
        "role": np.array(role),
        "joined": groups.created[at] * DAY_SECONDS + 35_000,
        "left": np.where(groups.living[at], NOBODY, end),
        "reason": np.where(groups.living[at], NOBODY, 2),
        "scene": np.zeros(len(at), dtype=np.int64),
    }
    return Roster(
        **{
            name: np.concatenate([getattr(roster, name), extra.get(name, nothing)])
            for name in Roster.__dataclass_fields__
        }
    )
