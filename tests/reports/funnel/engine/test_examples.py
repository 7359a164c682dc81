"""The funnel report's view model by hand-made examples, and cube against person mart on many people."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadRequest
from core.marts import ensure, open_dataset
from core.reports.funnel.engine.funnel import DIMENSIONS, FunnelQuery, FunnelReport, build, to_json
from core.statistics.intervals import wilson
from tests.marts.making import Row, commit, event, open_store
from tests.reports.funnel.making_events import many_events


def ask(tmp_path: Path, tables: dict[str, list[Row]], query: FunnelQuery | None = None) -> FunnelReport:
    store = open_store(tmp_path / "w")
    version = commit(store, tables)
    return build(
        open_dataset(store, version, derived=False), ensure(store, version, derived=False), query or FunnelQuery()
    )


def people(report: FunnelReport) -> list[int | None]:
    return [step.people for step in report.steps]


def test_an_empty_dataset_has_seven_steps_and_no_numbers(tmp_path: Path) -> None:
    found = to_json(ask(tmp_path, {"groups": [{"group_id": "g"}]}, FunnelQuery(by="channel")))
    assert [step["step"] for step in found["steps"]] == [1, 2, 3, 4, 5, 6, 7]
    assert found["cutoff"] is None
    assert found["breakdown"] == []
    assert {step["people"] for step in found["steps"]} == {None}


def test_daily_counts_stand_before_the_start_step_and_outside_of_the_chain(tmp_path: Path) -> None:
    def daily(day: date, step: int, n: int, channel: str | None = None) -> Row:
        return {"day": day, "step": step, "people": n, "channel": channel}

    day = date(2026, 3, 2)
    tables = {
        "funnel_daily": [
            daily(day, 2, 500, "app"),
            daily(day, 2, 40),
            daily(day + timedelta(days=1), 2, 7),
            daily(day, 3, 90),
            daily(day, 6, 3),
        ],
        "funnel_events": [
            event("a", 5, "2026-03-02T08:00", channel="app"),
            event("a", 6, "2026-03-02T09:00"),
            event("b", 5, "2026-03-02T08:00"),
        ],
    }
    report = ask(tmp_path, tables, FunnelQuery(since=day, until=day + timedelta(days=1), by="channel"))
    assert people(report) == [None, None, None, None, 2, 1, 0]
    assert [step.count for step in report.steps] == [None, 540, 90, None, None, None, None]
    assert (report.steps[4].of_first, report.steps[4].of_previous, report.steps[5].of_previous) == (1.0, None, 0.5)
    assert [b.value for b in report.breakdown] == ["app", None]
    assert [b.steps[1].count for b in report.breakdown] == [500, 40]
    assert report.steps[6].of_previous == 0.0


def test_filters_keep_people_by_their_value_and_daily_counts_by_their_column(tmp_path: Path) -> None:
    day = date(2026, 3, 2)
    tables = {
        "funnel_daily": [
            {"day": day, "step": 4, "people": 500, "channel": "app", "ad_slot": "banner"},
            {"day": day, "step": 4, "people": 40, "channel": None, "ad_slot": "banner"},
        ],
        "funnel_events": [
            event("a", 5, "2026-03-02T08:00", channel="app", region="east", owner="li"),
            event("a", 6, "2026-03-02T09:00"),
            event("b", 5, "2026-03-02T08:00", channel="app", region="west", owner="li"),
            event("c", 5, "2026-03-02T08:00"),
        ],
    }
    store = open_store(tmp_path)
    version = commit(store, tables)
    dataset, marts = open_dataset(store, version, derived=False), ensure(store, version, derived=False)

    def found(**where: tuple[str | None, ...]) -> list[int | None]:
        steps = build(dataset, marts, FunnelQuery(where=tuple(where.items()))).steps
        return [steps[3].count, steps[4].people, steps[5].people]

    assert found() == [540, 3, 1]
    assert found(channel=("app",)) == [500, 2, 1]
    assert found(channel=(None,)) == [40, 1, 0]
    assert found(channel=("app", None)) == [540, 3, 1]
    assert found(channel=("app",), region=("west", "north")) == [None, 1, 0]
    assert found(owner=("li",)) == [None, 2, 1]  # daily counts know no receptionist
    assert found(owner=("zhao",)) == [None, 0, 0]


def test_refused_is_not_lost_and_a_later_pass_counts(tmp_path: Path) -> None:
    tables = {
        "funnel_events": [
            event(user, step, f"2026-03-{day:02}T08:00", result=result)
            for user, step, day, result in [
                ("a", 1, 1, None),
                ("a", 2, 2, "refused"),
                ("b", 1, 1, None),
                ("b", 2, 2, "refused"),
                ("b", 2, 5, "passed"),
                ("c", 1, 1, None),
                ("d", 1, 30, None),
            ]
        ]
    }
    for days, expected in ((7, (1, 1, 1, 1)), (3, (0, 2, 1, 1)), (None, (1, 1, 2, 0))):
        step = ask(tmp_path / str(days), tables, FunnelQuery(window_days=days)).steps[1]
        assert (step.people, step.refused, step.lost, step.pending) == expected, days


def test_an_event_before_entry_never_counts_and_the_window_ends_inclusively(tmp_path: Path) -> None:
    tables = {
        "funnel_events": [
            event("a", 1, "2026-03-02T08:00:00"),
            event("a", 2, "2026-03-02T07:59:59"),
            event("b", 1, "2026-03-02T08:00:00"),
            event("b", 2, "2026-03-09T08:00:00"),
            event("c", 1, "2026-03-02T08:00:00"),
            event("c", 2, "2026-03-09T08:00:00.000001"),
        ]
    }
    for order in ("strict", "any"):
        assert people(ask(tmp_path / order, tables, FunnelQuery(order=order)))[:3] == [3, 1, 0]


def test_equal_times_choose_the_smaller_value_of_a_merged_person(tmp_path: Path) -> None:
    tables = {
        "funnel_events": [
            event("u1", 1, "2026-03-02T08:00", channel="web", owner=""),
            event("u2", 1, "2026-03-02T08:00", channel="app"),
            event("u2", 2, "2026-03-02T09:00", owner="li"),
        ],
        "identities": [{"user_id": "u1", "id_kind": "unionid", "id_value": "u2", "source": "s"}],
    }
    assert [b.value for b in ask(tmp_path / "c", tables, FunnelQuery(by="channel")).breakdown] == ["app"]
    assert [b.value for b in ask(tmp_path / "o", tables, FunnelQuery(by="owner")).breakdown] == ["li"]


def test_the_value_is_unknown_as_long_as_the_event_that_names_it_is_outside_the_window(tmp_path: Path) -> None:
    tables = {"funnel_events": [event("a", 1, "2026-03-02T08:00"), event("a", 2, "2026-03-06T08:00", channel="app")]}
    assert [b.value for b in ask(tmp_path / "7", tables, FunnelQuery(by="channel")).breakdown] == ["app"]
    short = FunnelQuery(by="channel", window_days=3)
    assert [b.value for b in ask(tmp_path / "3", tables, short).breakdown] == [None]


def test_as_of_a_day_means_its_end(tmp_path: Path) -> None:
    tables = {
        "funnel_events": [
            event("a", 1, "2026-03-02T08:00"),
            event("a", 2, "2026-03-03T23:59:59"),
            event("b", 1, "2026-03-04T00:00:00"),
        ]
    }
    report = ask(tmp_path / "1", tables, FunnelQuery(as_of=date(2026, 3, 3)))
    assert people(report)[:2] == [1, 1]
    assert to_json(report)["cutoff"] == "2026-03-03T23:59:59"
    report = ask(tmp_path / "2", tables, FunnelQuery(as_of=datetime(2026, 3, 3, 23, 59, 58)))
    assert people(report)[:2] == [1, 0]
    assert report.steps[1].pending == 1


@pytest.mark.parametrize(
    "options",
    [
        {"by": "user_id"},
        {"by": "channel; drop table x"},
        {"order": "loose"},
        {"window_days": 0},
        {"window_days": -7},
        {"window_days": 10**9},
        {"from_step": 8},
        {"since": date(2026, 3, 2), "until": date(2026, 3, 1)},
        {"where": (("positioning", ("promo",)),)},
        {"where": (("channel", ("a",)), ("channel", ("b",)))},
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(BadRequest) as refused:
        FunnelQuery(**options)
    assert refused.value.todo.zh


def test_wilson_interval() -> None:
    # Newcombe 1998, table I: 81/263 and 0/20
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(0, 0) == (None, None)


@pytest.mark.parametrize("order", ["strict", "any"])
def test_the_cube_and_the_person_mart_agree(order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(order)
    store = open_store(tmp_path)
    version = commit(store, {"funnel_events": many_events(rng)}, buckets=3)
    marts, dataset = ensure(store, version, derived=False), open_dataset(store, version, derived=False)
    queries = [
        FunnelQuery(since, until, days, order, by, where=where)
        for by in (None, *DIMENSIONS)
        for days in (None, 1, 4, 12)
        for since, until in ((None, None), (date(2026, 3, 5), date(2026, 3, 18)))
        for where in ((), (("region", ("a", None)),))
    ]
    from_cube = [build(dataset, marts, query) for query in queries]
    monkeypatch.setattr("core.reports.funnel.engine.counts.cube_answers", lambda _query, _splits: False)
    assert from_cube == [build(dataset, marts, query) for query in queries]
    assert build(dataset, marts, queries[0], durations=False).steps[0].median_seconds is None
