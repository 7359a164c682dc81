"""Who comes into which group: everybody the funnel delivers, the people members bring, and those before the records."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from core.demo import stories
from core.demo.company import CLASS_SHARES, CLASSES, REGION_SHARES, REGIONS, Groups
from core.demo.draw import NOBODY, Floats, Ints, generator, pick
from core.demo.funnel import SLOT_SHARES, Funnel, passing, volume
from core.demo.span import DAY_SECONDS, DAYS, Span, in_hours

_INVITED = 0.15
"""Members who bring somebody, per person the funnel delivers."""
_FOUNDING = 8
"""Customers a group is founded with."""
_FILLING_DAYS = 18.0
_TRICKLE = 0.0012
"""A group takes most people in its first weeks and a few for ever."""
_ELSEWHERE = 0.04
"""How readily a group of another region takes a person."""


@dataclass(frozen=True)
class Arrivals:
    """One entry per customer who comes into a group, in order of time."""

    moment: Ints
    group: Ints
    identity: Ints
    region: Ints
    funnel: Ints
    """The person of the funnel, NOBODY where there are no records of him."""
    scene: Ints
    """0 invited, 1 link, 2 QR code."""


def settle(seed: int, span: Span, groups: Groups, people: Funnel) -> tuple[Arrivals, Ints]:
    """Everybody's group, and the groups of `people.grouped` in its order."""
    rng = generator(seed, "arrivals")
    come = _everybody(rng, span, people)
    room = groups.limit.copy()
    pulls = _pull(groups)
    group = np.full(len(come.moment), NOBODY)
    day = come.moment // DAY_SECONDS
    cell = (day * len(CLASSES) + come.identity) * len(REGIONS) + come.region
    order = np.argsort(cell, kind="stable")
    edges = np.flatnonzero(np.diff(cell[order], prepend=-1, append=-1))
    for start, stop in itertools.pairwise(edges):
        first = order[start]
        weight = pulls[:, day[first]] * (groups.identity == come.identity[first])
        weight = weight * np.where(groups.region == come.region[first], 1.0, _ELSEWHERE)
        # A full group takes nobody as long as another one of the class has room.
        weight = weight * np.where(room > 0, 1.0, 1e-9)
        chosen = rng.choice(groups.count, stop - start, p=weight / weight.sum())
        group[order[start:stop]] = chosen
        room -= np.bincount(chosen, minlength=groups.count)
    founding = _founding(rng, groups)
    of_grouped = group[come.funnel != NOBODY][np.argsort(come.funnel[come.funnel != NOBODY], kind="stable")]
    come = _join(Arrivals(come.moment, group, come.identity, come.region, come.funnel, come.scene), founding)
    return _mixed(rng, groups, come), of_grouped


def _everybody(rng: np.random.Generator, span: Span, people: Funnel) -> Arrivals:
    """Without groups yet: the funnel's people, as many a day before the records, and whom members bring."""
    expected = volume(span)
    expected[DAYS - stories.FUNNEL_DAYS :] = 0
    slots = np.arange(len(SLOT_SHARES))
    usual = passing(slots, np.zeros_like(slots), np.zeros_like(slots), span).prod(axis=1) @ np.array(SLOT_SHARES)
    early = np.repeat(np.arange(DAYS), rng.poisson(expected * usual))
    brought = np.repeat(np.arange(DAYS), rng.poisson(volume(span) * usual * _INVITED))
    grouped = people.grouped
    none = np.full(len(early) + len(brought), NOBODY)
    n = len(none)
    scene = np.concatenate([np.full(len(early), 2), rng.integers(0, 2, len(brought)), np.full(len(grouped), 2)])
    day = np.concatenate([early, brought])
    return Arrivals(
        moment=np.concatenate([day * DAY_SECONDS + in_hours(rng, n), people.times[grouped, 6]]),
        group=np.full(n + len(grouped), NOBODY),
        identity=np.concatenate([pick(rng, CLASS_SHARES, n), people.identity[grouped]]),
        region=np.concatenate([pick(rng, REGION_SHARES, n), people.region[grouped]]),
        funnel=np.concatenate([none, grouped]),
        scene=scene,
    )


def _pull(groups: Groups) -> Floats:
    """How strongly each group draws arriving people on each day; 0 before its founding day is over and at its end."""
    age = np.arange(DAYS)[None, :] - groups.created[:, None]
    ends = np.where(groups.living, DAYS, groups.dissolved)[:, None]
    open_days = ((age > 0) | (groups.created[:, None] == 0)) & (age >= 0) & (np.arange(DAYS)[None, :] < ends)
    pull = np.exp(-np.maximum(age, 0) / _FILLING_DAYS) / _FILLING_DAYS + _TRICKLE
    silent = groups.silent_from[:, None]
    asleep = (silent != NOBODY) & (np.arange(DAYS)[None, :] >= silent)
    return np.where(open_days, groups.size[:, None] * pull * np.where(asleep, 0.02, 1.0), 0.0)


def _founding(rng: np.random.Generator, groups: Groups) -> Arrivals:
    """The customers that are invited when a group is made; they are no joins."""
    group = np.repeat(np.arange(groups.count), _FOUNDING)
    n = len(group)
    return Arrivals(
        moment=groups.created[group] * DAY_SECONDS + rng.integers(36_000, 36_600, n),
        group=group,
        identity=groups.identity[group],
        region=groups.region[group],
        funnel=np.full(n, NOBODY),
        scene=np.zeros(n, dtype=np.int64),
    )


def _join(one: Arrivals, other: Arrivals) -> Arrivals:
    parts = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in Arrivals.__dataclass_fields__}
    order = np.argsort(parts["moment"], kind="stable")
    return Arrivals(**{name: values[order] for name, values in parts.items()})


def _mixed(rng: np.random.Generator, groups: Groups, come: Arrivals) -> Arrivals:
    """Turn the planted share of one physical-shop group into online sellers; the funnel's people stay what they are."""
    here = np.flatnonzero((come.group == groups.conflicting) & (come.funnel == NOBODY))
    n = round(stories.CONFLICT_SHARE * int((come.group == groups.conflicting).sum()))
    identity = come.identity.copy()
    identity[rng.choice(here, min(n, len(here)), replace=False)] = CLASSES.index("网商")
    return replace(come, identity=identity)
