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
from core.marts.funnel_persons import DIMENSIONS, LAST_STEP, steps_after

COLUMNS = "dim, value, entry_day, step, kind, days, n"


def build_cube(session: Session, start: int, people: str, target: str, sign: int = 1) -> None:
    """Make the temp table `target` with the cube of the person mart rows in `people` (times `sign`)."""
    session.run(
        f"create or replace temp table {target} "
        "(dim varchar, value varchar, entry_day date, step tinyint, kind varchar, days integer, n bigint)"
    )
    for dim in DIMENSIONS:
        parts = " union all ".join(_parts(dim, start, people))
        session.run(
            f"insert into {target} select '{dim}', value, entry_day, step, kind, days, {sign} * sum(n)::bigint "
            f"from ({parts}) as parts group by value, entry_day, step, kind, days having sum(n) <> 0"
        )
    session.run(
        f"insert into {target} select '', null, entry_day, step, kind, days, sum(n)::bigint from {target} "
        f"where dim = '{DIMENSIONS[0]}' group by entry_day, step, kind, days having sum(n) <> 0"
    )


def summed_sql(parts: str) -> str:
    """The cube that is the sum of the cubes in `parts`, sorted for skipping."""
    return (
        f"select dim, value, entry_day, step, kind, days, sum(n)::bigint as n from {parts} "
        "group by dim, value, entry_day, step, kind, days having sum(n) <> 0 order by all"
    )


def _parts(dim: str, start: int, people: str) -> list[str]:
    """The signed rows of one dimension, one grouped query per step and kind, each over all people."""
    source = f"(select *, moment_date(m{start}) as entry_day, {_days_of(dim, start)} as named from {people}) as p"
    found = []
    for k in range(start, LAST_STEP + 1):
        days = _days(k, start)
        value = f"if({dim}_at <= {k}, {dim}, null)"
        found.append(_part(source, "people", k, value, days, 1, f"m{k} is not null"))
        later = f"m{k} is not null and {dim}_at > {k}"
        found.append(_part(source, "people", k, "null", "named", -1, later))
        found.append(_part(source, "people", k, dim, "named", 1, later))
        if k > start:
            value = f"if({dim}_at < {k}, {dim}, null)"
            refused = f"x{k} is not null and (m{k} is null or d{k} > x{k})"
            found.append(_part(source, "refused", k, value, f"x{k}", 1, refused))
            found.append(_part(source, "refused", k, value, f"d{k}", -1, f"{refused} and m{k} is not null"))
    return found


def _part(source: str, kind: str, step: int, value: str, days: str, sign: int, where: str) -> str:
    return (
        f"select {value} as value, entry_day, {step}::tinyint as step, '{kind}' as kind, ({days})::integer as days, "
        f"{sign} * count(*) as n from {source} where {where} group by 1, 2, 5"
    )


def _days(step: int, start: int) -> str:
    return "0" if step == start else f"d{step}"


def _days_of(dim: str, start: int) -> str:
    """Whole days after which the person's value is known."""
    cases = " ".join(f"when {k} then d{k}" for k in steps_after(start))
    return f"case {dim}_at when {start} then 0 {cases} end"
