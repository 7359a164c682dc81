"""Lists of people behind the bars, and what the lost did next."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.codec.listing import to_csv
from core.errors import BadRequest
from core.marts import ensure, open_dataset
from core.reports.funnel import people_list
from core.reports.onboarding_funnel import FunnelQuery, build
from tests.marts.making import Row, commit, event, open_store
from tests.reports.test_funnel_views import many_events

_BARS = {"converted": "people", "lost": "lost", "pending": "pending", "refused": "refused"}


def test_the_list_has_as_many_people_as_the_bar(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    identities = [
        {"user_id": f"u{i}", "id_kind": "phone", "id_value": f"u{i + 350}", "source": "s"} for i in range(0, 100, 3)
    ]
    rows = many_events(random.Random("people"))
    version = commit(store, {"funnel_events": rows, "identities": identities}, 3)
    marts, dataset = ensure(store, version, derived=False), open_dataset(store, version, derived=False)
    users = {row["user_id"] for row in rows}
    for query in (
        FunnelQuery(window_days=4),
        FunnelQuery(window_days=4, order="any", where=(("channel", ("a", None)),)),
        FunnelQuery(since=date(2026, 3, 5), until=date(2026, 3, 20), step_windows=((2, 1), (4, 2))),
        FunnelQuery(window_days=5, optional=(3,), re_entry=True, as_of=date(2026, 3, 15)),
    ):
        report = build(dataset, marts, query)
        for step in report.steps:
            for outcome, bar in _BARS.items():
                found = people_list.build(dataset, marts, query, step.step, outcome)
                expected = getattr(step, bar) if step.step > 1 or outcome == "converted" else 0
                assert found.count == expected, (query, step.step, outcome)
                assert {person.user_id for person in found.rows} <= users
                if outcome == "lost":
                    assert sum(path.people for path in found.paths) == found.count
                lines = to_csv(people_list.listing(found), "zh").decode().split("\r\n")
                assert len(lines) == found.count + 2


def listed(tmp_path: Path, rows: list[Row], step: int, outcome: str, **query: Any) -> people_list.PeopleList:
    store = open_store(tmp_path)
    version = commit(store, {"funnel_events": rows})
    return people_list.build(
        open_dataset(store, version, derived=False),
        ensure(store, version, derived=False),
        FunnelQuery(**query),
        step,
        outcome,
    )


def test_paths_say_what_the_lost_did_next(tmp_path: Path) -> None:
    def on(user: str, step: int, day: int, **others: Any) -> Row:
        return event(user, step, f"2026-03-{day:02}T10:00", **others)

    rows = [
        *(on("silent", 1, 2), on("silent", 2, 3)),
        *(on("late", 1, 2), on("late", 2, 3), on("late", 3, 12)),
        *(on("skipper", 1, 2), on("skipper", 2, 3), on("skipper", 5, 4)),
        *(on("again", 1, 2), on("again", 2, 3), on("again", 1, 5)),
        *(on("repeats", 1, 2), on("repeats", 2, 3), on("repeats", 2, 4)),
        *(on("before", 1, 2), on("before", 3, 3), on("before", 2, 4)),
        *(on("there", 1, 2, channel="app"), on("there", 2, 3), on("there", 3, 4, owner="li")),
        on("end", 1, 30),
    ]
    found = listed(tmp_path / "lost", rows, 3, "lost")
    assert {row.user_id: (row.next, row.next_step) for row in found.rows} == {
        "silent": ("nothing", None),
        "late": ("late", 3),
        "skipper": ("skipped", 5),
        "again": ("re_entry", 1),
        "repeats": ("repeated", 2),
        "before": ("out_of_order", 3),
    }
    assert all(row.last_step == 2 for row in found.rows)
    there = listed(tmp_path / "there", rows, 3, "converted").rows[0]
    assert (there.user_id, there.channel, there.owner) == ("there", "app", "li")
    assert (there.entered, there.at_last_step) == (datetime(2026, 3, 2, 10), datetime(2026, 3, 4, 10))


def test_an_id_is_the_one_the_source_gave(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    rows = [event("z9", 1, "2026-03-02T08:00", is_day=False), event("a1", 2, "2026-03-30T08:00")]
    identities = [{"user_id": "a1", "id_kind": "unionid", "id_value": "z9", "source": "s"}]
    version = commit(store, {"funnel_events": rows, "identities": identities})
    marts, dataset = ensure(store, version, derived=False), open_dataset(store, version, derived=False)
    found = people_list.build(dataset, marts, FunnelQuery(), 2, "lost")
    assert [(row.user_id, row.next) for row in found.rows] == [("z9", "late")]


def test_a_day_without_a_clock_stays_a_day(tmp_path: Path) -> None:
    rows = [event("a", 1, "2026-03-02T00:00", is_day=True)]
    assert listed(tmp_path, rows, 1, "converted").rows[0].entered == date(2026, 3, 2)


@pytest.mark.parametrize(("step", "outcome"), [(2, "gone"), (9, "lost"), (0, "lost")])
def test_a_list_that_does_not_exist_is_refused(tmp_path: Path, step: int, outcome: str) -> None:
    with pytest.raises(BadRequest):
        listed(tmp_path, [event("a", 1, "2026-03-02T00:00")], step, outcome)
