"""The comparison as it is asked for and shown: its periods, its segments, its parts, bars and tables."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.charts.palette import Role
from core.codec.listing import to_csv
from core.errors import BadRequest
from core.i18n import Lang, Text
from core.reports.funnel.comparison import tables, words
from core.reports.funnel.comparison.chart import chart
from core.reports.funnel.comparison.report import (
    REPORT,
    ComparisonQuery,
    between,
    build,
    previous_period,
    usual_periods,
)
from core.reports.funnel.comparison.rules import ComparisonView
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.funnel import FunnelQuery
from core.reports.inputs import Inputs
from tests.marts.making import event
from tests.reports.funnel.making_events import HOSTILE, MONDAY, eight_weeks, many_events
from tests.reports.making_inputs import inputs_of

TODAY = date(2026, 5, 8)


def compared(inputs: Inputs, **asked: Any) -> ComparisonView:
    found = build(inputs, ComparisonQuery(**asked))
    assert isinstance(found, ComparisonView)
    return found


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    return inputs_of(tmp_path / "w", {"funnel_events": eight_weeks()}, today=TODAY)


@pytest.fixture
def view(inputs: Inputs) -> ComparisonView:
    return compared(inputs)


def test_without_a_first_day_the_last_complete_weeks_are_compared(inputs: Inputs, tmp_path: Path) -> None:
    """The data end on Monday 4 May: the week of 20 April is the last whose windows of 7 days have closed."""
    marts = inputs.marts
    usual = usual_periods(marts, FunnelQuery())
    assert usual == ((date(2026, 3, 30), date(2026, 4, 27)), (MONDAY, date(2026, 3, 30)))
    assert usual_periods(marts, FunnelQuery(until=date(2026, 4, 8))) == (
        (date(2026, 3, 23), date(2026, 4, 6)),
        (date(2026, 3, 9), date(2026, 3, 23)),
    )
    assert usual_periods(marts, FunnelQuery(window_days=30)) == (
        (date(2026, 3, 16), date(2026, 3, 30)),
        (MONDAY, date(2026, 3, 16)),
    )
    # from Wednesday on: the first week is not whole
    rows = [row for row in eight_weeks() if date(2026, 3, 4) <= row["at"].date() < date(2026, 3, 31)]
    short = inputs_of(tmp_path / "short", {"funnel_events": rows})
    assert usual_periods(short.marts, FunnelQuery()) == (
        (date(2026, 3, 16), date(2026, 3, 23)),
        (date(2026, 3, 9), date(2026, 3, 16)),
    )
    assert usual_periods(short.marts, FunnelQuery(until=date(2026, 3, 20))) is None
    assert build(short, ComparisonQuery(until=date(2026, 3, 20))) is words.NO_TWO_WEEKS


def test_the_previous_period_is_as_long(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": [event("a", 1, "2026-03-20T08:00")]})
    query = FunnelQuery(since=date(2026, 3, 8), until=date(2026, 3, 15))
    assert previous_period(inputs.marts, query) == (date(2026, 3, 1), date(2026, 3, 8))
    assert previous_period(inputs.marts, FunnelQuery(since=date(2026, 3, 20)))[0] == date(2026, 3, 19)
    with pytest.raises(BadRequest):
        previous_period(inputs.marts, FunnelQuery())
    with pytest.raises(BadRequest):
        build(inputs, ComparisonQuery(compare="previous"))


def test_the_period_before_is_the_usual_base_of_days_asked_for(inputs: Inputs) -> None:
    days = {"since": date(2026, 4, 6), "until": date(2026, 4, 13)}
    asked = compared(inputs, **days, compare="previous")
    assert compared(inputs, **days).comparison == asked.comparison
    assert asked.compared.names[1].zh == "前一周"
    assert asked.chosen is None
    same_days = compared(inputs, **days, compare=(date(2026, 3, 30), date(2026, 4, 6)))
    assert same_days.comparison == asked.comparison
    other = compared(inputs, **days, compare=(date(2026, 3, 2), date(2026, 3, 9)))
    assert [name.zh for name in other.compared.names] == ["4/6–4/12", "3/2–3/8"]
    whole = compared(inputs, compare=(date(2026, 3, 2), date(2026, 3, 9)))
    assert whole.sides[0].zh == "3/2–5/4"
    assert (whole.comparison.now.since, whole.comparison.now.until) == (None, None)


def test_what_makes_no_sense_is_refused(inputs: Inputs) -> None:
    app, web = (("channel", ("app",)),), (("channel", ("web", None)),)
    for asked in ({"segment_a": app}, {"segment_b": web}, {"segment_a": app, "segment_b": web, "compare": "previous"}):
        with pytest.raises(BadRequest) as refused:
            ComparisonQuery(**asked)
        assert "segment-a, segment-b" in str(refused.value)
    with pytest.raises(BadRequest):
        build(inputs, ComparisonQuery(where=app, segment_a=app, segment_b=web))
    assert REPORT.asked is not None
    assert not REPORT.asked(ComparisonQuery(since=MONDAY))
    assert REPORT.asked(ComparisonQuery(segment_a=app, segment_b=web))
    assert REPORT.asked(ComparisonQuery(compare=(MONDAY, date(2026, 3, 9))))


def test_the_line_names_the_channel_and_the_step(view: ComparisonView) -> None:
    assert view.chosen is not None
    found = view.compared
    # 4 weeks × 7 days × 4 people of each channel reach step 3; the new channel adds as many
    assert (found.reached, found.entered, found.pending) == ((336, 224), (1680, 1120), (0, 0))
    verdict = words.verdict(view, TODAY)
    assert verdict.line.zh == (
        "3/30–4/26 走到③进入加微引导页 336 人，比前 4 周多 112 人；主要是新开的渠道（+112 人），"
        "其次是③进入加微引导页变好（+84 人）；②广告位曝光变差（−84 人），抵掉一些"
    )
    # of 560 from the web 60 % went on, then 30 %; of these a third, then two thirds: 560 × 0.3 × (⅓ + ⅔) / 2
    worse = next(piece for piece in found.pieces if piece.cause == "rate" and piece.step == 2)
    assert worse.place is not None
    assert worse.place.zh == "web"
    assert verdict.todo is not None
    assert (
        verdict.todo.zh == "5/15（周五）前：请负责的人查②广告位曝光，先看「web」；有没有改过什么，看下面「改动前后」。"
    )
    assert [note.zh for note in verdict.notes] == [
        "没有选开始日期，比的是最近走完转化窗口的 4 周（3/30–4/26）和再前 4 周（3/2–3/29）。",
        "走到③进入加微引导页人数相差 +112 人（3/30–4/26 对 3/2–3/29），正好是下面各条相加：",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_bars_sum_to_the_change(view: ComparisonView, lang: Lang) -> None:
    (drawn,) = REPORT.charts(view)
    bars = [point.value for series in drawn.series for point in series.points if point is not None]
    assert len(bars) == len(drawn.categories) == len(view.compared.pieces)
    assert sum(bar or 0 for bar in bars) == view.compared.change == view.comparison.change
    # one colour per bar, and what nothing can be said of is grey
    assert all(sum(series.points[i] is not None for series in drawn.series) == 1 for i in range(len(bars)))
    assert all(f"{abs(n or 0):,}" in drawn.alt.of(lang) for n in bars)


def test_bars_sum_in_any_comparison_and_grey_ones_are_not_named(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": many_events(random.Random("bars"))})
    rng = random.Random("bars")
    for number in range(60):
        since = date(2026, 3, 2) + timedelta(days=rng.randrange(14))
        asked: dict[str, Any] = {"since": since, "until": since + timedelta(days=rng.randrange(1, 9))}
        if not number % 2:
            asked |= {"segment_a": (("region", ("a",)),), "segment_b": (("region", ("b",)),)}
        found = compared(inputs, **asked, window_days=2)
        drawn, line = chart(found.compared), words.verdict(found, TODAY).line.zh
        bars = [point.value or 0 for series in drawn.series for point in series.points if point is not None]
        assert sum(bars) == found.comparison.change
        grey = next(series.points for series in drawn.series if series.role == Role.NEUTRAL)
        for name in (name.zh for name, point in zip(drawn.categories, grey, strict=True) if point is not None):
            assert name.split("的转化")[0] + "变" not in line


def test_the_parts_of_a_change_sum_to_it(tmp_path: Path) -> None:
    rng = random.Random("change")
    inputs = inputs_of(tmp_path, {"funnel_events": many_events(rng)})
    for number in range(200):
        days = sorted(rng.sample(range(1, 24), 2))
        since, until = (date(2026, 3, 1) + timedelta(days=d) for d in days)
        asked: dict[str, Any] = {"since": since, "until": until, "window_days": rng.choice([None, 1, 4])}
        if number % 4:
            other = sorted(rng.sample(range(1, 24), 2))
            asked["compare"] = tuple(date(2026, 3, 1) + timedelta(days=d) for d in other)
        else:
            dimension = rng.choice(["channel", "region"])
            asked["segment_a"] = ((dimension, (rng.choice(["a", "b", None]),)),)
            asked["segment_b"] = ((dimension, ("c",)),)
        found = compared(inputs, **asked).comparison
        last = found.steps[-1]
        sides = [
            funnel.build(
                inputs.dataset,
                inputs.marts,
                FunnelQuery(side.since, side.until, asked["window_days"], where=side.where),
                durations=False,
            )
            for side in (found.now, found.base)
        ]
        assert found.change == (sides[0].steps[last - 1].people or 0) - (sides[1].steps[last - 1].people or 0)
        assert sum(part.people for part in found.parts) == found.change
        assert sum(part.whole for part in found.parts) == found.change
        for part in found.parts:
            assert sum(value.people for value in part.by_value) == part.people


def test_the_tables_are_the_comparison(view: ComparisonView) -> None:
    found, shown = view.comparison, tables.steps(view)
    assert shown.column("people_now") == [*found.now.people, None]
    assert shown.column("people_base") == [*found.base.people, None]
    rates = {(rate.of, rate.step): rate.difference for rate in found.rates}
    assert shown.column("share_now")[1:] == [d.now.rate for d in rates.values()]
    points = [text.zh for text in shown.column("points") if isinstance(text, Text)]
    assert [text.split("（")[0] for text in points[:2]] == ["−10.0", "+6.7"]  # 60 → 50 %; 33.3 → 40 %
    exact = tables.exact_steps(view)
    assert exact.column("n_now")[1:] == [d.now.n for d in rates.values()]
    assert exact.column("adjusted_low")[1:] == [d.adjusted_low for d in rates.values()]
    steps, by_channel = tables.tables(view)
    assert (steps.short, steps.download()) == (shown, exact)
    parts = by_channel.short
    *rows, total = parts.rows
    assert total[1] == found.change
    for at in range(1, len(parts.fields)):
        cells = [cell for row in rows if isinstance(cell := row[at], Decimal | int)]
        assert sum(cells) == total[at]
    assert f"'{HOSTILE}" in to_csv(parts, "en").decode("utf-8-sig")  # guarded: a sheet reads text


def test_segments_replace_a_filter_on_their_dimension(inputs: Inputs) -> None:
    query = FunnelQuery(where=(("channel", ("app", "web")),))
    found = build(inputs, between(query, "channel", "app", "web"))
    assert isinstance(found, ComparisonView)
    now, base = found.comparison.now, found.comparison.base
    assert (now.where, base.where) == ((("channel", ("app",)),), (("channel", ("web",)),))
    verdict = words.verdict(found, TODAY)
    assert "「app」" in verdict.line.zh
    assert verdict.todo is not None
    assert "请负责「web」的人看「app」在②广告位曝光怎么做的" in verdict.todo.zh
    assert [part.cause for part in found.comparison.parts if part.people] == ["rate", "rate"]
    assert found.comparison.dimension is None
    assert len(tables.tables(found)) == 1


def test_few_people_get_no_share_and_no_chart(inputs: Inputs) -> None:
    day = MONDAY + timedelta(days=1)
    found = compared(inputs, since=day, until=day + timedelta(days=1), where=(("channel", ("app",)),))
    verdict = words.verdict(found, TODAY)
    assert verdict.line.zh == "3/3–3/3 20 人，前一天 20 人：人太少，不比"
    assert verdict.notes == ()
    assert tables.steps(found).column("share_now") == [None] * 4
    assert "不到 30 人" in str(tables.steps(found).rows[1][-1])
    assert REPORT.charts(found) == ()
    assert len(tables.tables(found)) == 1
