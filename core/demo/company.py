"""The demo company itself: its people and its 240 groups."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
import pyarrow as pa

from core.demo import stories
from core.demo.cast import CAST, IRREGULAR_NAMES, PLAIN, Role
from core.demo.draw import NOBODY, Flags, Floats, Ints, generator, pick, table, whole, words
from core.demo.span import Span

OWNERS = ("王敏", "李强", "陈静", "赵磊", "刘洋", "周婷", "吴昊", "孙悦", "郑凯", "冯雪", "何俊", "许诺")
CLASSES = ("实体店", "网商", "消费者")
CLASS_SHARES = (0.50, 0.32, 0.18)
REGIONS = ("华东", "华南", "华北", "西南")
REGION_SHARES = (0.40, 0.26, 0.20, 0.14)
CHANNELS = ("安卓", "iOS", "小程序", "H5")
CHANNEL_SHARES = (0.46, 0.27, 0.19, 0.08)

_LAUNCH = 24
"""Groups made in the first two weeks, as many of each class."""
_MOST, _MOST_PERSONAL = 460, 170
"""Customers a WeCom group of 500 and a personal WeChat group of 200 take at most: owner and admins need room."""
_PLATFORMS = ("wecom", "wechat")
_PRIORITIES = ("serve", "win", "leave")
_BY_CLASS = np.array([0, 0, 1])
"""Shop owners and online sellers are served, consumers are people we could win."""


@dataclass(frozen=True)
class Groups:
    """All groups, one entry each in every array; `created` and `dissolved` are day numbers (NOBODY = lives)."""

    roles: tuple[Role, ...]
    identity: Ints
    region: Ints
    owner: Ints
    platform: Ints
    admins: Ints
    capacity: Ints
    limit: Ints
    created: Ints
    dissolved: Ints
    silent_from: Ints
    """The first day without any message; NOBODY = it talks."""
    size: Floats
    """How many of the arriving people it takes, 1 = usual."""
    names: tuple[str, ...]
    unlabelled: Flags
    bare: Flags
    conflicting: int
    """The group that mixes two identity classes."""

    @property
    def count(self) -> int:
        """How many groups."""
        return len(self.roles)

    @property
    def living(self) -> Flags:
        """Which groups exist at the end day."""
        return np.asarray(self.dissolved == NOBODY)

    def playing(self, *names: str) -> Ints:
        """The groups with these roles."""
        return np.flatnonzero([role.name in names for role in self.roles])

    def behaving(self, promo: float, refined: float, service: float) -> Floats:
        """A number per group by how it behaves, whatever is declared."""
        by = {"promo": promo, "refined": refined, "service": service}
        return np.array([by[role.behaves] for role in self.roles])

    @property
    def ids(self) -> list[str | None]:
        """Group ids."""
        return [f"wr{number + 1:04d}" for number in range(self.count)]


def found(seed: int, span: Span) -> Groups:
    """Draw the groups, oldest first."""
    rng = generator(seed, "company")
    roles = list(chain.from_iterable(repeat(role, role.count) for role in CAST))
    age = np.array([rng.integers(role.age[0], role.age[1] + 1) for role in roles])
    order = np.argsort(-age, kind="stable")
    roles = [roles[i] for i in order]
    created = span.ago(0) - age[order]
    plain = np.array([role.name in PLAIN for role in roles])
    # The launch: groups of every class wait for the people of the first days.
    first = np.flatnonzero(plain)[:_LAUNCH]
    created[first] = np.arange(_LAUNCH) // 3 * 2
    dissolved = np.array([NOBODY if r.life is None else rng.integers(r.life[0], r.life[1] + 1) for r in roles])
    dissolved = np.where(dissolved == NOBODY, NOBODY, created + dissolved)
    living = dissolved == NOBODY
    quiet = np.array([span.ago(int(rng.integers(*r.silent))) + 1 if r.silent else NOBODY for r in roles])
    identity = pick(rng, CLASS_SHARES, len(roles))
    identity[first] = np.arange(_LAUNCH) % 3
    conflicting = int(np.flatnonzero([role.name == "service" for role in roles])[3])
    identity[conflicting] = 0
    region = pick(rng, REGION_SHARES, len(roles))
    platform = (rng.random(len(roles)) < 0.08).astype(np.int64)
    platform[first] = 0
    size = np.array([role.weight for role in roles]) * np.clip(rng.lognormal(0, 0.7, len(roles)), 0.4, 4)
    # The first two are full within weeks.
    size[first[:2]] = 8.0
    admins = rng.integers(1, 4, len(roles))
    admins[rng.choice(np.flatnonzero(living), stories.NO_BACKUP_ADMIN, replace=False)] = 0
    unlabelled = _some(rng, plain, stories.UNLABELLED)
    bare = _some(rng, unlabelled, stories.UNLABELLED_BARE)
    return Groups(
        roles=tuple(roles),
        identity=identity,
        region=region,
        owner=_owners(rng, living),
        platform=platform,
        admins=admins,
        capacity=np.where(platform == 1, 200, 500),
        limit=np.minimum([role.limit for role in roles], np.where(platform == 1, _MOST_PERSONAL, _MOST)),
        created=created,
        dissolved=dissolved,
        silent_from=quiet,
        size=size,
        names=_names(rng, region, identity, living & ~bare),
        unlabelled=unlabelled,
        bare=bare,
        conflicting=conflicting,
    )


def groups_table(groups: Groups, span: Span, last_message: Ints, filled: Ints) -> pa.Table:
    """The canonical `groups`; `last_message` and `filled` are day numbers, NOBODY where unknown."""
    declared = [None if bare else role.positioning for role, bare in zip(groups.roles, groups.unlabelled, strict=True)]

    def dates(days: Ints) -> pa.Array:
        return pa.array([None if day == NOBODY else span.date(day) for day in days.tolist()], pa.date32())

    return table(
        "groups",
        {
            "group_id": pa.array(groups.ids),
            "group_name": pa.array(groups.names),
            "platform": words(_PLATFORMS, groups.platform),
            "priority": words(_PRIORITIES, _BY_CLASS[groups.identity]),
            "last_message_on": dates(last_message),
            "positioning": pa.array(declared, pa.string()),
            "purpose": pa.array([role.purpose for role in groups.roles], pa.string()),
            "identity_class": words(CLASSES, np.where(groups.bare, NOBODY, groups.identity)),
            "region": words(REGIONS, np.where(groups.bare, NOBODY, groups.region)),
            "owner": words(OWNERS, groups.owner),
            "admins": whole(groups.admins),
            "capacity": whole(groups.capacity),
            "created_on": dates(groups.created),
            "filled_on": dates(filled),
            "dissolved_on": dates(groups.dissolved),
        },
    )


def _some(rng: np.random.Generator, among: Flags, n: int) -> Flags:
    chosen = np.zeros(len(among), dtype=bool)
    chosen[rng.choice(np.flatnonzero(among), n, replace=False)] = True
    return chosen


def _owners(rng: np.random.Generator, living: Flags) -> Ints:
    """The overloaded owner has his number of living groups, the others share the rest evenly."""
    heavy = OWNERS.index(stories.OVERLOADED_OWNER)
    others = np.array([owner for owner in range(len(OWNERS)) if owner != heavy])
    owner = others[np.arange(len(living)) % len(others)]
    alive = rng.permutation(np.flatnonzero(living))
    owner[alive[: stories.OVERLOADED_GROUPS]] = heavy
    rest = alive[stories.OVERLOADED_GROUPS :]
    owner[rest] = others[np.arange(len(rest)) % len(others)]
    return owner


def _names(rng: np.random.Generator, region: Ints, identity: Ints, may_be_irregular: Flags) -> tuple[str, ...]:
    """华东-实体店-017; some names do not fit, and the first irregular ones are used twice."""
    names = [f"{REGIONS[r]}-{CLASSES[c]}-{n:03d}" for n, (r, c) in enumerate(zip(region, identity, strict=True), 1)]
    free = stories.NAMES_THAT_DO_NOT_FIT
    odd = [IRREGULAR_NAMES[n % len(IRREGULAR_NAMES)] for n in range(free)]
    for group, name in zip(rng.choice(np.flatnonzero(may_be_irregular), free, replace=False), odd, strict=True):
        names[group] = name
    return tuple(names)
