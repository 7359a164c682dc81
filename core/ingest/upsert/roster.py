"""A full roster says who has left: members open before its day and not in it (profile key `snapshot`)."""

from __future__ import annotations

from collections.abc import Sequence

from core.db import Session, table_sql
from core.domain.tables import TABLES
from core.ingest.staging import Output
from core.ingest.upsert.difference import TableDifference
from core.ingest.upsert.incoming import column_bit, stored_columns
from core.store import DataFile, Store


def add_leavers(
    bench: Session, store: Store, outputs: Sequence[tuple[int, Output]], stored: Sequence[DataFile]
) -> None:
    """Add to `members_inc` one row per member who has left, under ordinal −1 − (ordinal of the roster's output).

    For each group in a roster of day D, a member open before D and not in the file gets left_at = D; the reason
    is unknown and stays as it is. A roster without a day says nothing about leavers.
    """
    members = TABLES["members"]
    has = sum(column_bit(members, name) for name in (*members.key, "left_at"))
    rest = ", ".join(
        f'null::{t} as "{s}"'
        for s, t, _ in stored_columns(members)
        if s not in ("group_id", "user_id", "joined_at", "joined_at_is_day", "left_at", "left_at_is_day")
    )
    for ordinal, output in outputs:
        if not output.snapshot or output.day is None or not stored:
            continue
        bench.run(
            f"insert into members_inc by name select {-1 - ordinal}::bigint as _file, 0::bigint as _row, "
            f"-(({ordinal + 1}::bigint << 40) + row_number() over ()) as _ord, {has}::bigint as _has, "
            "e.group_id, e.user_id, e.joined_at, e.joined_at_is_day, "
            f"$day::timestamp as left_at, true as left_at_is_day, {rest} "
            f"from ({table_sql(members, [store.path(f) for f in stored])}) e "
            "where e.left_at is null and e.joined_at < $day::timestamp "
            "and e.group_id in (select group_id from members_inc where _file = $ordinal) "
            "and not exists (select 1 from members_inc i "
            "where i._file = $ordinal and i.group_id = e.group_id and i.user_id = e.user_id)",
            {"day": output.day, "ordinal": ordinal},
        )


def count_leavers(found: TableDifference, outputs: Sequence[Output]) -> dict[str, int]:
    """Display name of each roster file → how many members it shows to have left."""
    return {outputs[-1 - ordinal].file: n for ordinal, n in found.changed.items() if ordinal < 0}
