"""The same filter in SQL and in memory, with known and unknown values."""

from __future__ import annotations

import itertools

import duckdb
import pytest

from core.reports.scope_filter import holds, known, parameters, within

ROWS = list(itertools.product(("a", "b", None), ("x", None)))
CASES = [
    (),
    (("channel", ("a",)),),
    (("channel", ("a", None)),),
    (("channel", (None,)),),
    (("channel", ()),),
    (("channel", ("a", "b")), ("owner", ("x",))),
    (("channel", (None, "b")), ("owner", (None,))),
]


@pytest.mark.parametrize("where", CASES)
def test_sql_and_memory_keep_the_same_rows(where):
    with duckdb.connect() as connection:
        connection.execute("create table t (channel varchar, owner varchar)")
        connection.executemany("insert into t values (?, ?)", ROWS)
        sql = f"select channel, owner from t where {within(where, 't.{}')}"
        kept = connection.execute(sql, parameters(where)).fetchall()
    wanted = [row for row in ROWS if holds(where, dict(zip(("channel", "owner"), row, strict=True)).get)]
    assert sorted(kept, key=str) == sorted(wanted, key=str)


def test_a_value_never_stands_in_the_sql():
    where = (("channel", ("x' or true --",)),)
    assert within(where, "{}") == "channel in ($where_channel_0)"
    assert parameters(where) == {"where_channel_0": "x' or true --"}


def test_the_known_values_are_never_an_empty_list():
    assert known(("a", None)) == ["a"]
    assert known((None,)) == known(()) == [""]
