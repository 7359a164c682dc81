"""Persons: ids that belong to one person, found as connected components of the identities table."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from core.db import Session

_GRAPH = Path(__file__).with_name("persons.sql").read_text(encoding="utf-8")
_ROUND = Path(__file__).with_name("persons_round.sql").read_text(encoding="utf-8")

PERSONS = pa.schema([("user_id", pa.string()), ("person", pa.string())])
CONFLICTS = pa.schema([("id_kind", pa.string()), ("id_value", pa.string()), ("user_id", pa.string())])


def resolve_persons(session: Session) -> tuple[pa.Table, pa.Table]:
    """Persons and conflicts of the session's `identities`.

    Persons: (user_id, person) for every id that is not its own person; the person is the smallest
    user_id of the component. Conflicts: (id_kind, id_value, user_id) of values that join nobody,
    because two users of the same own kind and source have them. Both sorted, so that the result
    depends on the rows alone. Min-label propagation with pointer jumping: few rounds even on chains.
    """
    session.run(_GRAPH)
    while True:
        session.run(_ROUND)
        changes = session.rows(
            "select count(*) from moved as m inner join labels as l on m.node = l.node where m.label <> l.label"
        )
        if not changes[0][0]:
            break
        session.run("create or replace temp table labels as select * from moved")
    persons = session.arrow(
        "select n.id as user_id, p.id as person from labels as l inner join nodes as n on l.node = n.node "
        "inner join nodes as p on l.label = p.node where n.id <> p.id order by all"
    )
    conflicts = session.arrow("select id_kind, id_value, user_id from conflicts order by all")
    return persons.cast(PERSONS), conflicts.cast(CONFLICTS)
