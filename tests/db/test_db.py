"""The query engine: locked down, one cursor per query, a budget, versions as views."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from core.db import Engine, Session, parquet_bytes, parquet_sql, quoted, scratch_folder, workbench
from core.domain.tables import TABLES
from core.errors import QueryTimeout


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path)


def groups_file(folder: Path, name: str, ids: list[str]) -> Path:
    schema = TABLES["groups"].schema
    data = {field.name: ids if field.name == "group_id" else [None] * len(ids) for field in schema}
    path = folder / name
    path.write_bytes(parquet_bytes(pa.table(data, schema=schema)))
    return path


def test_empty_tables_have_the_canonical_columns_and_types(engine: Engine) -> None:
    dataset = engine.dataset(1, {})
    for table in TABLES.values():
        found = dataset.arrow(f"select * from {table.name}")
        assert found.schema.equals(table.schema), table.name
        assert found.num_rows == 0


def test_versions_stand_side_by_side(engine: Engine, tmp_path: Path) -> None:
    one = engine.dataset(1, {"groups": [groups_file(tmp_path, "it's 1.parquet", ["a"])]})
    two = engine.dataset(2, {"groups": [groups_file(tmp_path, "2.parquet", ["a", "b"])]})
    count = "select count(*) from groups"
    assert (one.rows(count), two.rows(count), one.rows(count)) == ([(1,)], [(2,)], [(1,)])
    assert engine.dataset(1, {"groups": [tmp_path / "it's 1.parquet"]}) is one
    # what `forget` does: the same number with other files must not answer from the old ones
    assert engine.dataset(1, {"groups": [tmp_path / "2.parquet"]}).rows(count) == [(2,)]


def test_a_version_without_its_first_table_columns_in_order(engine: Engine, tmp_path: Path) -> None:
    found = engine.dataset(1, {"groups": [groups_file(tmp_path, "g.parquet", ["a"])]}).arrow("select * from groups")
    assert found.schema.names == TABLES["groups"].schema.names


def test_files_of_several_releases_are_read_as_one_table(engine: Engine, tmp_path: Path) -> None:
    ids = {"group_id": ["a", "b"]}
    made = {
        "old": pa.table(ids),
        "today": pa.table({**ids, "owner": ["Wang", None], "created_on": [date(2026, 3, 1)] * 2}),
        "later": pa.table({"unknown": [1, 2], "owner": ["Li", "Li"], **ids}),
    }
    for name, rows in made.items():
        (tmp_path / name).write_bytes(parquet_bytes(rows))

    def read(*names: str) -> pa.Table:
        return engine.dataset(1, {"groups": [tmp_path / name for name in names]}).arrow("select * from groups")

    for names in (("old",), ("later",), ("old", "today"), ("today", "later", "old"), ("later", "old")):
        assert read(*names).schema.equals(TABLES["groups"].schema), names
    found = read("old", "today", "later").select(["group_id", "owner", "created_on"]).to_pylist()
    day = date(2026, 3, 1)
    assert [tuple(row.values()) for row in found] == [
        *(("a", None, None), ("b", None, None), ("a", "Wang", day), ("b", None, day), ("a", "Li", None)),
        ("b", "Li", None),
    ]


def test_a_column_that_files_lack_costs_neither_row_counts_nor_filters(engine: Engine, tmp_path: Path) -> None:
    full = groups_file(tmp_path, "full", ["a", "c"])
    (tmp_path / "old").write_bytes(parquet_bytes(pa.table({"group_id": ["a", "c"]})))
    for paths in ([full], [tmp_path / "old"], [full, tmp_path / "old"]):
        dataset = engine.dataset(1, {"groups": paths})
        plan = dataset.rows("explain select group_id from groups where group_id = 'b'")[0][1]
        assert "UNION" not in plan.upper(), plan
        assert "Filters" in plan, plan


def test_values_are_only_parameters(engine: Engine) -> None:
    hostile = "x'; drop view groups; --"
    assert engine.dataset(1, {}).rows("select $value as v", {"value": hostile}) == [(hostile,)]
    assert engine.dataset(1, {}).rows(f"select {quoted(hostile)}") == [(hostile,)]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/hostname')",
        "copy (select 1) to '/tmp/qunce-should-not-exist.csv'",
        "attach '/tmp/qunce-should-not-exist.db'",
        "install httpfs",
        "set threads = 7",
        "set allowed_directories = ['/']",
        "set lock_configuration = false",
    ],
)
def test_nothing_outside_can_be_reached(engine: Engine, tmp_path: Path, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        engine.dataset(1, {}).rows(sql)
    with workbench([tmp_path], tmp_path) as bench, pytest.raises(duckdb.Error):
        bench.run(sql)


def test_a_query_over_its_budget_is_stopped_and_the_next_one_runs(engine: Engine) -> None:
    dataset = engine.dataset(1, {})
    endless = "select count(*) from range(100000000000) as r(i) where i % 7 = 3"
    with dataset.session(0.1) as session:
        with pytest.raises(QueryTimeout):
            session.rows(endless)
        assert session.rows("select 1") == [(1,)]
    with pytest.raises(QueryTimeout):
        dataset.arrow(endless, budget_seconds=0.1)


def test_threads_get_their_own_answers(engine: Engine) -> None:
    dataset = engine.dataset(1, {})
    wrong: list[int] = []

    def ask(n: int) -> None:
        for _ in range(20):
            if dataset.rows("select sum(i + $n) - sum(i) from range(1000) as r(i)", {"n": n}) != [(1000 * n,)]:
                wrong.append(n)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_held_tables_are_bounded_and_never_dropped_in_use(engine: Engine, tmp_path: Path) -> None:
    paths = [groups_file(tmp_path, f"{i}.parquet", ["a"] * (i + 1)) for i in range(4)]

    def hold(session: Session, kind: str, number: int) -> AbstractContextManager[str]:
        sql = f"select * from {parquet_sql([paths[number]])}"
        return engine.materialized(session, kind, str(number), lambda: sql, keep=2)

    with engine.session() as session, hold(session, "t", 0) as first, hold(session, "other", 0):
        for i in (1, 2, 3):
            with hold(session, "t", i) as name:
                assert session.rows(f"select count(*) from {name}") == [(i + 1,)]
        assert session.rows(f"select count(*) from {first}") == [(1,)]
    with engine.session() as session:
        held = session.rows("select database_name from duckdb_databases() where starts_with(database_name, 't_')")
    assert sorted(held) == [("t_2",), ("t_3",)]
    assert [engine.is_materialized("t", str(i)) for i in range(4)] == [False, False, True, True]


def test_a_held_table_is_made_once_of_temp_tables_too_and_a_failure_leaves_nothing(engine: Engine) -> None:
    made = []

    def make() -> str:
        made.append(True)
        return "select * from own"

    with engine.session() as session:
        session.run("create temp table own as select range as n from range(3)")
        for _ in range(2):
            with engine.materialized(session, "t", "x", make, keep=1) as name:
                assert session.rows(f"select sum(n) from {name}") == [(3,)]
        assert len(made) == 1
        with (
            pytest.raises(duckdb.Error),
            engine.materialized(session, "t", "y", lambda: "select * from nowhere", keep=1),
        ):
            pass
        with engine.materialized(session, "t", "y", lambda: "select 5 as n", keep=1) as name:
            assert session.rows(f"from {name}") == [(5,)]


def test_while_a_table_is_made_others_are_answered_and_nobody_makes_it_twice(engine: Engine) -> None:
    begun, go_on, made, found = threading.Event(), threading.Event(), [], []

    def slow() -> str:
        begun.set()
        assert go_on.wait(60)
        made.append(True)
        return "select 7 as n"

    def ask() -> None:
        with engine.session() as session, engine.materialized(session, "t", "slow", slow, keep=1) as name:
            found.append(session.rows(f"from {name}"))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(60)
    with (
        engine.session() as session,
        engine.materialized(session, "t", "quick", lambda: "select 1 as n", keep=2) as name,
    ):
        assert session.rows(f"from {name}") == [(1,)]
    assert engine.dataset(1, {}).rows("select count(*) from groups") == [(0,)]
    with engine.session(budget_seconds=0.05) as session, pytest.raises(QueryTimeout):
        engine.materialized(session, "t", "slow", slow, keep=1).__enter__()
    go_on.set()
    for thread in threads:
        thread.join()
    assert found == [[(7,)]] * 3
    assert made == [True]


def test_an_answer_of_a_version_is_made_once(engine: Engine) -> None:
    dataset, made = engine.dataset(1, {}), []
    for n in (1, 2, 1, 1):
        assert dataset.cached(("square", n), lambda n=n: made.append(n) or n * n) == n * n
    assert made == [1, 2]
    assert engine.dataset(2, {}).cached(("square", 1), lambda: "another version's own") == "another version's own"
    for n in range(3, 40):
        dataset.cached(("square", n), lambda n=n: n * n)
    assert dataset.cached(("square", 1), lambda: "made again") == "made again"


def test_one_engine_per_workspace(tmp_path: Path) -> None:
    assert Engine.of(tmp_path) is Engine.of(tmp_path / "x" / "..")


def test_a_workbench_spills_inside_its_folder_and_cleans_up(tmp_path: Path) -> None:
    with workbench([tmp_path], tmp_path, memory_limit="60MB") as bench:
        bench.run("create temp table t as select i, hash(i)::varchar as h from range(3000000) as r(i)")
        assert bench.rows("select count(*) from t") == [(3_000_000,)]
        assert any(tmp_path.rglob("*.tmp"))
        assert bench.write_parquet("select i from t where i < 5 order by i", tmp_path / "five.parquet") == 5
        assert bench.rows(f"select sum(i)::bigint from {parquet_sql([tmp_path / 'five.parquet'])}") == [(10,)]
    assert [path.name for path in tmp_path.iterdir()] == ["five.parquet"]


def test_what_a_killed_process_spilled_is_removed(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead = tmp_path / "temp" / gone.stdout.decode().strip()
    dead.mkdir(parents=True)
    (dead / "spilled.tmp").write_text("ids")
    mine = scratch_folder(tmp_path)
    assert mine.name == str(os.getpid())
    assert not dead.exists()


def test_a_temp_table_is_its_sessions_own(engine: Engine) -> None:
    with engine.session() as session:
        session.run("create temp table mine as select 7 as i")
        assert session.rows("select i from mine") == [(7,)]
        with pytest.raises(duckdb.Error):
            engine.dataset(1, {}).rows("select * from mine")


def moment(session_sql: str) -> str:
    return f"moment(timestamp '{session_sql[:19]}', {str(session_sql.endswith('d')).lower()})"


@pytest.mark.parametrize(
    ("entry", "then", "days", "seconds"),
    [
        ("2026-03-01 10:00:00", "2026-03-01 10:00:00", 0, 0),
        ("2026-03-01 10:00:00", "2026-03-02 10:00:00", 1, 86400),
        ("2026-03-01 10:00:00", "2026-03-02 10:00:01", 2, 86401),
        ("2026-03-01 10:00:00", "2026-03-01 00:00:00d", 0, 0),
        ("2026-03-01 23:00:00", "2026-03-03 00:00:00d", 2, 172800),
        ("2026-03-01 00:00:00d", "2026-03-02 23:59:59", 1, 86400),
        ("1969-12-31 12:00:00", "1970-01-01 12:00:01", 2, 86401),
        ("1969-12-30 00:00:00d", "1970-01-01 05:00:00", 2, 172800),
    ],
)
def test_whole_days_between_two_moments(engine: Engine, entry: str, then: str, days: int, seconds: int) -> None:
    sql = f"select whole_days(a, b), duration_us(a, b) from (select {moment(entry)} as a, {moment(then)} as b)"
    assert engine.dataset(1, {}).rows(sql) == [(days, seconds * 1_000_000)]
