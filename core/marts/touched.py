"""Which people a new version touches: whose events, or whose ids, differ from an older one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.db import Session, parquet_sql
from core.marts.model import event_rows
from core.store import DataFile, Store


@dataclass(frozen=True, slots=True)
class Change:
    """Two states of the funnel's inputs, as files. Files are immutable: equal names hold equal rows."""

    old_events: tuple[DataFile, ...]
    new_events: tuple[DataFile, ...]
    old_persons: tuple[DataFile, ...]
    new_persons: tuple[DataFile, ...]


def find_touched(session: Session, store: Store, change: Change, most: int) -> bool:
    """Make `touched` (person) and `touched_events` (their rows of funnel_events) in the session.

    The session's `persons` is the new map. False, with nothing usable left behind, if an old file is gone, if more
    than half of the event rows lie in changed files that were rewritten, or if more than `most` people are
    touched who may have had rows before: then a full build is cheaper.
    """
    removed, added = (
        _missing_from(change.old_events, change.new_events),
        _missing_from(change.new_events, change.old_events),
    )
    old_persons = () if change.old_persons == change.new_persons else change.old_persons
    if not all(store.path(file).exists() for file in (*removed, *old_persons)):
        return False
    total = sum(file.rows for file in change.new_events)
    if removed and 2 * sum(file.rows for file in (*removed, *added)) > total:
        return False
    _changed_ids(session, store, removed, added)
    session.run("create or replace temp table old_persons (user_id varchar, person varchar)")
    if change.old_persons == change.new_persons:
        session.run("insert into old_persons select user_id, person from persons")
    elif old_persons:
        files = parquet_sql([store.path(file) for file in old_persons])
        session.run(f"insert into old_persons select user_id, person from {files}")
    session.run(_TOUCHED)
    if session.rows("select count(*) from touched")[0][0] > max(most, 1000):
        return False
    session.run(_TOUCHED_EVENTS)
    return True


_TOUCHED = """
create or replace temp table touched as
with moved as (
    (select user_id, person from persons except select user_id, person from old_persons)
    union all
    (select user_id, person from old_persons except select user_id, person from persons)
),

ids as (
    select user_id from changed_ids
    union
    select user_id from moved
)

select person from moved
union
select user_id from ids
union
select p.person from persons as p semi join ids on p.user_id = ids.user_id
"""

_TOUCHED_EVENTS = """
create or replace temp table touched_events as
select e.* from funnel_events as e
semi join (
    select person as user_id from touched
    union all
    select p.user_id from persons as p semi join touched on p.person = touched.person
) as i on e.user_id = i.user_id
"""


def _changed_ids(session: Session, store: Store, removed: Sequence[DataFile], added: Sequence[DataFile]) -> None:
    """Make `changed_ids`: user ids with a row that is only in the old or only in the new files."""
    session.run("create or replace temp table changed_ids (user_id varchar)")
    if removed and added:
        old, new = (f"from {_events(store, files)}" for files in (removed, added))
        differing = f"(({new} except {old}) union all ({old} except {new}))"
    elif removed or added:
        differing = _events(store, [*removed, *added])
    else:
        return
    session.run(f"insert into changed_ids select distinct d.user_id from {differing} as d")


def _missing_from(files: Sequence[DataFile], others: Sequence[DataFile]) -> tuple[DataFile, ...]:
    names = {file.sha256 for file in others}
    return tuple(file for file in files if file.sha256 not in names)


def _events(store: Store, files: Sequence[DataFile]) -> str:
    return event_rows([store.path(file) for file in files])
