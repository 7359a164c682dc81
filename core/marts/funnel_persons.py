"""One row per person who entered the funnel: the time taken for each step, refusals, and dimensions.

Columns of the mart, with s = the start step and k = s+1..7:
  person        the person (or the user_id where nothing links it)
  again         more than one event of the start step
  m{s}          the entry, m{k} the time taken for step k, as a moment (core/db/macros.sql); null if not reached
  d{k}          whole days from entry within which steps s..k were all reached; never falls with k
  r{k}          the first refused event of step k that counts, x{k} the whole days from entry at which
                the person is refused at step k (never before step k-1 was reached)
  <dimension>   the person's value, <dimension>_at the step of the counted event that first names it
A row never depends on a window or a cut-off: both only cut it short, so one mart answers for all.

For nearly everybody the first event of each step is the one that counts, and one pass over the events finds it.
Where one comes before the step that it must follow, and the person has other events, it is dropped and the rest are
evaluated again.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from core.db import Session
from core.marts.chain import DIMENSIONS, Chain

_BIT = {dimension: 1 << place for place, dimension in enumerate(DIMENSIONS)}
_BITS = 1 << len(DIMENSIONS)
"""The lowest bits of a dimset number say which dimensions it names."""
_PLACES = 32
"""Bits of an event's number below its moment: room for a dimset."""


def make_persons(session: Session, chain: Chain, parts: Sequence[str], target: str, people: str | None = None) -> None:
    """Make the temp table `target` with the rows of the chain, from the events in `parts`, relations each.

    They have the columns of funnel_events, already cut at the import's time; all events of a user id are in one of
    them, so that the people of one part after the other fit in little memory. The session's `persons` maps ids to
    persons. `people`: a query for the few persons of whom rows are made; None: all. Errors: QueryTimeout.
    """
    several = people or "select person from persons"
    session.run(
        f"""
        create or replace temp table others as
        with several as ({several})
        select p.user_id, p.person from persons as p semi join several as s on p.person = s.person
        union
        select person, person from several
        """
    )
    if people is None:
        _add_single(session, chain, parts, target)
    _add_others(session, chain, parts, target, made=people is None)


def _add_single(session: Session, chain: Chain, parts: Sequence[str], target: str) -> None:
    """Add the rows of people with one id who need a single pass over the events; add the rest to `others`."""
    session.run("create or replace temp table several as select user_id from others")
    again = "early or again" if chain.re_entry else "early"
    for number, part in enumerate(parts):
        events = f"select e.user_id as person, {_columns(chain)} from {part} as e where {chain.can_count}"
        numbered = _numbered(session, chain, events, part)
        firsts = _firsts_sql(chain, f"({numbered}) as e", "anti join several as s on f.person = s.user_id")
        session.run(f"create or replace temp table firsts as {firsts}")
        rows = _rows_sql(chain, f"firsts where not ({again})")
        session.run(f"{f'insert into {target}' if number else f'create or replace temp table {target} as'} {rows}")
        session.run(f"insert into others select person, person from firsts where {again}")


def _add_others(session: Session, chain: Chain, parts: Sequence[str], target: str, *, made: bool) -> None:
    """Add the rows of `others`, whose events lie in several parts or need several passes.

    Events of two ids of a person at the same time are one event. `made`: the table is there already.
    """
    columns = ", ".join(["person", "step", "min(m) as m", *(f"min({d}) as {d}" for d in chain.dimensions)])
    everything = " union all ".join(f"select * from {part} as e where {chain.can_count}" for part in parts)
    session.run(
        f"""
        create or replace temp table tied as
        select {columns}
        from (
            select o.person, {_columns(chain)}
            from ({everything}) as e inner join others as o on e.user_id = o.user_id
        ) as x
        group by person, step, moment_us(m)
        """
    )
    session.run(f"create or replace temp table counted as {_numbered(session, chain, 'select * from tied', 'tied')}")
    session.run(f"create or replace temp table firsts as {_firsts_sql(chain, 'counted')}")
    session.run("create or replace temp table settled as select * from firsts where not early")
    while True:
        session.run(
            f"""
            create or replace temp table counted as
            select e.* from counted as e inner join firsts as f on e.person = f.person where {_still_counts(chain)}
            """
        )
        if not session.rows("select count(*) from counted")[0][0]:
            break
        session.run(f"create or replace temp table firsts as {_firsts_sql(chain, 'counted')}")
        session.run("insert into settled select * from firsts where not early")
    rows = _rows_sql(chain, "settled")
    session.run(f"insert into {target} {rows}" if made else f"create or replace temp table {target} as {rows}")


def _columns(chain: Chain) -> str:
    """Step, moment m and dimensions of an event e; the step is negative where the person was refused."""
    step = "if(e.result is not distinct from 'refused', -e.step, e.step)::tinyint as step"
    return ", ".join([step, "moment(e.at, e.at_is_day) as m", *_named(chain)])


def _named(chain: Chain) -> list[str]:
    return [f"nullif(e.{d}, '') as {d}" for d in chain.dimensions]


