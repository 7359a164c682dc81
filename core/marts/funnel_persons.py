"""One row per person who entered the funnel: the time taken for each step, refusals, and dimensions.

Columns of the mart, with s = the start step and k = s+1..7:
  person        the person (or the user_id where nothing links it)
  m{s}          the entry, m{k} the time taken for step k, as a moment (core/db/macros.sql); null if not reached
  d{k}          whole days from entry within which steps s..k were all reached; never falls with k
  r{k}          the first refused event of step k that counts, x{k} the whole days from entry at which
                the person is refused at step k (never before step k-1 was reached)
  <dimension>   the person's value, <dimension>_at the step of the counted event that first names it
A row never depends on a window or a cut-off: both only cut it short, so one mart answers for all.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal

from core.db import Session

Order = Literal["strict", "any"]
ORDERS: tuple[Order, ...] = ("strict", "any")
DIMENSIONS = ("ad_slot", "channel", "identity_class", "region", "owner")
LAST_STEP = 7
_BIT = {dimension: 1 << place for place, dimension in enumerate(DIMENSIONS)}
_BITS = 1 << len(DIMENSIONS)
"""The lowest bits of a dimset number say which dimensions it names."""
_AT_ONCE = 2_000_000
"""People whose rows are put together at once: that many fit in little memory."""


def steps_after(start: int) -> range:
    """The steps that can follow the start step."""
    return range(start + 1, LAST_STEP + 1)


def entrants_sql(start: int, source: str = "events", which: str = "true") -> str:
    """A query for the persons with an event of the start step; `which` is a condition on all such events of one."""
    return f"""
        select coalesce(p.person, e.user_id) as person
        from {source} as e left join persons as p on e.user_id = p.user_id
        where e.step = {start} and e.result is distinct from 'refused' group by 1 having {which}
    """


def prepare_events(session: Session, start: int, source: str = "events", people: str | None = None) -> None:
    """Make `entrants` (person, pid, merged) and `counted` (pid, step, m, refused, dimset) of the session.

    `source` has the columns of funnel_events, already cut at the import's time; `persons` maps ids to
    persons. Only people with a start event matter (of them, those whom the query `people` gives), and integers
    stand for persons and dimensions: that halves the memory of all that follows.
    """
    session.run(
        f"""
        create or replace temp table entrants as
        select e.person, row_number() over ()::integer as pid, e.person in (select person from persons) as merged
        from ({people or entrants_sql(start, source)}) as e
        """
    )
    session.run(
        """
        create or replace temp table ids as
        select person as user_id, pid, merged from entrants
        union all
        select p.user_id, e.pid, true from persons as p inner join entrants as e on p.person = e.person
        """
    )
    columns = (
        "i.pid, e.step::tinyint as step, moment(e.at, e.at_is_day) as m, "
        f"e.result is not distinct from 'refused' as refused, {_named('e')}"
    )
    session.run(
        f"""
        create or replace temp table tied as
        select pid, step, min(m) as m, refused, {", ".join(f"min({d}) as {d}" for d in DIMENSIONS)}
        from (select {columns} from {source} as e inner join ids as i on e.user_id = i.user_id where i.merged) as x
        group by pid, step, refused, moment_us(m)
        """
    )
    named = " + ".join(f"if({d} is null, 0, {bit})" for d, bit in _BIT.items())
    session.run(
        f"""
        create or replace temp table dimsets as
        select {_BITS} * row_number() over () + {named} as dimset, *
        from (select {_named("e")} from {source} as e union select {_plain()} from tied)
        """
    )
    same = " and ".join(f"x.{d} is not distinct from z.{d}" for d in DIMENSIONS)
    session.run(
        f"""
        create or replace temp table counted as
        select x.pid, x.step, x.m, x.refused, z.dimset
        from (
            select {columns} from {source} as e inner join ids as i on e.user_id = i.user_id where not i.merged
            union all
            select pid, step, m, refused, {_plain()} from tied
        ) as x
        inner join dimsets as z on {same}
        """
    )


def counted_steps(start: int, optional: Sequence[int] = ()) -> tuple[int, ...]:
    """The steps of the chain: the start step and the later ones that may not be passed over."""
    return (start, *(k for k in steps_after(start) if k not in optional))


def build_persons(session: Session, order: Order, start: int, target: str, optional: Sequence[int] = ()) -> None:
    """Make the temp table `target` with the mart's rows, from what prepare_events left in the session.

    Steps in `optional` are no part of the chain: their m{k} is the first event at or after the time taken for the
    counted step before (in any order: the entry), whatever comes next; they have no d, r and x.
    """
    most = session.rows("select coalesce(max(pid), 0) from entrants")[0][0]
    for low in range(0, most + 1, _AT_ONCE):
        _slice(session, order, start, counted_steps(start, optional), (low, low + _AT_ONCE))
        make = f"create or replace temp table {target} as" if low == 0 else f"insert into {target}"
        session.run(f"{make} select * from slice")


def _slice(session: Session, order: Order, start: int, chain: Sequence[int], pids: tuple[int, int]) -> None:
    """Make the temp table `slice` with the rows of some people."""
    session.run(
        f"create or replace temp table counted_some as select * from counted where pid >= {pids[0]} and pid < {pids[1]}"
    )
    session.run(
        f"""
        create or replace temp table reach{start} as
        select pid, min(m) as m, arg_min(dimset, m) as dimset, count(*) > 1 as again
        from counted_some where step = {start} and not refused group by pid
        """
    )
    for step in steps_after(start):
        _reach(session, step, max(k for k in chain if k < step) if order == "strict" else start)
    session.run(f"create or replace temp table slice as {_rows_sql(order, chain)}")
    for table in ("counted_some", *(f"reach{step}" for step in range(start, LAST_STEP + 1))):
        session.run(f"drop table {table}")


def _reach(session: Session, step: int, since: int) -> None:
    """The earliest event of `step` at or after the time taken for step `since`, no back-tracking.

    In strict order `since` is the counted step before; in any order it is the entry.
    """
    session.run(
        f"""
        create or replace temp table reach{step} as
        select
            e.pid,
            min(e.m) filter (where not e.refused) as m,
            arg_min(e.dimset, e.m) filter (where not e.refused) as dimset,
            min(e.m) filter (where e.refused) as r
        from counted_some as e inner join reach{since} as b on e.pid = b.pid
        where e.step = {step} and b.m is not null and last_us(e.m) >= moment_us(b.m)
        group by e.pid
        """
    )


def _rows_sql(order: Order, chain: Sequence[int]) -> str:
    """Put the steps of a person side by side; a counted step missing ends the chain, whatever comes after it."""
    start, *later = chain
    steps = steps_after(start)
    sides = [f"b{start}.m as m{start}", f"b{start}.again"]
    for k in steps:
        reached = " and ".join(f"b{i}.m is not null" for i in later if i <= k) or "true"
        if k not in later:
            sides.append(f"if({reached}, b{k}.m, null) as m{k}")
            continue
        time = f"b{k}.m" if order == "strict" else f"greatest({', '.join(f'b{i}.m' for i in chain if i <= k)})"
        days = f"greatest({', '.join(f'whole_days(b{start}.m, b{i}.m)' for i in later if i <= k)})"
        before = " and ".join(f"b{i}.m is not null" for i in chain if i < k)
        sides += [
            f"if({reached}, {time}, null) as m{k}",
            f"if({reached}, {days}, null) as d{k}",
            f"if({before}, b{k}.r, null) as r{k}",
            f"if({reached}, b{k}.dimset, null) as dimset{k}",
        ]
    joins = " ".join(f"left join reach{k} as b{k} on b{start}.pid = b{k}.pid" for k in steps)
    sides += [f"b{start}.pid", f"b{start}.dimset as dimset{start}"]
    inner = f"select {', '.join(sides)} from reach{start} as b{start} {joins}"
    columns = ["e.person", "c.again", f"c.m{start}", *(f"c.m{k}" for k in steps if k not in later)]
    for before_step, k in itertools.pairwise(chain):
        since = "0" if before_step == start else f"c.d{before_step}"
        refused = f"if(c.r{k} is null, null, greatest(whole_days(c.m{start}, c.r{k}), {since})) as x{k}"
        columns += [f"c.m{k}", f"c.d{k}", f"c.r{k}", refused]
    names = []
    for d, bit in _BIT.items():
        taken = [(k, f"c.dimset{k} & {bit} > 0") for k in chain]
        first = " ".join(f"when {named} then c.dimset{k}" for k, named in taken)
        places = " ".join(f"when {named} then {k}" for k, named in taken)
        columns += [f"z_{d}.{d}", f"(case {places} end)::tinyint as {d}_at"]
        names.append(f"left join dimsets as z_{d} on z_{d}.dimset = case {first} end")
    joins = " ".join(names)
    return f"select {', '.join(columns)} from ({inner}) as c inner join entrants as e on c.pid = e.pid {joins}"


def _named(alias: str) -> str:
    return ", ".join(f"nullif({alias}.{d}, '') as {d}" for d in DIMENSIONS)


def _plain() -> str:
    return ", ".join(DIMENSIONS)
