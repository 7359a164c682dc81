"""The receptionists of a small company: who is named, marked and counted, and what the table rests on."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.codec.listing import Listing, to_csv
from core.i18n import Text
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.receptionists import words
from core.reports.funnel.receptionists.model import Receptionists
from core.reports.funnel.receptionists.report import REPORT, build
from tests.marts.making import Row, event
from tests.reports.funnel.making_events import MONDAY
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


def company() -> list[Row]:
    """Per day for four weeks 6 enter at step 4 through one of two channels and become friends 30 minutes later, of
    li (3), wang (2) or, on the first two days only, of zhou; all but wang's are recorded 2 hours after that, and all
    recorded are grouped a day later. Every day one more enters and goes no further."""
    rows: list[Row] = []
    for n in range(28):
        day = MONDAY + timedelta(days=n)
        for i in range(7):
            user, owner = f"u{n}_{i}", ("li", "li", "li", "wang", "wang", "zhou" if n < 2 else "li")[min(i, 5)]
            rows.append(event(user, 4, f"{day}T08:00", channel="app" if i % 2 else "web", ad_slot=f"s{i % 3}"))
            if i == 6:
                continue
            rows.append(event(user, 5, f"{day}T08:30", owner=owner))
            if owner == "wang" and i == 4:
                continue
            rows.append(event(user, 6, f"{day}T10:30", result="refused" if owner == "li" and i == 0 else None))
            if not (owner == "li" and i == 0):
                rows.append(event(user, 7, f"{day + timedelta(days=1)}T10:30"))
    return rows


def test_receptionists_have_their_steps_shares_and_times(tmp_path: Path) -> None:
    found = build(inputs_of(tmp_path, {"funnel_events": company()}), FunnelQuery())
    assert isinstance(found, Receptionists)
    assert (found.steps, found.before, found.ranked, found.most) == ((5, 6, 7), 4, 2, 86)
    (table,) = REPORT.tables(found)
    li, wang, zhou = dicts(table.short)
    # li has 3 a day and the sixth from the third day on; one a day of his is turned away
    assert (li["owner"], li["people_5"], li["people_6"], li["people_7"]) == ("li", 110, 82, 82)
    assert li["refused"] == 28
    assert (li["share_6"], li["share_7"]) == (pytest.approx(64 / 86), 1.0)
    assert (wang["people_5"], wang["people_6"], wang["share_6"]) == (56, 28, 0.5)
    assert wang["share_7"] is None  # 22 of them with a closed window
    assert wang["range_6"] == "35.8–64.2%"
    assert (zhou["people_5"], zhou["share_6"]) == (2, None)
    assert li["time_4"] == Text("30 分钟 / 30 分钟", "30 min / 30 min")
    assert li["time_5"] == Text("2.0 小时 / 2.0 小时", "2.0 h / 2.0 h")
    assert li["time_6"] == Text("24.0 小时 / 24.0 小时", "24.0 h / 24.0 h")
    times = "everybody together: ④→⑤ 30 min / 30 min; ⑤→⑥ 2.0 h / 2.0 h; ⑥→⑦ 24.0 h / 24.0 h."
    assert table.notes[-1].en.endswith(times)
    (weak,) = found.weak
    assert (weak.channel, weak.step, weak.n) == ("wang", 6, 44)
    exact = table.download()
    assert [len(part.rows) for part in exact.by_owner("en").values()] == [4, 4, 4]
    row = next(row for row in dicts(exact) if row["owner"] == "li" and row["step"].en.startswith("⑤"))
    assert (row["people"], row["median"], row["p90"]) == (110, 2.0, 2.0)


def test_a_formula_name_is_text_in_the_download(tmp_path: Path) -> None:
    rows = [{**row, "owner": "=1+1" if row.get("owner") else None} for row in company()]
    found = build(inputs_of(tmp_path, {"funnel_events": rows}), FunnelQuery())
    assert isinstance(found, Receptionists)
    (table,) = REPORT.tables(found)
    lines = to_csv(table.download(), "zh").decode("utf-8-sig").splitlines()
    assert all(line.startswith("'=1+1") for line in lines[1:])


def dicts(listing: Listing) -> list[dict[str, Any]]:
    names = [field.name for field in listing.fields]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]


def test_without_a_receptionist_or_a_step_after_it_nothing_is_shown(tmp_path: Path) -> None:
    unnamed = [{**row, "owner": None} for row in company()]
    assert build(inputs_of(tmp_path / "u", {"funnel_events": unnamed}), FunnelQuery()) is words.MISSING
    last = people({"li": 3}, {"li": 0})
    assert build(inputs_of(tmp_path / "l", {"funnel_events": last}), FunnelQuery()) is words.MISSING
