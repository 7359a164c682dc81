"""The rows of a list of people, as temp tables of a session: who they are, and what the lost did next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from core.db import Session
from core.marts import DIMENSIONS, Marts, events_sql
from core.reports.funnel.engine.counts import counts_of
from core.reports.funnel.engine.people import People
from core.reports.funnel.engine.source import Source
from core.reports.funnel.engine.steps import step_counts
from core.reports.funnel.people.model import Path, Person
from core.reports.funnel.people.rules import BARS, Outcome

FOLLOWED = 200_000
"""Size of the sample (by a hash of the person) that is followed through the events where a longer list is cut."""
_HASHES = 2**64
"""hash() is below."""
_FLAG = {"converted": "ok", "lost": "lost", "pending": "pending", "refused": "refused"}


def make(session: Session, marts: Marts, source: Source, step: int, outcome: Outcome, limit: int | None) -> int:
    """Make the temp tables `listed`, `paths` and `people_list`; returns the number of people of the whole list.

    Without `limit` the rows are all people by entry; else the `limit` people who entered last, newest first.
    """
    people, count = source.people, _count(session, source, step, outcome)
    last = step if outcome == "converted" else max(k for k in people.chain if k < step or k == people.start)
    every, params = _all(people, step, last, outcome), people.params()
    parts = [f"select *, true as shown, true as followed from ({every}) as a"]
    if limit is not None and count > limit:
        params["latest"] = _latest(session, source, step, outcome, limit).params()["since"]
        newest = f"select * from ({every}) as a where entry >= $latest order by entry desc, person, m limit {limit}"
        parts = [f"select *, true as shown, false as followed from ({newest}) as n"]
        if outcome == "lost":
            drawn = _drawn(every, count)
            parts.append(f"select person, entry, m, false as shown, true as followed from ({drawn}) as d")
    session.run(
        "create or replace temp table listed as select row_number() over ()::bigint as number, * "
        f"from ({' union all by name '.join(parts)}) as p",
        params,
    )
    _follow(session, marts, people, step, last, outcome)
    user = "coalesce(i.user_id, l.person)"
    order = f"l.entry, {user}, l.m" if limit is None else f"l.entry desc, {user}, l.m"
    session.run(
        f"""
        create or replace temp table people_list as
        select
            row_number() over (order by {order}) as place, {user} as user_id,
            {_shown("l.entry")} as entered, {last} as last_step, {_shown("l.m")} as at_last_step,
            {", ".join(f"l.named_{d}" for d in DIMENSIONS)}, p.what, p.step
        from listed as l left join entered_as as i on l.number = i.number left join paths as p on l.number = p.number
        where l.shown
        """
    )
    return count


def _count(session: Session, source: Source, step: int, outcome: Outcome) -> int:
    """The number of people, counted as the funnel counts them."""
    people = source.people
    if outcome != "converted" and (step == people.start or step not in people.chain):
        return 0
    tallies = counts_of(session, source, [()])[()].total()
    bar = step_counts(people.query, people.start, people.start, tallies, {}, {})[step - 1]
    return getattr(bar, BARS[outcome]) or 0


def _latest(session: Session, source: Source, step: int, outcome: Outcome, most: int) -> People:
    """Those who entered on the last days, as few days as hold `most` people of the list: the mart is sorted by entry,
    so few of its rows are read."""
    people = source.people
    query, days = people.query, 1
    end = people.cutoff.date + timedelta(days=1)
    until = end if query.until is None else min(query.until, end)
    while days < (until - (query.since or date.min)).days:
        narrow = replace(people, query=replace(query, since=until - timedelta(days=days)))
        if _count(session, replace(source, people=narrow), step, outcome) >= most:
            return narrow
        days *= 4
    return people


def _all(people: People, step: int, last: int, outcome: Outcome) -> str:
    """The query for the people of the list."""
    dims = ", ".join(f"{d} as named_{d}" for d in DIMENSIONS)
    return (
        f"select person, m{people.start} as entry, m{last} as m, {dims} "
        f"from ({people.status()}) as s where {_FLAG[outcome]}{step}"
    )


def _drawn(every: str, count: int) -> str:
    """The query for a sample of FOLLOWED of the `count` people of `every`; for all if they are no more.

    A first filter by hash lets twice as many pass; sorting only these is quick.
    """
    if count <= FOLLOWED:
        return every
    passed = min(_HASHES, 2 * FOLLOWED * _HASHES // count)
    return f"select * from ({every}) as a where hash(person) < {passed} order by hash(person), entry limit {FOLLOWED}"


def read(session: Session, after: int = 0, most: int | None = None) -> tuple[Person, ...]:
    """The rows after place `after`; all, or at most so many."""
    until = "" if most is None else f"and place <= {after + most}"
    rows = session.rows(f"select * exclude (place) from people_list as l where place > {after} {until} order by place")
    return tuple(_person(*row) for row in rows)


def _person(user_id: str, entered: Any, last_step: int, at_last_step: Any, *others: Any) -> Person:
    return Person(user_id, _time(*entered), last_step, _time(*at_last_step), *others)


def paths(session: Session) -> tuple[Path, ...]:
    """What those who were followed did next, most people first."""
    sql = """
        select p.what, p.step, count(*) as n from listed as l inner join paths as p on l.number = p.number
        where l.followed group by p.what, p.step order by n desc, p.what, p.step nulls last
    """
    return tuple(Path(*row) for row in session.rows(sql))


def _follow(session: Session, marts: Marts, people: People, step: int, last: int, outcome: Outcome) -> None:
    """Make the temp tables `theirs` (events of those listed), `entered_as` (of people with several ids, the one they
    entered with) and `paths`.

    The lost are followed through all their events; of others only the entries of people with several ids are read.
    """
    persons = marts.persons_sql()
    session.run(
        f"""
        create or replace temp table several as
        select l.number, p.user_id
        from listed as l
        inner join ({persons} union select person, person from ({persons}) as p) as p on l.person = p.person
        """
    )
    wanted, entries = "select number, user_id from several", f"and e.step = {people.start}"
    if outcome == "lost":
        alone = "select l.number, l.person from listed as l anti join several as s on l.number = s.number"
        wanted, entries = f"{wanted} union all {alone}", ""
    events = events_sql(marts.created_at) if marts.span.excluded else "select * from funnel_events"
    session.run(
        f"""
        create or replace temp table theirs as
        select w.number, e.user_id, e.step, moment(e.at, e.at_is_day) as m
        from ({events}) as e inner join ({wanted}) as w on e.user_id = w.user_id
        where e.result is distinct from 'refused' and {people.exists("moment(e.at, e.at_is_day)")} {entries}
        """
    )
    session.run(
        f"""
        create or replace temp table entered_as as
        select t.number, min(t.user_id) as user_id
        from theirs as t inner join listed as l on t.number = l.number
        where l.shown and t.step = {people.start} and t.m = l.entry group by t.number
        """
    )
    nobody = "select null::bigint as number, null::varchar as what, null::int as step where false"
    session.run(
        f"create or replace temp table paths as {_next_sql(people, step, last) if outcome == 'lost' else nobody}",
    )


def _next_sql(people: People, step: int, last: int) -> str:
    """Per person lost at step `last`: the first event after it, else the first before it out of order."""
    after = f"""
        select t.number, arg_min({{step: t.step, late: t.step = {step}}}, t.m * 8 - t.step) as next
        from theirs as t inner join listed as l on t.number = l.number where t.m > l.m group by t.number
    """
    before = f"""
        select t.number, arg_min(t.step, t.m) as step
        from theirs as t inner join listed as l on t.number = l.number
        where t.step >= {step} and last_us(t.m) >= moment_us(l.entry) and t.m <= l.m group by t.number
    """
    return f"""
        select l.number, coalesce(a.next.step, b.step)::int as step,
            case
                when a.number is null and b.number is null then 'nothing'
                when a.number is null then 'out_of_order'
                when a.next.step = {people.start} then 're_entry'
                when a.next.late then 'late'
                when a.next.step > {step} then 'skipped'
                when a.next.step > {last} then 'optional'
                else 'repeated'
            end as what
        from listed as l
        left join ({after}) as a on l.number = a.number
        left join ({before}) as b on l.number = b.number
    """


def _shown(moment: str) -> str:
    return f"[make_timestamp(moment_us({moment})), if(moment_is_day({moment}), timestamp '1970-01-01', null)]"


def _time(at: datetime, is_day: datetime | None) -> datetime | date:
    return at.date() if is_day else at
