"""What is computed part by part, to need little memory, is what one pass over all of it gives."""

from __future__ import annotations

import random
import sys
from datetime import datetime
from pathlib import Path

import pytest

from core.marts import ensure, open_dataset
from core.reports.funnel.engine.funnel import FunnelQuery, build
from core.reports.funnel.quality import report as quality
from tests.marts.making import Row, commit, open_store
from tests.reports.funnel.making_events import many_events
from tests.reports.making_inputs import inputs_of

ensuring = sys.modules["core.marts.ensure"]


def with_second_ids(rows: list[Row], rng: random.Random) -> tuple[list[Row], list[Row]]:
    """Some events of every third user under a second id, and the identities that join both."""
    events = [{**row, "user_id": f"{row['user_id']}b"} if rng.random() < 0.5 else row for row in rows]
    both = {row["user_id"].removesuffix("b") for row in events}
    return events, [
        {"user_id": user + tail, "id_kind": "external_userid", "id_value": user, "source": f"canonical/{tail or 'a'}"}
        for user in both
        for tail in ("", "b")
    ]


def test_quality_in_parts_with_second_ids_is_that_of_the_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random("parts")
    rows = many_events(rng)
    members = [{"group_id": "g", "user_id": f"u{i}", "joined_at": datetime(2026, 3, 3)} for i in range(0, 700, 3)]
    joined, alone = [row for row in rows if len(row["user_id"]) < 4], [row for row in rows if len(row["user_id"]) > 3]
    events, identities = with_second_ids(joined, rng)
    monkeypatch.setattr(ensuring, "_PART_BYTES", 1)
    found = []
    for name, tables, buckets in (
        ("persons", {"funnel_events": rows, "members": members}, 1),
        ("ids", {"funnel_events": events + alone, "identities": identities, "members": members}, 5),
    ):
        inputs = inputs_of(tmp_path / name, tables, buckets=buckets)
        assert len(inputs.marts.events) == buckets
        found.append(quality.build(inputs, FunnelQuery(optional=(4,))).quality)
    assert found[0] == found[1]
    assert found[0].skipped
    assert found[0].disorder
    assert found[0].no_roster


@pytest.mark.parametrize("order", ["strict", "any"])
def test_rows_made_part_by_part_with_second_ids_are_those_of_the_persons(
    order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(order)
    rows = many_events(rng)
    events, identities = with_second_ids(rows, rng)
    monkeypatch.setattr(ensuring, "_PART_BYTES", 1)
    found = []
    for name, tables, buckets in (
        ("persons", {"funnel_events": rows}, 1),
        ("ids", {"funnel_events": events, "identities": identities}, 5),
    ):
        store = open_store(tmp_path / name)
        version = commit(store, tables, buckets)
        opened = open_dataset(store, version, derived=False), ensure(store, version, derived=False)
        assert len(opened[1].events) == buckets
        for query in (FunnelQuery(order=order, by="owner"), FunnelQuery(order=order, optional=(3,), re_entry=True)):
            report = build(*opened, query)
            found.append((report.steps, report.breakdown, report.entries, report.entrants))
    assert found[:2] == found[2:]
