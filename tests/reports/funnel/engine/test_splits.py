"""Breakdowns by one and two dimensions, the step tables, and the receptionists, by hand-made numbers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.codec.listing import Listing, to_csv
from core.db import Dataset
from core.domain.targets import Targets
from core.i18n import Text
from core.marts import Marts
from core.reports.funnel.engine.funnel import FunnelQuery, build
from core.reports.funnel.engine.names import UNKNOWN
from core.reports.funnel.overview import breakdown_tables as breakdown_listing
from core.reports.funnel.overview import step_tables as step_listing
from core.reports.funnel.overview import view as funnel_view
from core.reports.funnel.receptionists import query as receptionists
from core.reports.funnel.receptionists import tables as receptionist_listing
from tests.marts.making import Row, event, opened

MONDAY = date(2026, 3, 2)
TODAY = date(2026, 4, 12)


def made(tmp_path: Path, rows: list[Row]) -> tuple[Dataset, Marts]:
    return opened(tmp_path / "w", {"funnel_events": rows})


def dicts(listing: Listing) -> list[dict[str, Any]]:
    names = [field.name for field in listing.fields]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]


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


def test_tables_show_matured_shares_and_downloads_hold_both_kinds(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    view = funnel_view.build(dataset, built, FunnelQuery(), TODAY)
    # the data end on 30 March at 10:30: windows of those who entered up to 23 March, 8:00 have closed, 22 days of 28
    short = dicts(step_listing.steps(view, Targets()))[4]
    assert (short["people"], short["matured_previous"]) == (168, pytest.approx(132 / 154))
    exact = dicts(step_listing.exact_steps(view.steps, Targets()))
    assert (exact[4]["matured"], exact[3]["matured"]) == (132, 154)
    assert exact[5]["of_previous"] == exact[5]["people"] / 168
    assert exact[5]["matured_previous"] == exact[5]["matured"] / 132
    assert exact[5]["matured_low"] < exact[5]["low"] < exact[5]["of_previous"]  # fewer people, wider interval
    young = funnel_view.build(dataset, built, FunnelQuery(since=MONDAY + timedelta(days=24)), TODAY)
    assert {row["matured_previous"] for row in dicts(step_listing.steps(young, Targets()))} == {None}
    assert dicts(step_listing.exact_steps(young.steps, Targets()))[4]["of_previous"] == pytest.approx(6 / 7)


def test_two_dimensions_give_a_row_per_pair_most_people_first(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    report = build(dataset, built, FunnelQuery(by=("channel", "ad_slot")), durations=False)
    listing, more = breakdown_listing.breakdown(report, 7)
    assert more == 0
    # of seven people a day: 0 and 6 web s0, 1 app s1, 2 web s2, 3 app s0, 4 web s1, 5 app s2
    assert listing.rows[0][:3] == ("web", "s0", 56)
    assert sorted(row[:3] for row in listing.rows[1:]) == [
        ("app", "s0", 28),
        ("app", "s1", 28),
        ("app", "s2", 28),
        ("web", "s1", 28),
        ("web", "s2", 28),
    ]
    rows = dicts(listing)
    assert rows[0]["share_5"] == pytest.approx(0.5)
    assert {row["share_5"] for row in rows[1:]} == {None}  # 22 people with a closed window: too few
    exact = dicts(breakdown_listing.exact_breakdown(report.breakdown, ("channel", "ad_slot")))
    assert len(exact) == 6 * 7
    assert sum(row["people"] for row in exact if row["step"].en.startswith("⑤")) == 168
    assert listing.title.zh == "按渠道、广告位"


def test_a_step_that_may_be_passed_over_is_no_column(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    report = build(dataset, built, FunnelQuery(by="channel", optional=(6,)), durations=False)
    listing, _ = breakdown_listing.breakdown(report, 7)
    assert [field.name for field in listing.fields if field.name.startswith("share_")] == ["share_5", "share_7"]


def test_pairs_with_an_unknown_value_come_last(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    report = build(dataset, built, FunnelQuery(by=("owner", "channel")), durations=False)
    listing, _ = breakdown_listing.breakdown(report, 7)
    # li has 28 × 2 web (0, 2) and 28 × 1 app (1) and from the third day 26 × app (5); wang a web and an app a day
    assert [row[:3] for row in listing.rows] == [
        ("li", "web", 56),
        ("li", "app", 54),
        ("wang", "web", 28),
        ("wang", "app", 28),
        ("zhou", "app", 2),
        (UNKNOWN, "web", 28),
    ]


def test_only_the_largest_rows_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    rows = [
        event(f"u{slot}_{i}", 4, f"{MONDAY}T08:00", ad_slot=f"slot{slot:02}")
        for slot in range(40)
        for i in range(slot + 1)
    ]
    dataset, built = made(tmp_path, rows)
    listing, more = breakdown_listing.breakdown(build(dataset, built, FunnelQuery(by="ad_slot"), durations=False), 4)
    assert more == 10
    assert [row[:2] for row in listing.rows[:2]] == [("slot39", 40), ("slot38", 39)]
    assert len(listing.rows) == breakdown_listing.MOST


def test_a_dimension_named_late_has_shares_of_the_later_steps_only(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    report = build(dataset, built, FunnelQuery(by="owner"), durations=False)
    listing, _ = breakdown_listing.breakdown(report, 7)
    names = [field.name for field in listing.fields]
    assert names == ["by_owner", "entered", "share_6", "share_7", "reached", "of_first"]
    assert listing.fields[-1].label == Text("⑦ 占⑤", "⑦ of ⑤")
    assert [row[0] for row in listing.rows] == ["li", "wang", "zhou", UNKNOWN]


def test_receptionists_have_their_steps_shares_and_times(tmp_path: Path) -> None:
    dataset, built = made(tmp_path, company())
    found = receptionists.build(dataset, built, FunnelQuery(), 7)
    assert found is not None
    assert (found.steps, found.before, found.judged, found.most) == ((5, 6, 7), 4, 2, 86)
    li, wang, zhou = dicts(receptionist_listing.receptionists(found))
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
    assert receptionist_listing.times(found).en == "④→⑤ 30 min / 30 min; ⑤→⑥ 2.0 h / 2.0 h; ⑥→⑦ 24.0 h / 24.0 h"
    (weak,) = found.weak
    assert (weak.channel, weak.step, weak.n) == ("wang", 6, 44)
    exact = receptionist_listing.exact(found)
    assert [len(part.rows) for part in exact.by_owner("en").values()] == [4, 4, 4]
    row = next(row for row in dicts(exact) if row["owner"] == "li" and row["step"].en.startswith("⑤"))
    assert (row["people"], row["median"], row["p90"]) == (110, 2.0, 2.0)


def test_without_a_receptionist_there_is_no_section(tmp_path: Path) -> None:
    rows = [{**row, "owner": None} for row in company()]
    dataset, built = made(tmp_path, rows)
    assert receptionists.build(dataset, built, FunnelQuery(), 7) is None
    named = made(tmp_path / "named", company())
    assert receptionists.build(*named, FunnelQuery(), 5) is None  # no step after the friend is known


def test_a_formula_name_is_text_in_the_download(tmp_path: Path) -> None:
    rows = [{**row, "owner": "=1+1" if row.get("owner") else None} for row in company()]
    found = receptionists.build(*made(tmp_path, rows), FunnelQuery(), 7)
    assert found is not None
    lines = to_csv(receptionist_listing.exact(found), "zh").decode("utf-8-sig").splitlines()
    assert all(line.startswith("'=1+1") for line in lines[1:])
