"""Each question has a short way and a long one: the cube or the people, the last days or all, kept or made anew."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from core.db import Dataset
from core.reports.funnel.engine.counts import counts_of
from core.reports.funnel.engine.funnel import FunnelQuery, build
from core.reports.funnel.engine.people import DAY
from core.reports.funnel.engine.source import source_of
from core.reports.funnel.engine.tally import Counts, Split, Tally
from core.reports.funnel.fixes import report as fixes
from core.reports.funnel.overview import report as overview
from core.reports.funnel.people import query as people_sql
from core.reports.funnel.people.model import Person
from core.reports.funnel.people.report import people_list
from core.reports.funnel.people.rules import Outcome
from core.reports.funnel.quality import report as quality
from core.reports.inputs import Inputs
from tests.reports.funnel.making_events import many_events
from tests.reports.making_inputs import inputs_of

_SPLITS: tuple[Split, ...] = (
    *((), (DAY,), ("entry_week",)),
    *((DAY, "channel"), ("channel", "entry_week"), ("region",), ("region", "entry_week")),
)


def company(folder: Path, seed: str) -> Inputs:
    """Some hundred people, one in twenty of them with two ids."""
    identities = [
        {"user_id": f"u{i}", "id_kind": "phone", "id_value": f"u{i + 350}", "source": "s"} for i in range(0, 100, 3)
    ]
    rows = many_events(random.Random(seed))
    return inputs_of(folder, {"funnel_events": rows, "identities": identities}, buckets=3)


def known(counts: Counts) -> dict[Any, Tally]:
    return {
        (value, step): tally
        for value, steps in counts.steps.items()
        for step, tally in steps.items()
        if tally != Tally()
    }


@pytest.mark.parametrize("order", ["strict", "any"])
def test_the_cube_counts_by_day_what_the_people_do(order: str, tmp_path: Path) -> None:
    inputs = company(tmp_path, order)
    dataset, marts = inputs.dataset, inputs.marts
    for query in (
        FunnelQuery(order=order, window_days=4),
        FunnelQuery(order=order, window_days=None),
        FunnelQuery(date(2026, 3, 5), date(2026, 3, 18), 2, order),
    ):
        with dataset.session() as session, source_of(dataset, session, marts, query) as asked:
            assert asked is not None
            assert asked.cube is not None
            short = counts_of(session, asked, _SPLITS)
            long = counts_of(session, replace(asked, cube=None), _SPLITS)
        for split in _SPLITS:
            assert known(short[split]) == known(long[split]), (query, split)


def in_memory(dataset: Dataset) -> list[tuple[Any, ...]]:
    """The tables of people that are held."""
    return dataset.rows("select database_name from duckdb_databases() where database_name like 'funnel_outcomes%'")


def test_what_the_cube_answers_reads_nobody_into_memory(tmp_path: Path) -> None:
    inputs = company(tmp_path, "memory")
    dataset, marts = inputs.dataset, inputs.marts
    queries = [FunnelQuery(by=by) for by in (None, "channel", "entry_week")]
    alone = [build(dataset, marts, query, durations=False) for query in queries]
    overview.build(inputs, FunnelQuery(by="channel"))
    assert not in_memory(dataset)
    build(dataset, marts, FunnelQuery(by=("channel", "region")), durations=False)
    assert in_memory(dataset)
    assert people_list(inputs, FunnelQuery(), (2, "lost")).count == alone[0].steps[1].lost


def entered(person: Person) -> datetime:
    at = person.entered
    return at if isinstance(at, datetime) else datetime.combine(at, time())


def test_a_list_that_is_cut_is_the_end_of_the_whole(tmp_path: Path) -> None:
    inputs = company(tmp_path, "cut")
    for query in (
        FunnelQuery(window_days=3),
        FunnelQuery(since=date(2026, 3, 4), until=date(2026, 3, 15), window_days=3, where=(("channel", ("a",)),)),
        FunnelQuery(window_days=3, as_of=date(2026, 3, 12)),
        FunnelQuery(window_days=3, optional=(2,), re_entry=True),
    ):
        parts: list[tuple[int, Outcome]] = [(3, "lost"), (3, "converted"), (1, "converted"), (4, "refused")]
        for step, outcome in (*parts, (3, "pending")):
            whole = people_list(inputs, query, (step, outcome))
            assert whole.count == len(whole.rows)
            newest = sorted(map(entered, whole.rows), reverse=True)
            for limit in (1, 8, 40, 10_000):
                found = people_list(inputs, query, (step, outcome), limit)
                assert found.count == whole.count
                assert list(map(entered, found.rows)) == newest[:limit]
                of_these = [replace(row, next=None, next_step=None) for row in found.rows]
                of_all = [replace(row, next=None, next_step=None) for row in whole.rows]
                assert not Counter(of_these) - Counter(of_all)
                assert found.paths == whole.paths


def test_who_is_followed_is_drawn_once_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = company(tmp_path, "drawn")
    query = FunnelQuery(window_days=3)
    whole = people_list(inputs, query, (3, "lost"))
    monkeypatch.setattr(people_sql, "FOLLOWED", 20)
    found = people_list(inputs, query, (3, "lost"), 5)
    assert whole.count > 40
    assert (found.count, found.followed) == (whole.count, 20)
    assert sum(path.people for path in found.paths) == 20
    everybody = {(path.next, path.step): path.people for path in whole.paths}
    assert all(path.people <= everybody[path.next, path.step] for path in found.paths)


def test_what_is_kept_is_what_would_be_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = company(tmp_path, "kept")
    queries = [
        FunnelQuery(),
        FunnelQuery(since=date(2026, 3, 9), window_days=3),
        FunnelQuery(optional=(3,)),
        FunnelQuery(as_of=date(2026, 3, 10)),
        FunnelQuery(from_step=2),
    ]
    kept = [(quality.build(inputs, query), fixes.build(inputs, query)) for query in queries]
    monkeypatch.setattr(Dataset, "cached", lambda _self, _key, make: make())
    assert kept == [(quality.build(inputs, query), fixes.build(inputs, query)) for query in queries]
    assert kept[0][0] == kept[1][0]  # of days and window nothing depends
    assert kept[0][0] != kept[3][0]
