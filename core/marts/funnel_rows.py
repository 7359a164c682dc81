"""Person rows made on the fly, for questions whose chain is not the mart's; they are not kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.db import Session
from core.marts.funnel_persons import Order, build_persons, counted_steps, entrants_sql, prepare_events
from core.marts.model import Marts, Moment, events_sql


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of steps that is not the mart's, and whose rows are wanted: only these are made."""

    order: Order
    start: int
    optional: tuple[int, ...] = ()
    window_days: int | None = None
    """Steps later than this may be missing."""
    re_entry: bool = False
    """A row per entry: the first start event, and each that is the first one after the window of the entry before
    has closed."""
    since: date | None = None
    """Entries from this day on …"""
    until: date | None = None
    """… and before this one."""

    @property
    def inside(self) -> str:
        """The condition on m{start} that the entry lies in the days asked for."""
        return " and ".join(self._bounds(f"m{self.start}", self.since, self.until))

    @property
    def people(self) -> str:
        """The condition on all start events of a person that a row of theirs may be wanted."""
        first, last = "min(moment(e.at, e.at_is_day))", "max(moment(e.at, e.at_is_day))"
        latest = last if self.re_entry else first
        return " and ".join([*self._bounds(latest, self.since, None), *self._bounds(first, None, self.until)])

    def events(self, marts: Marts) -> str:
        """A query for the events that can count for such rows: none before the entry or after its window."""
        bounds = ["true"]
        if self.since is not None and not self.re_entry:
            bounds.append(f"(e.step = {self.start} or e.at >= date '{self.since}')")
        if self.until is not None and self.window_days is not None:
            bounds.append(f"e.at < date '{self.until + timedelta(days=self.window_days + 1)}'")
        return f"select * from ({events_sql(marts.created_at)}) as e where {' and '.join(bounds)}"

    @property
    def passed(self) -> tuple[int, ...]:
        """The optional steps that lie in the chain."""
        return tuple(k for k in self.optional if k > self.start)

    @property
    def differs(self) -> str:
        """The condition on a row of the mart that another one is needed."""
        found = ["p.again"] if self.re_entry else []
        if self.passed:
            before = max(k for k in counted_steps(self.start, self.passed) if k < min(self.passed))
            found.append(f"p.m{before} is not null")
        return " or ".join(found) or "false"

    @staticmethod
    def _bounds(moment: str, since: date | None, until: date | None) -> list[str]:
        days = ((">=", since), ("<", until))
        return ["true", *(f"{moment} {sign} {Moment.of_day(day).code()}" for sign, day in days if day is not None)]


def people_on_the_fly(session: Session, marts: Marts, chain: Chain, target: str) -> None:
    """Make the temp table `target` with person rows for a start step, optional steps or re-entry of its own.

    People whose row is the mart's are taken from there: with optional steps those who never came so far, with
    re-entry those with one start event. `session` is one of the version's dataset. Errors: QueryTimeout.
    """
    session.run(f"create or replace temp table persons as {marts.persons_sql()}")
    session.run(f"create or replace temp view events as {chain.events(marts)}")
    mart = marts.funnel.get(chain.order)
    known = mart.people_sql() if mart is not None and mart.start == chain.start else None
    people = entrants_sql(chain.start, "events", chain.people)
    if known is not None:
        until = replace(chain, since=None).inside if chain.re_entry else chain.inside
        people = f"select p.person from ({known}) as p where {until} and ({chain.differs})"
    prepare_events(session, chain.start, "events", people)
    if chain.re_entry:
        assert chain.window_days is not None
        _split_into_entries(session, chain.start, chain.window_days)
    build_persons(session, chain.order, chain.start, target, chain.passed)
    if known is not None:
        without = ", ".join(f"{column}{k}" for k in chain.passed for column in "drx")
        columns = f"* exclude ({without})" if without else "*"
        rows = f"select {columns} from ({known}) as p where {chain.inside} and not ({chain.differs})"
        session.run(f"insert into {target} by name {rows}")


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