def _numbered(session: Session, chain: Chain, events: str, source: str) -> str:
    """A query for (person, step, event) of the query `events` for (person, step, m, <dimensions>) of a `source`.

    An event is one number: its moment and, in the lowest places, the dimset of what it names (`dimsets` of the
    session). So the least one is the first, and is found in less time than with arg_min. It is multiplied and not
    shifted, since DuckDB shifts no negative number: a moment before 1970.
    """
    bits = " + ".join(["0", *(f"if({d} is null, 0, {_BIT[d]})" for d in chain.dimensions)])
    session.run(
        f"""
        create or replace temp table dimsets as
        select {_BITS} * row_number() over () + {bits} as dimset, *
        from (select distinct {", ".join(["true as every", *_named(chain)])} from {source} as e)
        """
    )
    same = " and ".join(["z.every", *(f"x.{d} is not distinct from z.{d}" for d in chain.dimensions)])
    return f"""
        select x.person, x.step, x.m::hugeint * {1 << _PLACES} + z.dimset as event
        from ({events}) as x inner join dimsets as z on {same}
    """


def _firsts_sql(chain: Chain, events: str, kept: str = "") -> str:
    """A query for the moments m{k} of a person's first event of each step, its dimset z{k}, the first refusal r{k}.

    `early`: some step was repeated, and a first event comes too early: another may be the one that counts.
    """
    start = chain.start
    least = {f"f{k}": f"step = {k}" for k in (start, *chain.later)} | {f"r{k}": f"step = -{k}" for k in chain.later}
    parted = [
        f"(f{k} >> {_PLACES})::bigint as m{k}, (f{k} & {(1 << _PLACES) - 1})::uinteger as z{k}"
        for k in (start, *chain.later)
    ]
    parted += [f"(r{k} >> {_PLACES})::bigint as r{k}" for k in chain.later]
    early = " or ".join(f"not {_in_time(chain, k, f'{one}{k}')}" for k in chain.later for one in "mr")
    first = replace(chain, since=None) if chain.re_entry else chain  # a later entry may lie in the days asked for
    return f"""
        select *, repeated and coalesce({early or "false"}, false) as early from (
            select
                f.person, again, events > {" + ".join(f"({name} is not null)::int" for name in least)} as repeated,
                {", ".join(parted)}
            from (
                select person, count(*) as events, count(*) filter (where step = {start}) > 1 as again,
                    {", ".join(f"min(event) filter (where {step}) as {name}" for name, step in least.items())}
                from {events} group by person
            ) as f {kept}
            where f{start} is not null
        )
        where {first.inside}
    """


def _in_time(chain: Chain, step: int, moment: str) -> str:
    """The condition that the moment of an event of a later step is not before the step that it must follow."""
    return f"(last_us({moment}) >= moment_us(m{chain.after(step)}))"


def _rows_sql(chain: Chain, firsts: str) -> str:
    """The mart's rows from first events; a counted step missing ends the chain, whatever comes after."""
    start, *later = chain.counted
    looked = ["*", *(f"whole_days(m{start}, m{k}) as w{k}" for k in later)]
    looked += [f"{_in_time(chain, k, f'm{k}')} as t{k}" for k in chain.later]
    sides = ["person", "again", f"m{start}", f"z{start}"]
    for k in chain.later:
        before = " and ".join(["true", *(f"t{i}" for i in later if i < k)])
        reached = f"{before} and t{k}"
        if k not in later:
            sides.append(f"if({reached}, m{k}, null) as m{k}")
            continue
        so_far = ", ".join(f"m{i}" for i in chain.counted if i <= k)
        time = f"m{k}" if chain.order == "strict" else f"greatest({so_far})"
        within = ", ".join(f"w{i}" for i in later if i <= k)
        sides += [
            f"if({reached}, {time}, null) as m{k}",
            f"if({reached}, greatest({within}), null) as d{k}",
            f"if({before} and {_in_time(chain, k, f'r{k}')}, r{k}, null) as r{k}",
            f"if({reached}, z{k}, null) as z{k}",
        ]
    columns = ["c.person", "c.again", f"c.m{start}", *(f"c.m{k}" for k in chain.optional)]
    for before_step, k in itertools.pairwise(chain.counted):
        since = "0" if before_step == start else f"c.d{before_step}"
        refused = f"if(c.r{k} is null, null, greatest(whole_days(c.m{start}, c.r{k}), {since})) as x{k}"
        columns += [f"c.m{k}", f"c.d{k}", f"c.r{k}", refused]
    names, joins = _dimensions(chain)
    inner = f"select {', '.join(sides)} from (select {', '.join(looked)} from {firsts})"
    return f"select {', '.join([*columns, *names])} from ({inner}) as c {' '.join(joins)}"


def _dimensions(chain: Chain) -> tuple[list[str], list[str]]:
    """The columns for the dimensions, each from the first counted event of c that names it, and their joins."""
    columns, joins = [], []
    for d in chain.dimensions:
        taken = [(k, f"c.z{k} & {_BIT[d]} > 0") for k in chain.counted]
        first = " ".join(f"when {named} then c.z{k}" for k, named in taken)
        places = " ".join(f"when {named} then {k}" for k, named in taken)
        columns += [f"z_{d}.{d}", f"(case {places} end)::tinyint as {d}_at"]
        joins.append(f"left join dimsets as z_{d} on z_{d}.dimset = case {first} end")
    return columns, joins


def _still_counts(chain: Chain) -> str:
    """The condition that an event e may still count, given the row f of the person looked at last."""
    moment = f"(e.event >> {_PLACES})::bigint"
    cases = [f"when {k} then last_us({moment}) >= moment_us(f.m{chain.after(k)})" for k in chain.later]
    in_time = f"case abs(e.step) when {chain.start} then true {' '.join(cases)} end"
    if not chain.re_entry:
        return f"f.early and {in_time}"
    entry = f"f.m{chain.start}"
    closed = f"{moment} > {entry} and whole_days({entry}, {moment}) > {chain.window_days}"
    return f"if(f.early, {in_time}, f.again and (e.step <> {chain.start} or {closed}))"
