"""Person rows made on the fly, for questions whose chain is not the mart's; they are not kept."""

from __future__ import annotations

from datetime import timedelta

from core.db import Session, parquet_sql
from core.marts.chain import Chain
from core.marts.funnel_persons import make_persons
from core.marts.model import Marts, events_sql


def people_on_the_fly(session: Session, marts: Marts, chain: Chain, target: str) -> None:
    """Make the temp table `target` with person rows for a start step, optional steps or re-entry of its own.

    `session` is one of the version's dataset. Errors: QueryTimeout.
    """
    session.run(f"create or replace temp table persons as {marts.persons_sql()}")
    parts = [events_sql(marts.created_at, parquet_sql(part)) for part in marts.events]
    make_persons(session, chain, [f"select * from ({part}) as e where {_can_count(chain)}" for part in parts], target)


def _can_count(chain: Chain) -> str:
    """The condition that an event e can count for an entry in the days asked for: it is not before them, nor after
    the last window. Which start event is a person's first, those before these days say too."""
    bounds = ["true"]
    if chain.since is not None:
        bounds.append(f"(e.step = {chain.start} or e.at >= date '{chain.since}')")
    if chain.until is not None and chain.window_days is not None:
        bounds.append(f"e.at < date '{chain.until + timedelta(days=chain.window_days + 1)}'")
    return " and ".join(bounds)
