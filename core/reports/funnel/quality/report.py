"""Can the data be trusted: how well the person events of the onboarding steps fit together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from core.db import Dataset, Session
from core.i18n import Text
from core.marts import LAST_STEP, Marts, counted_steps, event_rows, events_sql
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import start_of
from core.reports.funnel.quality import words
from core.reports.funnel.quality.rules import Quality, QualityCheck, StepPeople
from core.reports.funnel.quality.tables import tables
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Missing

_FIXED = 5
"""Sums before those of the steps."""
_STEPS = range(1, LAST_STEP + 1)
_SECONDS = 120
"""A pass over all events: longer than a page's query may take."""


def build(inputs: Inputs, query: FunnelQuery) -> QualityCheck:
    """All events of persons; only order of steps, optional steps, start and `as_of` of the query matter.

    Of two times one of which is known by day only, neither is before the other within that day. Errors: QueryTimeout.
    """
    dataset, marts = inputs.dataset, inputs.marts
    start = start_of(marts, query) or 1
    pairs = list(itertools.pairwise(counted_steps(start, query.optional)))
    key = "quality", start, query.optional, query.last_time
    totals, (no_roster, members) = dataset.cached(key, lambda: _read(dataset, marts, query, start, pairs))
    people, no_start, events, repeated, grouped = totals[:_FIXED]
    have, skipped, disorder = (totals[_FIXED + at * len(pairs) :][: len(pairs)] for at in range(3))

    def at_steps(counts: Sequence[int]) -> tuple[StepPeople, ...]:
        each = zip(pairs, counts, have, strict=True)
        return tuple(StepPeople(k, n, before, of) for (before, k), n, of in each if n)

    quality = Quality(
        start=start,
        people=people,
        no_start=no_start,
        skipped=at_steps(skipped),
        disorder=at_steps(disorder),
        events=events,
        repeated_events=repeated,
        no_roster=no_roster if members else None,
        grouped=grouped,
        after_import=marts.span.excluded,
    )
    return QualityCheck(quality, query.order)


def _read(
    dataset: Dataset, marts: Marts, query: FunnelQuery, start: int, pairs: Sequence[tuple[int, int]]
) -> tuple[list[int], tuple[int, int]]:
    with dataset.session(_SECONDS) as session:
        return _totals(session, marts, query, _columns(start, pairs)), _without_roster(session, marts, query)


def _columns(start: int, pairs: Sequence[tuple[int, int]]) -> list[str]:
    """What is counted of people with m{k}, the first moment at each step, and n, their events."""
    firsts = " + ".join(f"(m{k} is not null)::int" for k in _STEPS)
    columns = ["count(*)", f"count(*) filter (where m{start} is null)", "sum(n)", f"sum(n - ({firsts}))"]
    columns += [f"count(*) filter (where m{LAST_STEP} is not null)"]
    columns += [f"count(*) filter (where m{k} is not null)" for _, k in pairs]
    columns += [f"count(*) filter (where m{k} is not null and m{before} is null)" for before, k in pairs]
    columns += [f"count(*) filter (where last_us(m{k}) < moment_us(m{before}))" for before, k in pairs]
    return [f"coalesce({column}, 0)::bigint" for column in columns]


def _totals(session: Session, marts: Marts, query: FunnelQuery, columns: Sequence[str]) -> list[int]:
    """The sums over people, computed per part of the events, since all people would not fit in memory.

    People with several ids may be in several parts, so they are summed on their own.
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
    """The number of people at step 7 whom no roster names, and of rows of the roster."""
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
    """The query for the events that count, with their moment m. Times are read only where one may be too late."""
    late = [] if query.last_time is None else [f"e.at <= timestamp '{query.last_time.isoformat()}'"]
    events = events_sql(marts.created_at, relation) if marts.span.excluded else f"select * from {relation}"
    where = " and ".join(["e.result is distinct from 'refused'", *late])
    return f"select e.user_id, e.step, moment(e.at, e.at_is_day) as m from ({events}) as e where {where}"


REPORT = Report(
    name="quality",
    title=Text("数据靠不靠谱", "Can the data be trusted"),
    needs=(frozenset({"funnel_events"}),),
    missing=Missing(
        ("funnel_events",),
        Text("没有逐人的数据可核对", "There are no records of persons to check"),
        Text(
            "上传「导流事件」（用户ID、步骤、时间），就能看出漏斗的数字能不能信。",
            "Upload onboarding events (user id, step, time) to see whether the funnel's numbers can be trusted.",
        ),
    ),
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=lambda check: check.quality,
    tables=tables,
    parent="onboarding_funnel",
    key="quality",
)
