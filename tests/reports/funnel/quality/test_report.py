"""What does not fit in the records of persons, counted by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.quality.report import build
from tests.marts.making import event
from tests.reports.making_inputs import inputs_of


def test_quality_counts_what_does_not_fit(tmp_path: Path) -> None:
    tables = {
        "funnel_events": [
            *(event("a", 1, "2026-03-02T08:00"), event("a", 2, "2026-03-02T09:00"), event("a", 2, "2026-03-02T10:00")),
            *(event("b", 1, "2026-03-02T08:00"), event("b", 3, "2026-03-02T09:00")),
            *(event("c", 1, "2026-03-02T08:00"), event("c", 2, "2026-03-02T07:00")),
            event("d", 7, "2026-03-02T08:00"),
            event("e", 1, "2031-03-02T08:00"),
        ],
        "members": [{"group_id": "g", "user_id": "a", "joined_at": datetime(2026, 3, 3)}],
    }
    found = build(inputs_of(tmp_path, tables), FunnelQuery()).quality
    assert (found.people, found.no_start, found.repeated_events, found.after_import) == (4, 1, 1, 1)
    assert [(s.step, s.people) for s in found.skipped] == [(3, 1), (7, 1)]
    assert [(s.step, s.people) for s in found.disorder] == [(2, 1)]
    assert (found.grouped, found.no_roster) == (1, 1)
    del tables["members"]
    assert build(inputs_of(tmp_path / "n", tables), FunnelQuery()).quality.no_roster is None
