"""Person rows made on the fly, for questions whose chain is not the mart's; they are not kept."""

from __future__ import annotations

from collections.abc import Sequence

from core.db import Session
from core.marts.funnel_persons import Order, build_persons, prepare_events
from core.marts.model import Marts, events_sql


def people_on_the_fly(
    session: Session,
    marts: Marts,
    order: Order,
    start: int,
    target: str,
    optional: Sequence[int] = (),
    re_entry_days: int | None = None,
) -> None:
    """Make the temp table `target` with person rows for a start step, optional steps or re-entry of its own.

    With `re_entry_days` there is a row per entry: the first start event, and each that is the first one after the
    window of that many days of the entry before has closed. `session` is one of the version's dataset.
    Errors: QueryTimeout.
    """
    session.run(f"create or replace temp table persons as {marts.persons_sql()}")
    session.run(f"create or replace temp view events as {events_sql(marts.created_at)}")
    prepare_events(session, start)
    if re_entry_days is not None:
        _split_into_entries(session, start, re_entry_days)
    build_persons(session, order, start, target, optional)


def _split_into_entries(session: Session, start: int, days: int) -> None:
    """Replace `entrants` and `counted` by one (person, pid) per entry and the events within its window."""
    session.run(
        f"""
        create or replace temp table latest as
        select pid, min(m) as m from counted where step = {start} and not refused group by pid
        """
    )
    session.run("create or replace temp table entries as select * from latest")
    while session.rows("select count(*) from latest")[0][0]:
        session.run(
            f"""
            create or replace temp table latest as
            select e.pid, min(e.m) as m
            from counted as e inner join latest as l on e.pid = l.pid
            where e.step = {start} and not e.refused and e.m > l.m and whole_days(l.m, e.m) > {days}
            group by e.pid
            """
        )
        session.run("insert into entries select * from latest")
    session.run(
        """
        create or replace temp table entries as
        select e.*, row_number() over ()::integer as entry from entries as e
        """
    )
    session.run(
        """
        create or replace temp table entrants as
        select e.person, n.entry as pid, e.merged from entrants as e inner join entries as n on e.pid = n.pid
        """
    )
    session.run(
        f"""
        create or replace temp table counted as
        select n.entry as pid, c.step, c.m, c.refused, c.dimset
        from counted as c inner join entries as n on c.pid = n.pid
        where
            if(
                c.step = {start},
                c.m = n.m,
                last_us(c.m) >= moment_us(n.m) and whole_days(n.m, c.m) <= {days}
            )
        """
    )
