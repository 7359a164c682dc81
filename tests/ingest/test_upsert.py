"""Rows in, rows out: what an import does to the stored tables, against a plain dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.db import workbench
from core.domain.tables import TABLES
from core.errors import ImportRefused, ParentConflict
from core.ingest.comparison import Comparison
from core.ingest.importer import ImportSession
from core.ingest.staging import Output
from core.ingest.upsert import segments
from core.store import Store

Rows = Sequence[dict[str, Any]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "workspace")


@pytest.fixture
def session(store: Store, tmp_path: Path) -> Iterator[ImportSession]:
    spool = tmp_path / "spool"
    spool.mkdir()
    with workbench([spool, store.root / "files"], spool) as bench:
        yield ImportSession(store, spool, bench, "tester")


def stage(session: ImportSession, table: str, rows: Rows, **more: Any) -> None:
    """Put rows before the session as if a file with exactly these columns had been read."""
    names = [c.name for c in TABLES[table].columns if any(c.name in row for row in rows)]
    fields = [f for f in TABLES[table].schema if f.name.removesuffix("_is_day") in names or f.name in names]
    columns = {}
    for field in fields:
        if field.name.endswith("_is_day"):
            columns[field.name] = pa.array([False] * len(rows), pa.bool_())
        else:
            columns[field.name] = pa.array([row.get(field.name) for row in rows], field.type)
    columns["_row"] = pa.array(range(2, len(rows) + 2), pa.int64())
    number = len(session.outputs)
    path = session.spool / f"{number}.parquet"
    pq.write_table(pa.table(columns), path)
    session.outputs.append(
        Output(f"file{number}.csv", None, table, "canonical", path, tuple(names), len(rows), len(rows), **more)
    )


def bring(session: ImportSession, table: str, rows: Rows, **more: Any) -> Comparison:
    """Import one staged file and return its difference."""
    session.outputs.clear()
    stage(session, table, rows, **more)
    shown = session.compare()
    session.commit(shown)
    return shown


def stored(store: Store, table: str) -> list[dict[str, Any]]:
    head = store.head()
    files = head.files.get(table, ()) if head else ()
    rows = [row for f in files for row in pq.read_table(store.path(f)).to_pylist()]
    return sorted(rows, key=lambda r: [str(r[k]) for k in TABLES[table].key])


def order(number: str, **more: Any) -> dict[str, Any]:
    base = {"order_id": number, "user_id": "u1", "paid_at": datetime(2026, 3, 1, 9), "amount": Decimal("10.00")}
    return base | more


def test_first_import_makes_version_1_and_the_same_again_makes_none(store: Store, session: ImportSession) -> None:
    rows = [order("a"), order("b")]
    shown = bring(session, "orders", rows)
    assert (shown.files[0].new, shown.files[0].changed, shown.files[0].unchanged) == (2, 0, 0)
    assert store.head() is not None
    again = bring(session, "orders", rows)
    assert (again.files[0].new, again.files[0].changed, again.files[0].unchanged) == (0, 0, 2)
    assert again.is_empty
    assert [v.number for v in store.versions()] == [1]


def test_a_column_the_file_lacks_keeps_its_value_and_an_empty_cell_empties(
    store: Store, session: ImportSession
) -> None:
    bring(session, "orders", [order("a", category="tea", refund=Decimal("1.00"))])
    later = {k: v for k, v in order("a", refund=None).items() if k != "category"}
    shown = bring(session, "orders", [later])
    assert shown.files[0].changed == 1
    assert [(c.column, c.old, c.new) for c in shown.tables[0].sample] == [("refund", Decimal("1.00"), None)]
    (row,) = stored(store, "orders")
    assert (row["category"], row["refund"]) == ("tea", None)


def test_orders_brought_in_later_change_only_their_columns(store: Store, session: ImportSession) -> None:
    bring(session, "orders", [order("a", group_id="g1"), order("b", group_id="g2")])
    minimal = [{"order_id": "b", "user_id": "u1", "paid_at": datetime(2026, 3, 1, 9), "amount": Decimal("12.00")}]
    bring(session, "orders", minimal)
    assert [(r["order_id"], r["amount"], r["group_id"]) for r in stored(store, "orders")] == [
        ("a", Decimal("10.00"), "g1"),
        ("b", Decimal("12.00"), "g2"),
    ]


def test_equal_rows_load_once_and_contradicting_rows_are_all_rejected(store: Store, session: ImportSession) -> None:
    rows = [order("a"), order("a"), order("b"), order("b", amount=Decimal("99.00")), order("c")]
    stage(session, "orders", rows)
    shown = session.compare()
    entry = shown.files[0]
    assert (entry.rows_in, entry.loaded, entry.skipped, entry.rejected, entry.new) == (5, 2, 1, 2, 2)
    assert sorted((p.row, p.code) for p in shown.problems) == [
        (3, "duplicate"),
        (4, "key_repeated"),
        (5, "key_repeated"),
    ]
    with pytest.raises(ImportRefused) as refused:
        session.commit(shown)
    assert refused.value.code == "rows_rejected"
    assert store.head() is None
    session.commit(shown, accept_partial=True)
    assert [r["order_id"] for r in stored(store, "orders")] == ["a", "c"]


def test_two_files_of_one_import_complete_each_other(store: Store, session: ImportSession) -> None:
    stage(session, "groups", [{"group_id": "g1", "group_name": "one"}, {"group_id": "g2", "group_name": "two"}])
    stage(session, "groups", [{"group_id": "g1", "region": "north"}])
    shown = session.compare()
    session.commit(shown)
    assert [(f.loaded, f.skipped) for f in shown.files] == [(2, 0), (1, 0)]
    assert [(r["group_name"], r["region"]) for r in stored(store, "groups")] == [("one", "north"), ("two", None)]


def test_two_files_that_contradict_each_other_are_rejected_in_both(store: Store, session: ImportSession) -> None:
    stage(session, "groups", [{"group_id": "g1", "group_name": "one"}])
    stage(session, "groups", [{"group_id": "g1", "group_name": "ONE"}])
    assert [f.rejected for f in session.compare().files] == [1, 1]


def test_missing_key_parts_are_equal_to_each_other(store: Store, session: ImportSession) -> None:
    row = {"day": date(2026, 3, 1), "step": 2, "people": 10, "channel": None}
    bring(session, "funnel_daily", [row])
    shown = bring(session, "funnel_daily", [row | {"people": 12}])
    assert (shown.files[0].new, shown.files[0].changed) == (0, 1)
    assert [r["people"] for r in stored(store, "funnel_daily")] == [12]


def test_costs_number_their_equal_rows_so_that_both_count(store: Store, session: ImportSession) -> None:
    row = {"day": date(2026, 3, 1), "amount": Decimal("5.00"), "kind": "tool"}
    bring(session, "costs", [row, row])
    assert [r["line"] for r in stored(store, "costs")] == [1, 2]
    assert bring(session, "costs", [row, row]).is_empty


def test_derived_rows_never_change_what_is_stored(store: Store, session: ImportSession) -> None:
    row = {"user_id": "u1", "id_kind": "unionid", "id_value": "x", "source": "tmall/orders"}
    bring(session, "identities", [row | {"seen_on": date(2026, 3, 1)}], derived=True)
    assert bring(session, "identities", [row | {"seen_on": date(2026, 4, 1)}], derived=True).is_empty
    assert [r["seen_on"] for r in stored(store, "identities")] == [date(2026, 3, 1)]


def test_a_roster_says_who_has_left(store: Store, session: ImportSession) -> None:
    def member(user: str, joined: int) -> dict[str, Any]:
        return {"group_id": "g1", "user_id": user, "joined_at": datetime(2026, 3, joined)}

    bring(session, "members", [member("u1", 1), member("u2", 2)])
    shown = bring(session, "members", [member("u1", 1)], snapshot=("group_id",), day="2026-03-09")
    assert [(f.derived, f.changed) for f in shown.files] == [(False, 0), (True, 1)]
    left = {r["user_id"]: (r["left_at"], r["left_at_is_day"], r["leave_reason"]) for r in stored(store, "members")}
    assert left == {"u1": (None, None, None), "u2": (datetime(2026, 3, 9), True, None)}
    assert bring(session, "members", [member("u1", 1)], snapshot=("group_id",), day="2026-03-09").is_empty


def test_someone_else_committed_in_between(store: Store, session: ImportSession) -> None:
    stage(session, "orders", [order("a")])
    shown = session.compare()
    store.commit({}, parent=None, action="import", who="other")
    with pytest.raises(ParentConflict):
        session.commit(shown)
    assert store.head().number == 1  # type: ignore[union-attr]
    assert session.commit(session.compare()).number == 2  # type: ignore[union-attr]


def test_only_files_with_changed_rows_are_rewritten(store: Store, session: ImportSession) -> None:
    bring(session, "orders", [order(f"o{n}") for n in range(200)])
    before = {f.sha256 for f in store.head().files["orders"]}  # type: ignore[union-attr]
    bring(session, "orders", [order("o7", amount=Decimal("11.00"))])
    after = {f.sha256 for f in store.head().files["orders"]}  # type: ignore[union-attr]
    assert len(before) == TABLES["orders"].buckets
    assert len(before - after) == 1
    assert len(after) == len(before)


def test_many_small_segments_are_merged(store: Store, session: ImportSession) -> None:
    for n in range(segments.MANY_SMALL + 2):
        bring(session, "groups", [{"group_id": f"g{n}"}])
    assert len(store.head().files["groups"]) <= segments.MANY_SMALL  # type: ignore[union-attr]
    assert len(stored(store, "groups")) == segments.MANY_SMALL + 2


_value = st.sampled_from([None, "a", "b"])
_day = st.integers(1, 5).map(lambda d: date(2026, 3, d))
_row = st.fixed_dictionaries(
    {"day": _day, "step": st.integers(1, 2), "people": st.integers(0, 3)},
    optional={"channel": _value, "region": _value, "ad_slot": _value},
)
_imports = st.lists(st.lists(_row, min_size=1, max_size=8), min_size=1, max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(imports=_imports)
def test_any_sequence_of_imports_equals_a_dictionary(imports: list[Rows], tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("upsert")
    store = Store.open(folder / "workspace")
    model: dict[tuple[Any, ...], int] = {}
    key = TABLES["funnel_daily"].key
    (folder / "spool").mkdir()
    with workbench([folder / "spool", store.root / "files"], folder / "spool") as bench:
        session = ImportSession(store, folder / "spool", bench, "tester")
        for rows in imports:
            session.outputs.clear()
            stage(session, "funnel_daily", rows)
            session.commit(session.compare(), accept_partial=True)
            people: dict[tuple[Any, ...], set[int]] = {}
            for row in rows:
                people.setdefault(tuple(row.get(k) for k in key), set()).add(row["people"])
            model.update({k: min(v) for k, v in people.items() if len(v) == 1})
    assert {tuple(r[k] for k in key): r["people"] for r in stored(store, "funnel_daily")} == model


def test_a_file_read_twice_into_one_table_is_one_entry(session: ImportSession) -> None:
    day = date(2026, 3, 1)
    stage(
        session,
        "funnel_daily",
        [{"day": day, "step": 2, "people": 9}, {"day": day, "step": 2, "people": 1, "channel": "a"}],
    )
    stage(session, "funnel_daily", [{"day": day, "step": 3, "people": 5}])
    first, second = session.outputs
    session.outputs[1] = replace(second, file=first.file, rows_in=2, skipped={"skipped_empty": 1})
    (entry,) = session.compare().files
    assert (entry.rows_in, entry.loaded, entry.skipped, entry.rejected, entry.new) == (2, 2, 0, 0, 3)
