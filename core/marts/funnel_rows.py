"""Person rows computed for one query whose chain differs from the mart's; they are not stored."""

from __future__ import annotations

from core.db import Session
from core.marts.chain import DIMENSIONS, Chain
from core.marts.funnel_persons import make_persons
from core.marts.model import Marts, event_rows, events_sql


def build_person_rows(session: Session, marts: Marts, chain: Chain, target: str) -> str:
    """A query for person rows for a start step, optional steps or re-entry of its own, built now as `target`.

    With re-entry alone, people with one start event keep their row of the mart. `session` is one of the version's
    dataset. Errors: QueryTimeout.
    """
    session.run(f"create or replace temp table persons as {marts.persons_sql()}")
    parts = [f"({events_sql(marts.created_at, event_rows(part))})" for part in marts.events]
    unknown = (f", null::varchar as {d}, null::tinyint as {d}_at" for d in DIMENSIONS if d not in chain.dimensions)
    made = f"select *{''.join(unknown)} from {target}"
    mart = marts.funnel.get(chain.order)
    if mart is None or mart.start != chain.start or chain.optional:
        make_persons(session, chain, parts, target)
        return made
    known = f"({mart.people_sql()}) as p"
    make_persons(session, chain, parts, target, f"select p.person from {known} where p.again")
    return f"{made} union all by name select * from {known} where not p.again and {chain.inside}"
