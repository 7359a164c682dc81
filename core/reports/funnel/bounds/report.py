"""Do the daily counts fit: bounds of the steps known as daily counts only, and days that contradict themselves."""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from datetime import date

from core.db import Dataset
from core.domain.steps import STEPS
from core.domain.tables import TABLES
from core.i18n import Text
from core.marts import Marts
from core.reports.funnel.bounds import words
from core.reports.funnel.bounds.model import MOST_ALARMS, Alarm, DailyCheck, MixedGrain, StepBounds
from core.reports.funnel.bounds.rules import (
    Bounds,
    Count,
    Exceeding,
    Nesting,
    bridge_bounds,
    daily_bounds,
    later_exceeds_earlier,
)
from core.reports.funnel.bounds.tables import tables
from core.reports.funnel.engine.counts import counts_of, days_of
from core.reports.funnel.engine.people import DAY
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import source_of, start_of
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.scope_filter import parameters, within
from core.reports.verdict import Missing

_DAILY = "nullif(d.{}, '')"


def build(inputs: Inputs, query: FunnelQuery) -> DailyCheck | Missing:
    """The counts of the steps before the one from which people are known; Missing under a filter that they cannot
    follow. Errors: QueryTimeout."""
    dataset, marts = inputs.dataset, inputs.marts
    if not all(dimension in TABLES["funnel_daily"].by_name for dimension, _ in query.where):
        return _CANNOT_FOLLOW
    start = start_of(marts, query) or len(STEPS) + 1
    counts = _counts(dataset, query, start)
    steps = sorted({count.step for count in counts})
    if not steps:
        return DailyCheck(None)
    bounds = []
    for before, step in itertools.pairwise(steps):
        between = daily_bounds(counts, step, Nesting.WHOLE, since_step=before)
        bounds += [_step(step, before, between, False)] if between else []
    entries = _entries(dataset, marts, query)
    if entries:
        persons: dict[Hashable, int] = {None: sum(entry.people for entry in entries)}
        bridge = bridge_bounds(counts, steps[-1], persons)
        bounds += [_step(start, steps[-1], bridge, True)] if bridge else []
    exceeding = [*later_exceeds_earlier(counts), *_at_the_bridge(counts, entries, steps[-1])]
    alarms = sorted(
        (
            Alarm(e.day, *_pair(e.cell), step=e.step, people=e.later, earlier_step=e.earlier_step, earlier=e.earlier)
            for e in exceeding
        ),
        key=lambda a: (a.day, a.step, a.channel or "", a.ad_slot or ""),
    )
    return DailyCheck(MixedGrain(tuple(bounds), tuple(alarms[:MOST_ALARMS]), len(alarms)))


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


_CANNOT_FOLLOW = Missing(
    ("funnel_daily",),
    Text("这样筛选时，每日人次没法跟着筛，先不看", "Daily counts cannot follow these filters"),
    Text("去掉筛选再看。", "Clear them to see the counts."),
)
REPORT = Report(
    name="bounds",
    title=Text("每日人次对得上吗", "Do the daily counts fit"),
    needs=(frozenset({"funnel_daily"}),),
    missing=Missing(
        ("funnel_daily",),
        Text("没有每日人次可核对", "There are no daily counts to check"),
        Text(
            "上传「导流每日人数」，就能看出前几步的比例在哪个范围、哪几天的数自相矛盾。",
            "Upload onboarding counts by day to see between which bounds the first steps' rates lie, and which days "
            "contradict themselves.",
        ),
    ),
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=lambda check: check.counts,
    tables=tables,
    parent="onboarding_funnel",
    key="bounds",
)
