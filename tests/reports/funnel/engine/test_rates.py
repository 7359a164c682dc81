"""Shares of closed windows do not change with later data, and begin where a dimension is named."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest

from core.reports.funnel.engine.funnel import build
from core.reports.funnel.engine.query import FunnelQuery
from tests.marts.making import event, opened
from tests.reports.funnel.making_events import many_events


@pytest.mark.parametrize("order", ["strict", "any"])
def test_an_export_cut_earlier_changes_no_matured_rate(order: str, tmp_path: Path) -> None:
    rows = many_events(random.Random(f"cut {order}"))
    for days in (1, 3, 5):
        for by in ("entry_week", ("entry_week", "channel")):
            query = FunnelQuery(window_days=days, order=order, by=by)
            whole = opened(tmp_path / "whole", {"funnel_events": rows})
            cut = datetime(2026, 3, 12)
            early = opened(tmp_path / f"cut{days}{len(by)}", {"funnel_events": [r for r in rows if r["at"] < cut]})
            now, then = ({b.values: b.steps for b in build(*side, query).breakdown} for side in (whole, early))
            mature = [v for v, steps in then.items() if steps[0].people == steps[0].matured]
            assert mature
            for value in mature:
                for a, b in zip(now[value], then[value], strict=True):
                    assert (a.people, a.matured_first, a.matured_previous) == (
                        b.people,
                        b.matured_first,
                        b.matured_previous,
                    )


def test_rates_by_receptionist_begin_where_one_is_named(tmp_path: Path) -> None:
    rows = []
    for i in range(10):
        rows.append(event(f"u{i}", 4, "2026-03-02T08:00", channel="app"))
        if i < 6:
            rows.append(event(f"u{i}", 5, "2026-03-02T09:00", owner="li" if i < 4 else "wang"))
        if i < 3:
            rows.append(event(f"u{i}", 6, "2026-03-02T10:00"))
    report = build(*opened(tmp_path, {"funnel_events": rows}), FunnelQuery(by="owner", window_days=None))
    assert (report.rates_from, report.parts_from) == (4, 5)
    li = next(part.steps for part in report.breakdown if part.value == "li")
    assert [li[k - 1].people for k in (4, 5, 6)] == [4, 4, 3]
    assert [li[k - 1].of_previous for k in (4, 5, 6)] == [None, None, 0.75]
    assert [li[k - 1].of_first for k in (4, 5, 6)] == [None, 1.0, 0.75]
    assert li[4].median_seconds == 3600
    filtered = build(
        *opened(tmp_path, {"funnel_events": rows}), FunnelQuery(where=(("owner", ("li",)),), window_days=None)
    )
    assert filtered.rates_from == 5
    assert filtered.steps[4].of_previous is None
