"""How well the person events of the onboarding steps hold together: what the counts rest on, shown beside them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from core.db import Dataset, Session
from core.marts import LAST_STEP, Marts, counted_steps, event_rows, events_sql
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import start_of
from core.reports.funnel.quality.words import Misfit

_FIXED = 5
"""Sums before those of the steps."""
_STEPS = range(1, LAST_STEP + 1)
_SECONDS = 120
"""A pass over all events: longer than a page's query may take."""


@dataclass(frozen=True, slots=True)
class StepPeople:
    """Of the `of` people with an event of the step, so many do not fit the counted step before it."""

    step: int
    people: int
    before: int
    of: int


@dataclass(frozen=True, slots=True)
class Quality:
    """People and events of the whole dataset up to `as_of`, whatever days and filters are chosen."""

    start: int
    """The step at which people enter."""
    people: int
    """With any event that is not a refusal."""
    no_start: int
    """People without an event of the start step: they are in no step."""
    skipped: tuple[StepPeople, ...]
    """People who have the step without any event of the counted step before it."""
    disorder: tuple[StepPeople, ...]
    """People whose first event of the step is before their first one of the counted step before it."""
    events: int
    """Events that are not refusals."""
    repeated_events: int
    """Events beyond a person's first of a step: no duplicates in the file, and no new entry by themselves."""
    no_roster: int | None
    """People at step 7 whom no roster names; None without members."""
    grouped: int
    """People at step 7."""
    after_import: int
    """Events dated after their import: left out."""

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """What does not fit, one of a kind (and step) that occurs, in the order of the fields."""
        found = [Misfit("no_start", self.no_start, self.people, self.start)]
        found += [Misfit("skipped", one.people, one.of, one.step, one.before) for one in self.skipped]
        found += [Misfit("disorder", one.people, one.of, one.step, one.before) for one in self.disorder]
        found.append(Misfit("no_roster", self.no_roster or 0, self.grouped, LAST_STEP))
        found.append(Misfit("after_import", self.after_import, self.events + self.after_import))
        found.append(Misfit("repeated", self.repeated_events, self.events))
        return tuple(misfit for misfit in found if misfit.n)


def build(dataset: Dataset, marts: Marts, query: FunnelQuery) -> Quality:
    """Look through all events of persons; only order of steps, optional steps, start and `as_of` of the query matter.

    Of two times one of which is known by day only, neither is before the other within that day. Errors: QueryTimeout.
    """
    start = start_of(marts, query) or 1
    pairs = list(itertools.pairwise(counted_steps(start, query.optional)))
    key = "quality", start, query.optional, query.last_time
    totals, (no_roster, members) = dataset.cached(key, lambda: _looked_through(dataset, marts, query, pairs))
    people, no_start, events, repeated, grouped = totals[:_FIXED]
    have, skipped, disorder = (totals[_FIXED + at * len(pairs) :][: len(pairs)] for at in range(3))

    def misfits(found: Sequence[int]) -> tuple[StepPeople, ...]:
        each = zip(pairs, found, have, strict=True)
        return tuple(StepPeople(k, n, before, of) for (before, k), n, of in each if n)

    return Quality(
        start=start,
        people=people,
        no_start=no_start,
        skipped=misfits(skipped),
        disorder=misfits(disorder),
        events=events,
        repeated_events=repeated,
        no_roster=no_roster if members else None,
        grouped=grouped,
        after_import=marts.span.excluded,
    )


def _looked_through(
    dataset: Dataset, marts: Marts, query: FunnelQuery, pairs: Sequence[tuple[int, int]]
) -> tuple[list[int], tuple[int, int]]:
    with dataset.session(_SECONDS) as session:
        totals = _totals(session, marts, query, _columns(start_of(marts, query) or 1, pairs))
        return totals, _without_roster(session, marts, query)


def _columns(start: int, pairs: Sequence[tuple[int, int]]) -> list[str]:
    """What is counted of people with m{k}, the first moment of each step, and n, their events."""
    firsts = " + ".join(f"(m{k} is not null)::int" for k in _STEPS)
    columns = ["count(*)", f"count(*) filter (where m{start} is null)", "sum(n)", f"sum(n - ({firsts}))"]
    columns += [f"count(*) filter (where m{LAST_STEP} is not null)"]
    columns += [f"count(*) filter (where m{k} is not null)" for _, k in pairs]
    columns += [f"count(*) filter (where m{k} is not null and m{before} is null)" for before, k in pairs]
    columns += [f"count(*) filter (where last_us(m{k}) < moment_us(m{before}))" for before, k in pairs]
    return [f"coalesce({column}, 0)::bigint" for column in columns]


def _totals(session: Session, marts: Marts, query: FunnelQuery, columns: Sequence[str]) -> list[int]:
    """The sums over people, part by part of the events: the few people of a part fit in memory, all do not.

    Those with several ids may be in several parts: they are looked at on their own.
    """
    wide = ", ".join(f"min(e.m) filter (where e.step = {k}) as m{k}" for k in _STEPS)
    persons = marts.persons_sql()
    session.run(f"create or replace temp table several as {persons} union select person, person from ({persons}) as p")
    without = "anti join several as s on p.person = s.user_id"
    sources = [("e.user_id", event_rows(part), "", without) for part in marts.events]
    sources.append(("s.person", "funnel_events", "inner join several as s on e.user_id = s.user_id", ""))
    found = []
    for person, events, joined, kept in sources:
        people = (
            f"select {person} as person, count(*) as n, {wide} from ({_counted(marts, query, events)}) as e {joined} "
            "group by 1"
        )
        rows = session.rows(f"select {', '.join(columns)} from ({people}) as p {kept}")
        found.append(rows[0])
    return [sum(column) for column in zip(*found, strict=True)]


def _without_roster(session: Session, marts: Marts, query: FunnelQuery) -> tuple[int, int]:
    """How many people at step 7 no roster names, and the rows of the roster."""
    sql = f"""
        with who as ({marts.persons_sql()}), grouped as (
            select coalesce(w.person, e.user_id) as person
            from ({_counted(marts, query)}) as e left join who as w on e.user_id = w.user_id
            where e.step = {LAST_STEP}
        ), roster as (
            select coalesce(w.person, m.user_id) as person
            from members as m left join who as w on m.user_id = w.user_id
        )
        select (select count(distinct g.person) from grouped as g anti join roster as r on g.person = r.person),
            (select count(*) from members)
    """
    no_roster, members = session.rows(sql)[0]
    return no_roster, members


def _counted(marts: Marts, query: FunnelQuery, relation: str = "funnel_events") -> str:
    """A query for the events that count, with their moment m. Times are read only where one may be too late."""
    late = [] if query.last_time is None else [f"e.at <= timestamp '{query.last_time.isoformat()}'"]
    events = events_sql(marts.created_at, relation) if marts.span.excluded else f"select * from {relation}"
    where = " and ".join(["e.result is distinct from 'refused'", *late])
    return f"select e.user_id, e.step, moment(e.at, e.at_is_day) as m from ({events}) as e where {where}"
