"""The receptionists of a small company: who is named, marked and counted, and what the table rests on."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.receptionists import words
from core.reports.funnel.receptionists.model import Receptionists
from core.reports.funnel.receptionists.report import REPORT, build
from tests.marts.making import Row, event
from tests.reports.making_inputs import inputs_of


def people(owners: dict[str | None, int], hits: dict[str | None, int]) -> list[Row]:
    """All enter at step 4 and reach step 5 an hour later; so many of each receptionist reach step 6 a day later."""
    rows = []
    for owner, n in owners.items():
        for i in range(n):
            at = datetime(2026, 3, 2, 8)
            rows.append(event(f"{owner}{i}", 4, at))
            rows.append(event(f"{owner}{i}", 5, at + timedelta(hours=1), owner=owner))
            if i < hits[owner]:
                rows.append(event(f"{owner}{i}", 6, at + timedelta(hours=25)))
    return [*rows, event("end", 4, "2026-04-01T08:00")]


def test_the_one_below_the_others_is_named_and_marked(tmp_path: Path) -> None:
    owners: dict[str | None, int] = {"li": 400, "wang": 300, "zhao": 12, None: 500}
    rows = people(owners, {"li": 360, "wang": 150, "zhao": 1, None: 400})
    found = build(inputs_of(tmp_path, {"funnel_events": rows}), FunnelQuery())
    assert isinstance(found, Receptionists)
    assert (found.steps, found.before, found.timed) == ((5, 6), 4, ((4, 5), (5, 6)))
    assert [part.value for part in found.people] == ["li", "wang", "zhao", None]
    assert (found.closed, found.ranked, found.most) == ((400, 300, 12), 2, 400)
    assert found.weakest is not None
    assert found.weakest.channel == "wang"
    (table,) = REPORT.tables(found)
    assert [table.short.rows[at][0] for at in table.marked] == ["wang"]
    assert table.short.column("people_6") == [360, 150, 1, 400]
    assert table.short.column("share_6")[:3] == [0.9, 0.5, None]
    assert len(table.download().rows) == 4 * 3
    notes = [note.zh for note in table.notes]
    assert notes[0] == "1 位窗口已走完的不到 30 人（最少的只有 12 人），不算比例，不排名。"
    assert notes[2].endswith("④→⑤ 60 分钟 / 60 分钟；⑤→⑥ 24.0 小时 / 24.0 小时。")


def test_without_a_receptionist_or_a_step_after_it_nothing_is_shown(tmp_path: Path) -> None:
    unnamed = people({None: 3}, {None: 3})
    assert build(inputs_of(tmp_path / "u", {"funnel_events": unnamed}), FunnelQuery()) is words.MISSING
    last = people({"li": 3}, {"li": 0})
    assert build(inputs_of(tmp_path / "l", {"funnel_events": last}), FunnelQuery()) is words.MISSING
