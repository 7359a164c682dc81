"""The additive funnel cube: counts that answer any date range, whole-day window and one breakdown.

Rows: dim ('' for none), value, entry_day, step, kind, days, n. Summing n over the rows with days <= N gives,
per step, the people who reached it within N days of entry (kind people) and those refused there who have not
reached it (kind refused). Signed rows keep that true when something changes as the window grows: a person
refused on day 3 who passes on day 5 is +1 refused at 3, -1 refused at 5; one whose channel is first named on
day 5 moves on day 5 from the unknown value to the named one at every step before. Because the rows only ever
add, the cube of two sets of people is the sum of theirs, and one person's old rows can be taken out again.
"""

from __future__ import annotations

from core.db import Session
from core.marts.chain import DIMENSIONS, LAST_STEP

COLUMNS = "dim, value, entry_day, step, kind, days, n"


def build_cube(session: Session, start: int, people: str, target: str, sign: int = 1) -> None:
    """Make the temp table `target` with the cube of the person mart rows in `people` (times `sign`)."""
    session.run(
        f"create or replace temp table {target} "
        "(dim varchar, value varchar, entry_day date, step tinyint, kind varchar, days integer, n bigint)"
    )
    for dim in DIMENSIONS:
        session.run(f"create or replace temp table stays as {' union all '.join(_stays(dim, start, people))}")
        session.run(
            f"insert into {target} select '{dim}', value, entry_day, step, kind, days, {sign} * sum(n)::bigint "
            f"from ({_SIGNED}) as parts group by value, entry_day, step, kind, days having sum(n) <> 0"
        )
    session.run(
        f"insert into {target} select '', null, entry_day, step, kind, days, sum(n)::bigint from {target} "
        f"where dim = '{DIMENSIONS[0]}' group by entry_day, step, kind, days having sum(n) <> 0"
    )


_SORTED = "order by dim, entry_day"


def sorted_sql(cube: str) -> str:
    """The rows of one cube in the order in which a breakdown and a date range skip most of the file."""
    return f"select {COLUMNS} from {cube} {_SORTED}"


def summed_sql(parts: str) -> str:
    """The cube that is the sum of the cubes in `parts`, sorted."""
    return (
        f"select dim, value, entry_day, step, kind, days, sum(n)::bigint as n from {parts} "
        f"group by dim, value, entry_day, step, kind, days having sum(n) <> 0 {_SORTED}"
    )


_SIGNED = """
select value, entry_day, step, kind, days, n from stays
union all
select value, entry_day, step, kind, ends as days, -n as n from stays where ends is not null
union all
select later as value, entry_day, step, kind, ends as days, n from stays where ends is not null and kind = 'people'
"""


def _stays(dim: str, start: int, people: str) -> list[str]:
    """Per step and kind a grouped query for n people who count under `value` from `days` on.

    From `ends` on (null: for ever) they do not: refused ones have reached the step, others count
    under the value `later`, which their step `<dim>_at` first names.
    """
    cases = " ".join(f"when {k} then d{k}" for k in range(start + 1, LAST_STEP + 1))
    named = f"case {dim}_at when {start} then 0 {cases} end"
    found = []
    for k in range(start, LAST_STEP + 1):
        days = "0" if k == start else f"d{k}"
        value, ends = f"if({dim}_at <= {k}, {dim}, null)", f"if({dim}_at > {k}, {named}, null)"
        later = f"if({dim}_at > {k}, {dim}, null)"
        found.append(_stay(people, start, "people", k, value, days, ends, later, f"m{k} is not null"))
        if k > start:
            value = f"if({dim}_at < {k}, {dim}, null)"
            refused = f"x{k} is not null and (d{k} is null or d{k} > x{k})"
            found.append(_stay(people, start, "refused", k, value, f"x{k}", f"d{k}", "null::varchar", refused))
    return found


def _stay(
    people: str, start: int, kind: str, step: int, value: str, days: str, ends: str, later: str, where: str
) -> str:
    return (
        f"select {value} as value, moment_date(m{start}) as entry_day, {step}::tinyint as step, '{kind}' as kind, "
        f"{days}::integer as days, {ends}::integer as ends, {later} as later, count(*) as n "
        f"from {people} where {where} group by all"
    )
