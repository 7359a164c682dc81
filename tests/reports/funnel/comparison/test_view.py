"""The comparison as the page shows it: its periods, its bars and tables, and changes against the plain comparison."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.charts.palette import Role
from core.codec.listing import to_csv
from core.i18n import Lang, Text
from core.marts import Marts
from core.reports.funnel.changes import query as change_effects
from core.reports.funnel.changes import tables as change_listing
from core.reports.funnel.comparison import query as comparison
from core.reports.funnel.comparison import tables as comparison_listing
from core.reports.funnel.comparison import view as comparison_view
from core.reports.funnel.comparison.chart import chart
from core.reports.funnel.comparison.view import ComparisonView
from core.reports.funnel.engine.funnel import FunnelQuery
from core.statistics.rate_difference import RateDifference, Sample
from tests.marts.making import Row, event, opened
from tests.reports.funnel.making_events import many_events

MONDAY = date(2026, 3, 2)
TODAY = date(2026, 5, 8)
HOSTILE = "=HYPERLINK(1) <b>*x*</b>"


def eight_weeks() -> list[Row]:
    """Two channels, 20 people a day each. From the fifth week on half as many of those from the web go on to step 2.

    A third channel, with a name nobody should read as anything but text, starts in the fifth week.
    """
    rows = []
    for n in range(9 * 7 + 1):
        late = n >= 28
        for channel in ("app", "web", HOSTILE) if late else ("app", "web"):
            for i in range(20):
                at = datetime.combine(MONDAY + timedelta(days=n), datetime.min.time())
                user = f"{channel}{n}_{i}"
                rows.append(event(user, 1, at, channel=channel))
                if i < (6 if late and channel == "web" else 12):
                    rows.append(event(user, 2, at + timedelta(hours=1)))
                    if i < 4:
                        rows.append(event(user, 3, at + timedelta(hours=2)))
    return rows


@pytest.fixture
def data(tmp_path: Path) -> tuple[Any, Marts]:
    return opened(tmp_path / "w", {"funnel_events": eight_weeks()})


@pytest.fixture
def view(data: tuple[Any, Marts]) -> ComparisonView:
    found = comparison_view.periods(*data, FunnelQuery(), TODAY)
    assert found is not None
    return found


def test_without_a_first_day_the_last_complete_weeks_are_compared(data: tuple[Any, Marts], tmp_path: Path) -> None:
    """The data end on Monday 4 May: the week of 20 April is the last whose windows of 7 days have closed."""
    _, marts = data
    usual = comparison.usual_periods(marts, FunnelQuery())
    assert usual == ((date(2026, 3, 30), date(2026, 4, 27)), (MONDAY, date(2026, 3, 30)))
    assert comparison.usual_periods(marts, FunnelQuery(until=date(2026, 4, 8))) == (
        (date(2026, 3, 23), date(2026, 4, 6)),
        (date(2026, 3, 9), date(2026, 3, 23)),
    )
    assert comparison.usual_periods(marts, FunnelQuery(window_days=30)) == (
        (date(2026, 3, 16), date(2026, 3, 30)),
        (MONDAY, date(2026, 3, 16)),
    )
    # from Wednesday on: the first week is not whole
    rows = [row for row in eight_weeks() if date(2026, 3, 4) <= row["at"].date() < date(2026, 3, 31)]
    dataset, short = opened(tmp_path / "short", {"funnel_events": rows})
    assert comparison.usual_periods(short, FunnelQuery()) == (
        (date(2026, 3, 16), date(2026, 3, 23)),
        (date(2026, 3, 9), date(2026, 3, 16)),
    )
    assert comparison.usual_periods(short, FunnelQuery(until=date(2026, 3, 20))) is None
    assert comparison_view.periods(dataset, short, FunnelQuery(until=date(2026, 3, 20)), TODAY) is None


def test_the_line_names_the_channel_and_the_step(view: ComparisonView) -> None:
    assert view.chosen is not None
    of = view.compared
    # 4 weeks × 7 days × 4 people of each channel reach step 3; the new channel adds as many
    assert (of.reached, of.entered, of.pending) == ((336, 224), (1680, 1120), (0, 0))
    assert view.told.line.zh == (
        "3/30–4/26 走到③进入加微引导页 336 人，比前 4 周多 112 人；主要是新开的渠道（+112 人），"
        "其次是③进入加微引导页变好（+84 人）；②广告位曝光变差（−84 人），抵掉一些"
    )
    # of 560 from the web 60 % went on, then 30 %; of these a third, then two thirds: 560 × 0.3 × (⅓ + ⅔) / 2
    worse = next(piece for piece in of.pieces if piece.cause == "rate" and piece.step == 2)
    assert worse.place is not None
    assert worse.place.zh == "web"
    assert (
        view.told.todo.zh == "5/8（周五）前：请负责的人查②广告位曝光，先看「web」；有没有改过什么，看下面「改动前后」。"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_bars_sum_to_the_change(view: ComparisonView, lang: Lang) -> None:
    drawn = chart(view.compared)
    bars = [point.value for series in drawn.series for point in series.points if point is not None]
    assert len(bars) == len(drawn.categories) == len(view.compared.pieces)
    assert sum(bars) == view.compared.change == view.found.change
    # one colour per bar, and what nothing can be said of is grey
    assert all(sum(series.points[i] is not None for series in drawn.series) == 1 for i in range(len(bars)))
    assert all(f"{abs(n or 0):,}" in drawn.alt.of(lang) for n in bars)


def test_bars_sum_in_any_comparison_and_grey_ones_are_not_named(tmp_path: Path) -> None:
    rng = random.Random("bars")
    dataset, marts = opened(tmp_path, {"funnel_events": many_events(rng)})
    for number in range(60):
        since = date(2026, 3, 2) + timedelta(days=rng.randrange(14))
        query = FunnelQuery(since=since, until=since + timedelta(days=rng.randrange(1, 9)), window_days=2)
        if number % 2:
            found = comparison_view.periods(dataset, marts, query, TODAY)
        else:
            found = comparison_view.segments(dataset, marts, query, "region", "a", "b", TODAY)
        assert found is not None
        drawn = chart(found.compared)
        bars = [point.value or 0 for series in drawn.series for point in series.points if point is not None]
        assert sum(bars) == found.found.change
        grey = next(series.points for series in drawn.series if series.role == Role.NEUTRAL)
        for name in (name.zh for name, point in zip(drawn.categories, grey, strict=True) if point is not None):
            assert name.split("的转化")[0] + "变" not in found.told.line.zh


def test_the_tables_are_the_comparison(view: ComparisonView) -> None:
    found, shown = view.found, comparison_listing.steps(view)
    assert shown.column("people_now") == [*found.now.people, None]
    assert shown.column("people_base") == [*found.base.people, None]
    rates = {(rate.of, rate.step): rate.difference for rate in found.rates}
    assert shown.column("share_now")[1:] == [d.now.rate for d in rates.values()]
    points = [text.zh for text in shown.column("points") if isinstance(text, Text)]
    assert [text.split("（")[0] for text in points[:2]] == ["−10.0", "+6.7"]  # 60 → 50 %; 33.3 → 40 %
    exact = comparison_listing.exact_steps(view)
    assert exact.column("n_now")[1:] == [d.now.n for d in rates.values()]
    assert exact.column("adjusted_low")[1:] == [d.adjusted_low for d in rates.values()]
    parts = comparison_listing.parts(view)
    *rows, total = parts.rows
    assert total[1] == found.change
    for at in range(1, len(parts.fields)):
        cells = [cell for row in rows if isinstance(cell := row[at], Decimal | int)]
        assert sum(cells) == total[at]
    assert f"'{HOSTILE}" in to_csv(parts, "en").decode("utf-8-sig")  # guarded: a sheet reads text


def test_segments_replace_a_filter_on_their_dimension(data: tuple[Any, Marts]) -> None:
    query = FunnelQuery(where=(("channel", ("app", "web")),))
    found = comparison_view.segments(*data, query, "channel", "app", "web", TODAY)
    assert found is not None
    assert (found.found.now.where, found.found.base.where) == ((("channel", ("app",)),), (("channel", ("web",)),))
    assert "「app」" in found.told.line.zh
    assert "请负责「web」的人看「app」在②广告位曝光怎么做的" in found.told.todo.zh
    assert [part.cause for part in found.found.parts if part.people] == ["rate", "rate"]


def test_a_few_people_get_no_share(data: tuple[Any, Marts]) -> None:
    query = FunnelQuery(
        since=MONDAY + timedelta(days=1), until=MONDAY + timedelta(days=2), where=(("channel", ("app",)),)
    )
    found = comparison_view.periods(*data, query, TODAY)
    assert found is not None
    assert found.told.line.zh == "3/3–3/3 20 人，前一天 20 人：人太少，不比"
    assert comparison_listing.steps(found).column("share_now") == [None] * 4
    assert "不到 30 人" in str(comparison_listing.steps(found).rows[1][-1])


def test_changes_in_one_pass_are_the_comparisons_one_by_one(tmp_path: Path) -> None:
    rows = many_events(random.Random("changes"))
    days = [date(2026, 3, 3), date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 12)]
    changes = [{"day": day, "scene": "s", "what": f"w{n}"} for n, day in enumerate(days)]
    dataset, marts = opened(tmp_path, {"funnel_events": rows, "changes": changes})
    for query in (
        FunnelQuery(window_days=2),
        FunnelQuery(window_days=None, order="any"),
        FunnelQuery(window_days=3, where=(("channel", ("a", None)), ("region", ("b", "c")))),
        FunnelQuery(window_days=4, optional=(2,)),
        FunnelQuery(window_days=2, as_of=date(2026, 3, 11)),
        FunnelQuery(since=date(2026, 3, 9), until=date(2026, 3, 11)),
    ):
        found = change_effects.build(dataset, marts, query)
        assert [one.change.day for one in found] == [
            day
            for day in days
            if (query.since or date.min) <= day < (query.until or date.max) and day <= (query.as_of or date.max)
        ]
        for one in found:
            asked = replace(query, since=one.after[0], until=one.after[1])
            alone = comparison.periods(dataset, marts, asked, one.before)
            assert alone is not None
            assert _samples(one.rates) == _samples(alone.rates)
            assert one.entered == (alone.base.people[0], alone.now.people[0])
            looks = sum(rate.difference.change is not None for other in found for rate in other.rates)
            assert {rate.difference.looks for rate in one.rates} == {max(looks, 1)}


def _samples(rates: tuple[RateDifference, ...]) -> list[tuple[int, str, Sample, Sample]]:
    return [(rate.step, rate.of, rate.difference.now, rate.difference.base) for rate in rates]


def test_a_change_of_yesterday_says_how_long_to_wait(data: tuple[Any, Marts], tmp_path: Path) -> None:
    days = (date(2025, 1, 1), date(2026, 3, 30), date(2026, 4, 24), date(2026, 4, 28))
    changes = [{"day": day, "scene": HOSTILE, "what": "w", "who": None} for day in days]
    with_changes = opened(tmp_path / "c", {"funnel_events": eight_weeks(), "changes": changes})
    found = change_effects.build(*with_changes, FunnelQuery())
    last = date(2026, 5, 4)
    shown = change_listing.changes(found, last)
    # newest first; before 1 January 2025 nobody entered
    assert shown.column("day") == [date(2026, 4, 28), date(2026, 4, 24), date(2026, 3, 30)]
    words = [text.zh for text in shown.column("effect") if isinstance(text, Text)]
    assert words[0] == "再等 2 天：数据到 2026-05-06 才有人走完转化窗口；同期还有 1 条改动"
    assert words[1].endswith("（数据到 2026-05-15 才算完）；同期还有 1 条改动")
    assert words[2].startswith("②广告位曝光变差：60.0% → 50.0%（−10.0 个百分点，上下限 ")
    exact = change_listing.exact_changes(found)
    assert exact.column("others")[::3] == [1, 1, 0, 0]
    assert len(exact.rows) == sum(len(one.rates) for one in found) == 12
    assert change_effects.build(*data, FunnelQuery()) == ()
