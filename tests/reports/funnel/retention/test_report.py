"""Who is still in the group after seven days, by the roster."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.retention import words
from core.reports.funnel.retention.model import Retention
from core.reports.funnel.retention.report import build
from tests.marts.making import Row, event
from tests.reports.making_inputs import inputs_of


def test_who_is_still_in_the_group_after_seven_days(tmp_path: Path) -> None:
    def member(user: str, left: datetime | None, group: str = "g") -> Row:
        return {"group_id": group, "user_id": user, "joined_at": datetime(2026, 3, 2, 9), "left_at": left}

    grouped = {"stays": "g", "left": "g", "later": "g", "other": "h", "unknown": "g"}
    events = [
        *(event(user, 7, "2026-03-02T08:00", group_id=group) for user, group in grouped.items()),
        event("young", 7, "2026-03-20T08:00", group_id="g"),
    ]
    members = [
        member("stays", None),
        member("left", datetime(2026, 3, 9, 7)),
        member("later", datetime(2026, 3, 20)),
        member("other", None),
    ]
    found = build(inputs_of(tmp_path, {"funnel_events": events, "members": members}), FunnelQuery())
    assert isinstance(found, Retention)
    assert (found.grouped, found.judged, found.stayed, found.pending, found.no_roster) == (6, 3, 2, 1, 2)
    assert found.share == pytest.approx(2 / 3)
    without = inputs_of(tmp_path / "n", {"funnel_events": events})
    assert build(without, FunnelQuery()) is words.NO_MEMBERS
    inputs = inputs_of(tmp_path / "o", {"funnel_events": events, "members": members})
    assert build(inputs, FunnelQuery(as_of=datetime(2026, 3, 2, 8, 30))) is words.NOBODY  # nobody has joined by then
