"""Real data: a permit office's receipt phase stands in for the steps; the numbers are the issue's."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.marts import ensure, open_dataset
from core.reports.funnel.engine.funnel import FunnelQuery, build, to_json
from tests.marts.making import commit, event, open_store
from tests.reports.funnel import oracle
from tests.reports.funnel.engine.test_funnel import adds_up, closes, same

_STEPS = {"Confirmation of receipt": 1, "T02": 2, "T04": 3, "T05": 4, "T06": 5, "T10": 6}


def permit_events(folder: Path) -> list[dict[str, Any]]:
    """One event per case, step and time, as the import makes them."""
    rows = {}
    with gzip.open(folder / "receipt_permit_funnel" / "receipt.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            activity = line["concept:name"]
            step = _STEPS.get(activity) or _STEPS.get(activity.split(" ")[0])
            if step:
                at = datetime.fromisoformat(line["time:timestamp"]).astimezone(ZoneInfo("Asia/Shanghai"))
                row = event(
                    line["case:concept:name"], step, at.replace(tzinfo=None), result=None, channel=line["case:channel"]
                )
                rows[row["user_id"], row["step"], row["at"]] = row | dict.fromkeys(
                    ("ad_slot", "identity_class", "region", "owner")
                )
    return list(rows.values())


@pytest.mark.shared
@pytest.mark.parametrize(
    ("order", "people"),
    [("any", [1434, 1316, 1303, 1299, 1292, 1277]), ("strict", [1434, 1316, 1303, 1299, 797, 784])],
)
def test_the_numbers_of_the_permit_funnel(shared: Path, tmp_path: Path, order: str, people: list[int]) -> None:
    events = permit_events(shared)
    store = open_store(tmp_path / "w")
    version = commit(store, {"funnel_events": events}, buckets=4)
    marts, dataset = ensure(store, version, derived=False), open_dataset(store, version, derived=False)
    found = to_json(build(dataset, marts, FunnelQuery(window_days=None, order=order, by="channel")))
    assert [step["people"] for step in found["steps"][:6]] == people
    if order == "any":
        by_channel = {b["value"]: (b["steps"][5]["people"], b["steps"][0]["people"]) for b in found["breakdown"]}
        assert by_channel == {
            "Internet": (1110, 1250),
            "Desk": (97, 109),
            "Post": (50, 53),
            "e-mail": (19, 21),
            "Intern": (1, 1),
        }
    for days in (None, 1, 7, 30):
        query = FunnelQuery(window_days=days, order=order, by="channel")
        found = to_json(build(dataset, marts, query))
        expected = oracle.funnel(events, imported=version.created_at, strict=order == "strict", days=days, by="channel")
        same(found["steps"], expected["steps"])
        for got, want in zip(found["breakdown"], expected["breakdown"], strict=True):
            assert got["value"] == want["value"]
            same(got["steps"], want["steps"])
        closes(found["steps"])
        adds_up(found)
