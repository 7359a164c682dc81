"""How well the person events of the onboarding steps hold together: what the counts rest on, shown beside them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime

from core.db import Dataset
from core.marts import LAST_STEP, Marts, counted_steps, events_sql
from core.reports.funnel.query import FunnelQuery
from core.reports.funnel.source import start_of

_FAR = datetime(9999, 1, 1)
_SECONDS = 120
"""A pass over all events: longer than a page's query may take."""


@dataclass(frozen=True, slots=True)
class StepPeople:
    """So many people at a step."""

    step: int
    people: int


@dataclass(frozen=True, slots=True)
class Quality:
    """People and events of the whole dataset up to `as_of`, whatever days and filters are chosen."""

    people: int
    """With any event that is not a refusal."""
    no_start: int
    """People without an event of the start step: they are in no step."""
    skipped: tuple[StepPeople, ...]
    """People who have the step without any event of the counted step before it."""
    disorder: tuple[StepPeople, ...]
    """People whose first event of the step is before their first one of the counted step before it."""
    repeated_events: int
    """Events beyond a person's first of a step: no duplicates in the file, and no new entry by themselves."""
    no_roster: int | None
    """People at step 7 whom no roster names; None without members."""
    grouped: int
    """People at step 7."""
    after_import: int
    """Events dated after their import: left out."""


def build(dataset: Dataset, marts: Marts, query: FunnelQuery) -> Quality:
    """Look through all events of persons; only order of steps, optional steps, start and `as_of` of the query matter.

    Of two times one of which is known by day only, neither is before the other within that day. Errors: QueryTimeout.
    """
    start = start_of(marts, query) or 1
    steps = range(1, LAST_STEP + 1)
    pairs = list(itertools.pairwise(counted_steps(start, query.optional)))
    columns = [
        "count(*)",
        f"count(*) filter (where m{start} is null)",
        f"coalesce(sum({' + '.join(f'greatest(n{k} - 1, 0)' for k in steps)}), 0)::bigint",
        f"count(*) filter (where m{LAST_STEP} is not null)",
        f"count(*) filter (where m{LAST_STEP} is not null and not on_roster)",
        "(select count(*) from members)",
    ]
    columns += [f"count(*) filter (where m{k} is not null and m{before} is null)" for before, k in pairs]
    columns += [f"count(*) filter (where last_us(m{k}) < moment_us(m{before}))" for before, k in pairs]
    wide = ", ".join(
        f"min(moment(e.at, e.at_is_day)) filter (where e.step = {k}) as m{k}, "
        f"count(*) filter (where e.step = {k}) as n{k}"
        for k in steps
    )
    sql = f"""
        with who as ({marts.persons_sql()}), roster as (
            select distinct coalesce(w.person, m.user_id) as person
            from members as m left join who as w on m.user_id = w.user_id
        ), people as (
            select coalesce(w.person, e.user_id) as person, {wide}
            from ({events_sql(marts.created_at)}) as e left join who as w on e.user_id = w.user_id
            where e.result is distinct from 'refused' and e.at <= $last group by 1
        )
        select {", ".join(columns)}
        from (select p.*, r.person is not null as on_roster
            from people as p left join roster as r on p.person = r.person) as x
    """
    row = dataset.rows(sql, {"last": query.last_time or _FAR}, _SECONDS)[0]
    people, no_start, repeated, grouped, no_roster, members = row[:6]
    by_pair = [tuple(StepPeople(k, n) for (_, k), n in zip(pairs, part, strict=True) if n) for part in _halves(row[6:])]
    return Quality(
        people=people,
        no_start=no_start,
        skipped=by_pair[0],
        disorder=by_pair[1],
        repeated_events=repeated,
        no_roster=no_roster if members else None,
        grouped=grouped,
        after_import=marts.span.excluded,
    )


def _halves(values: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    half = len(values) // 2
    return values[:half], values[half:]
