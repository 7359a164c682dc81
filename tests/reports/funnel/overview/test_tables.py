"""The step tables and breakdowns by one and two dimensions, by hand-made numbers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.codec.listing import Listing
from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.engine.names import UNKNOWN
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.overview.breakdown_tables import MOST, breakdown, exact_breakdown
from core.reports.funnel.overview.report import build
from core.reports.funnel.overview.step_tables import exact_steps, steps
from core.reports.inputs import Inputs
from tests.marts.making import event
from tests.reports.funnel.making_events import MONDAY, four_weeks
from tests.reports.making_inputs import inputs_of


def dicts(listing: Listing) -> list[dict[str, Any]]:
    names = [field.name for field in listing.fields]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]


def report_of(inputs: Inputs, query: FunnelQuery) -> FunnelReport:
    return funnel.build(inputs.dataset, inputs.marts, query, durations=False)


def test_tables_show_matured_shares_and_downloads_hold_both_kinds(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": four_weeks()})
    view = build(inputs, FunnelQuery())
    # the data end on 30 March at 10:30: windows of those who entered up to 23 March, 8:00 have closed, 22 days of 28
    short = dicts(steps(view))[4]
    assert (short["people"], short["matured_previous"]) == (168, pytest.approx(132 / 154))
    exact = dicts(exact_steps(view.steps, Targets()))
    assert (exact[4]["matured"], exact[3]["matured"]) == (132, 154)
    assert exact[5]["of_previous"] == exact[5]["people"] / 168
    assert exact[5]["matured_previous"] == exact[5]["matured"] / 132
    assert exact[5]["matured_low"] < exact[5]["low"] < exact[5]["of_previous"]  # fewer people, wider interval
    young = build(inputs, FunnelQuery(since=MONDAY + timedelta(days=24)))
    assert {row["matured_previous"] for row in dicts(steps(young))} == {None}
    assert dicts(exact_steps(young.steps, Targets()))[4]["of_previous"] == pytest.approx(6 / 7)


def test_two_dimensions_give_a_row_per_pair_most_people_first(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": four_weeks()})
    report = report_of(inputs, FunnelQuery(by=("channel", "ad_slot")))
    listing, more = breakdown(report, 7)
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
    exact = dicts(exact_breakdown(report.breakdown, ("channel", "ad_slot")))
    assert len(exact) == 6 * 7
    assert sum(row["people"] for row in exact if row["step"].en.startswith("⑤")) == 168
    assert listing.title.zh == "按渠道、广告位"


def test_a_step_that_may_be_passed_over_is_no_column(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": four_weeks()})
    report = report_of(inputs, FunnelQuery(by="channel", optional=(6,)))
    listing, _ = breakdown(report, 7)
    assert [field.name for field in listing.fields if field.name.startswith("share_")] == ["share_5", "share_7"]


def test_pairs_with_an_unknown_value_come_last(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": four_weeks()})
    report = report_of(inputs, FunnelQuery(by=("owner", "channel")))
    listing, _ = breakdown(report, 7)
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
    inputs = inputs_of(tmp_path, {"funnel_events": rows})
    listing, more = breakdown(report_of(inputs, FunnelQuery(by="ad_slot")), 4)
    assert more == 10
    assert [row[:2] for row in listing.rows[:2]] == [("slot39", 40), ("slot38", 39)]
    assert len(listing.rows) == MOST


def test_a_dimension_named_late_has_shares_of_the_later_steps_only(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": four_weeks()})
    report = report_of(inputs, FunnelQuery(by="owner"))
    listing, _ = breakdown(report, 7)
    names = [field.name for field in listing.fields]
    assert names == ["by_owner", "entered", "share_6", "share_7", "reached", "of_first"]
    assert listing.fields[-1].label == Text("⑦ 占⑤", "⑦ of ⑤")
    assert [row[0] for row in listing.rows] == ["li", "wang", "zhou", UNKNOWN]
