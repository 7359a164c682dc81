"""Nothing that decides what a mart holds is missing from its key."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import grimp
import pytest

from core.domain.tables import TABLES, Column
from core.marts import ensure, funnel_build, open_dataset
from core.marts.build_session import BuildSession
from core.marts.derived import DERIVED
from core.marts.mart_files import Part
from core.marts.revision import DECIDES, DECIDES_NOT, sources
from tests.conftest import ROOT
from tests.marts.making import commit, open_store
from tests.marts.test_incremental import import_files, random_events

GROUPS = [{"group_id": g, "group_name": g, "owner": "li"} for g in ("a", "b")]
MEMBERS = [{"group_id": "a", "user_id": "u1", "joined_at": datetime(2026, 2, 1), "joined_at_is_day": True}]


def add_column(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    """From now on this is a later release whose table has one more optional column."""
    known = TABLES[table]
    monkeypatch.setitem(TABLES, table, replace(known, columns=(*known.columns, Column("extra", "text"))))


def within(module: str, name: str) -> bool:
    return f"{module}.".startswith(f"{name}.")


def test_every_module_that_the_marts_import_decides_or_is_said_not_to() -> None:
    graph = grimp.build_graph("core", cache_dir=None)
    marts = {module for module in graph.modules if within(module, "core.marts")}
    reached = marts | graph.find_upstream_modules("core.marts", as_package=True)
    known = (*DECIDES, *DECIDES_NOT)
    assert [module for module in sorted(reached) if not any(within(module, name) for name in known)] == []
    assert [name for name in known if not any(within(module, name) for module in reached)] == []
    hashed = set(sources())
    for module in reached:
        if any(within(module, name) for name in DECIDES):
            path = ROOT.joinpath(*module.split("."))
            assert (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")) in hashed, module
    assert {*(ROOT / "core" / "marts").rglob("*.sql"), *(ROOT / "core" / "db").rglob("*.sql")} <= hashed


def test_a_derived_table_names_every_table_that_its_sql_reads() -> None:
    for derived in DERIVED:
        sql = " ".join(derived.statements(datetime(2026, 3, 1).date()))
        read = set(re.findall(r"\b(?:from|join)\s+(\w+)", re.sub(r"--.*", "", sql)))
        assert read & TABLES.keys() == set(derived.inputs), derived.name
        assert ("persons" in read) == derived.persons, derived.name


def test_a_column_more_makes_the_marts_of_its_table_anew_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    write = BuildSession.write

    def noted(bench: BuildSession, sql: str, table: str, bucket: int) -> Part:
        built.append(table)
        return write(bench, sql, table, bucket)

    monkeypatch.setattr(BuildSession, "write", noted)
    store = open_store(tmp_path / "w")
    version = commit(store, {"groups": GROUPS, "members": MEMBERS})
    facts = "select * from group_facts order by group_id"
    before = open_dataset(store, version).rows(facts)
    built.clear()
    open_dataset(store, version)
    assert built == []
    add_column(monkeypatch, "groups")
    dataset = open_dataset(store, version)
    assert set(built) == {"contents_groups", "group_facts", "group_classes", "group_pairs"}
    assert dataset.rows(facts) == before
    filled = "select n from contents where table_name = 'groups' and kind = 'filled' and column_name = 'extra'"
    assert dataset.rows(filled) == [(0,)]
    assert dataset.rows("select extra from groups") == [(None,)] * 2


def test_a_funnel_mart_of_other_columns_is_neither_used_nor_grown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path / "w")
    events = random_events(random.Random(1), ["a", "b", "c"], 20)
    first = import_files(store, None, {"funnel_events": [events]})
    before = ensure(store, first, derived=False)
    add_column(monkeypatch, "funnel_events")
    monkeypatch.setattr(funnel_build, "find_touched", lambda *_, **__: pytest.fail("grown from rows of other columns"))
    after = ensure(store, first, derived=False)
    assert after.funnel["any"].key != before.funnel["any"].key
    add_column(monkeypatch, "groups")
    assert ensure(store, first, derived=False).funnel == after.funnel
