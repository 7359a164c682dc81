"""Forget a person: remove one human being from every kept version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.db import Session, table_sql, workbench
from core.domain.problems import sentence
from core.domain.tables import TABLES, Table
from core.errors import BadRequest
from core.ingest.mapping import pii
from core.ingest.spool import spool_folder
from core.ingest.upsert import segments
from core.marts.persons import resolve_persons
from core.store import DataFile, Store, Version

PERSON_COLUMNS = ("user_id", "id_value")
"""A row naming the person here is removed; `referrer_id` naming him in another's row is emptied."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was removed: rows over all files, rows of others whose referrer was cleared, files rewritten."""

    rows_removed: int
    rows_cleared: int
    files: int


def forget_person(store: Store, user_id: str, who: str) -> Forgotten:
    """Remove the person behind `user_id` (an id as stored, or a phone, WeChat id or e-mail in clear).

    All ids connected to it in any kept version go, in every kept version; old files are deleted at once.
    Raises BadRequest if nobody by that id is stored. Backups made earlier are not touched.
    """
    with (
        store.writing(),
        spool_folder() as spool,
        workbench([spool, store.root / "files"], spool) as bench,
    ):
        versions = store.versions()
        files = {f.sha256: (TABLES[name], f) for v in versions for name, fs in v.files.items() for f in fs}
        ids = _ids_of_person(store, bench, versions, user_id)
        replaced: dict[str, DataFile | None] = {}
        removed = cleared = 0
        for table, file in files.values():
            gone, emptied = _count(bench, store, table, file, ids)
            if gone or emptied:
                replaced[file.sha256] = _without(bench, store, table, file, ids)
                removed, cleared = removed + gone, cleared + emptied
        if not replaced:
            raise BadRequest(*sentence("unknown_person"))
        store.rewrite(replaced, who=who, note="", summary={"rows_removed": removed})
    return Forgotten(removed, cleared, len(replaced))


def _ids_of_person(store: Store, bench: Session, versions: Sequence[Version], user_id: str) -> list[str]:
    """Every id string of the person in any of the versions, the given one and its token included."""
    ids = {user_id, *pii.tokens(user_id, store.secret)}
    for files in {version.files.get("identities", ()) for version in versions}:
        if not files:
            continue
        rows = table_sql(TABLES["identities"], [store.path(f) for f in files])
        bench.run(f"create or replace temp view identities as {rows}")
        persons, _ = resolve_persons(bench)
        person_of = dict(zip(persons["user_id"].to_pylist(), persons["person"].to_pylist(), strict=True))
        mine = {person_of.get(one, one) for one in ids}
        ids |= mine | {one for one, person in person_of.items() if person in mine}
    return sorted(ids)


def _columns(table: Table) -> Iterator[str]:
    return (c for c in PERSON_COLUMNS if c in table.by_name)


def _count(bench: Session, store: Store, table: Table, file: DataFile, ids: Sequence[str]) -> tuple[int, int]:
    mine = " or ".join(f'"{c}" in (select unnest($ids))' for c in _columns(table)) or "false"
    referred = '"referrer_id" in (select unnest($ids))' if "referrer_id" in table.by_name else "false"
    if mine == referred == "false":
        return 0, 0
    sql = (
        f"select count(*) filter (where coalesce({mine}, false)), "
        f"count(*) filter (where coalesce({referred}, false) and not coalesce({mine}, false)) "
        f"from ({table_sql(table, [store.path(file)])})"
    )
    gone, emptied = bench.rows(sql, {"ids": list(ids)})[0]
    return int(gone), int(emptied)


def _without(bench: Session, store: Store, table: Table, file: DataFile, ids: Sequence[str]) -> DataFile | None:
    mine = " or ".join(f'"{c}" in (select unnest($ids))' for c in _columns(table)) or "false"
    columns = ", ".join(
        'case when "referrer_id" in (select unnest($ids)) then null else "referrer_id" end as "referrer_id"'
        if name == "referrer_id"
        else f'"{name}"'
        for name in table.schema.names
    )
    order = ", ".join(f'"{k}"' for k in table.key)
    stored = table_sql(table, [store.path(file)])
    rows = bench.arrow(
        f"select {columns} from ({stored}) where not coalesce({mine}, false) order by {order}",
        {"ids": list(ids)},
    )
    return segments.put(store, table, file.bucket, rows) if rows.num_rows else None
