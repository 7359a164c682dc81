"""Steps known only as daily counts: bounds of their rates, and days on which the counts contradict each other."""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from core.db import Dataset
from core.domain.tables import TABLES
from core.marts import Marts
from core.reports.funnel.bounds.rules import (
    Bounds,
    Count,
    Exceeding,
    Nesting,
    bridge_bounds,
    daily_bounds,
    later_exceeds_earlier,
)
from core.reports.funnel.engine.counts import counts_of, days_of
from core.reports.funnel.engine.people import DAY
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import source_of, start_of
from core.reports.scope_filter import parameters, within

_MOST_ALARMS = 500
_DAILY = "nullif(d.{}, '')"


@dataclass(frozen=True, slots=True)
class StepBounds:
    """The rate of a step lies between low and high, if whoever reached it in the chosen days was at the step before in
    them (nested); somebody seen on two days is in two counts, so a plain share would be made up."""

    step: int
    since_step: int
    low: float
    high: float
    nested: bool
    """Whether that holds for the counts: where they refute it the lower bound is 0."""
    bridge: bool
    """From daily counts to people known by id."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """On a day, in a channel and ad slot, more people at a step than at the recorded one before it: the data are wrong
    there."""

    day: date
    channel: str | None
    ad_slot: str | None
    step: int
    people: int
    earlier_step: int
    earlier: int


@dataclass(frozen=True, slots=True)
class MixedGrain:
    """Daily counts joined with people by day × channel × ad slot."""

    steps: tuple[StepBounds, ...]
    alarms: tuple[Alarm, ...]
    """By day; the first 500."""
    alarms_total: int


def build(dataset: Dataset, marts: Marts, query: FunnelQuery) -> MixedGrain | None:
    """None without daily counts of a step before the one at which people are known, or under a filter that daily
    counts cannot follow. Errors: QueryTimeout."""
    start = start_of(marts, query) or 8
    if not can_follow(query):
        return None
    counts = _counts(dataset, query, start)
    known = sorted({count.step for count in counts})
    if not known:
        return None
    found = []
    for before, step in itertools.pairwise(known):
        bounds = daily_bounds(counts, step, Nesting.WHOLE, since_step=before)
        found += [_step(step, before, bounds, False)] if bounds else []
    entries = _entries(dataset, marts, query)
    if entries:
        persons: dict[Hashable, int] = {None: sum(entry.people for entry in entries)}
        bounds = bridge_bounds(counts, known[-1], persons)
        found += [_step(start, known[-1], bounds, True)] if bounds else []
    exceeding = [*later_exceeds_earlier(counts), *_at_the_bridge(counts, entries, known[-1])]
    alarms = sorted(
        (
            Alarm(e.day, *_pair(e.cell), step=e.step, people=e.later, earlier_step=e.earlier_step, earlier=e.earlier)
            for e in exceeding
        ),
        key=lambda a: (a.day, a.step, a.channel or "", a.ad_slot or ""),
    )
    return MixedGrain(tuple(found), tuple(alarms[:_MOST_ALARMS]), len(alarms))


def can_follow(query: FunnelQuery) -> bool:
    """Whether daily counts have every dimension the query filters by."""
    return all(dimension in TABLES["funnel_daily"].by_name for dimension, _ in query.where)


def _step(step: int, before: int, bounds: Bounds, bridge: bool) -> StepBounds:
    return StepBounds(step, before, bounds.low, bounds.high, bounds.nesting is not Nesting.NONE, bridge)


def _pair(cell: object) -> tuple[str | None, str | None]:
    assert isinstance(cell, tuple)
    return cell[0], cell[1]


def _at_the_bridge(counts: list[Count], entries: list[Count], last: int) -> tuple[Exceeding, ...]:
    """Entries against the last daily step, by day and, where both name channels, by channel (ad slots seldom reach
    the person)."""
    by_channel = all(any(_pair(count.cell)[0] for count in side) for side in (counts, entries))
    sums: dict[tuple[date, str | None, int], int] = {}
    for count in (*(c for c in counts if c.step == last), *entries):
        key = count.day, _pair(count.cell)[0] if by_channel else None, count.step
        sums[key] = sums.get(key, 0) + count.people
    return later_exceeds_earlier([Count(day, (channel, None), step, n) for (day, channel, step), n in sums.items()])


def _counts(dataset: Dataset, query: FunnelQuery, start: int) -> list[Count]:
    """The daily counts of the steps before `start`; no count is not a count of 0."""
    sql = (
        "select d.day, nullif(d.channel, '') as channel, nullif(d.ad_slot, '') as ad_slot, d.step, "
        "sum(d.people)::bigint as n from funnel_daily as d where d.step < $start and d.day >= $since "
        f"and d.day < $until and d.day <= $last and {within(query.where, _DAILY)} group by all order by all"
    )
    params = {"start": start, **days_of(query), **parameters(query.where)}
    return [Count(day, (channel, slot), int(step), n) for day, channel, slot, step, n in dataset.rows(sql, params)]


def _entries(dataset: Dataset, marts: Marts, query: FunnelQuery) -> list[Count]:
    """People by entry day and channel."""
    splits = [(DAY, "channel")]
    with dataset.session() as session, source_of(dataset, session, marts, query, splits) as source:
        if source is None:
            return []
        counts, start = counts_of(session, source, splits)[DAY, "channel"], source.people.start
    return [
        Count(date.fromisoformat(str(day)), (channel, None), start, tallies[start].people)
        for (day, channel), tallies in counts.steps.items()
        if tallies[start].people
    ]
