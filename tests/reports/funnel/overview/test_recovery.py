"""What going back to an earlier level brings: by hand, the right stretch, seldom by chance, an interval that holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.overview.recovery import Passage, RecoveryEstimate, recovery, recovery_estimate
from core.reports.funnel.overview.report import build
from core.reports.funnel.overview.rules import Flow, Week, judge
from core.reports.funnel.overview.words import recovery_note, verdict
from tests.marts.making import Row, event
from tests.reports.making_inputs import TODAY, inputs_of

FIRST = date(2026, 1, 5)
STEP = 4


def weeks_of(rows: list[tuple[int, int]], onward: float = 0.5) -> list[Passage]:
    """A week per (people before, lost), from Monday 2026-01-05 on."""
    return [
        Passage(FIRST + timedelta(weeks=n), before, lost, before - lost, round((before - lost) * onward))
        for n, (before, lost) in enumerate(rows)
    ]


def gain(weeks: list[Passage], last_step: int = 7) -> RecoveryEstimate | None:
    found = judge([Week(week.monday, (Flow(STEP, week.before, week.lost),)) for week in weeks])
    return recovery_estimate(weeks, found, last_step)


def test_a_break_is_held_against_the_weeks_before_it() -> None:
    # 6 weeks lose 500 of 1,000; 3 weeks 640. Of the 360 who pass, half join: 1,000 × .14 × .5 = 70 a week.
    found = gain(weeks_of([(1000, 500)] * 6 + [(1000, 640)] * 3))
    assert found is not None
    assert found.members == pytest.approx(70)
    assert (found.since, found.until, found.month) == (FIRST, FIRST + timedelta(weeks=6), False)
    assert 50 < found.low < 70 < found.high < 90
    sentence = recovery_note(found, None)
    assert sentence.zh.startswith("修回到你们 1/5–2/15 自己的水平，每周约多进群 70 人（20 次里约 19 次在 ")
    assert "about 70 more people a week would join a group" in sentence.en


def test_a_worse_week_is_held_against_the_best_earlier_month() -> None:
    # January (4 weeks) loses 40 %, February and March 50 %; then one week loses 60 %.
    found = gain(weeks_of([(2000, 800)] * 4 + [(2000, 1000)] * 8 + [(2000, 1200)]))
    assert found is not None
    assert (found.month, found.since) == (True, FIRST)
    assert 0.4 < found.level < 0.41  # drawn a little towards the other months
    assert found.members == pytest.approx(2000 * (0.6 - found.level) * 0.5)
    assert (
        "修回到你们 1 月自己的水平（100 人里 40 人没过去）"
        in recovery_note(found, (date(2026, 3, 30), date(2026, 4, 6))).zh
    )
    later = recovery_note(found, (date(2027, 3, 29), date(2027, 4, 5)))
    assert "2026 年 1 月" in later.zh
    assert "January 2026" in later.en


def test_without_an_earlier_month_a_worse_week_is_held_against_the_one_before() -> None:
    found = gain(weeks_of([(1000, 500), (1000, 600)]))
    assert found is not None
    assert (found.month, found.since) == (False, FIRST)
    assert found.members == pytest.approx(50)


def test_at_the_last_step_nothing_comes_after_it() -> None:
    found = gain(
        [Passage(w.monday, w.before, w.lost, w.reached, w.reached) for w in weeks_of([(1000, 500), (1000, 600)])], STEP
    )
    assert found is not None
    assert found.members == pytest.approx(100)
    assert "多走到④跳转微信 100 人" in recovery_note(found, None).zh
    assert "would reach step 4 (Jumped to WeChat)" in recovery_note(found, None).en


def test_nothing_is_promised_where_there_is_no_earlier_level_above() -> None:
    assert gain(weeks_of([(1000, 500)] * 12)) is None
    assert gain(weeks_of([(1000, 600)] * 8 + [(1000, 500)])) is None  # it became better
    assert gain(weeks_of([(20, 19)])) is None
    assert gain(weeks_of([(1000, 500)])) is None
    assert gain([]) is None
    assert gain(weeks_of([(1000, 500), (1000, 600)], onward=0)) is None  # nobody arrives anyway
    assert gain(weeks_of([(1000, 500)] * 8 + [(1000, 1000)])) is None  # nobody passes: nothing is known of what follows


def test_a_small_pilot_is_no_level_to_go_back_to() -> None:
    # January's 40 picked people a week passed far better than the 2,000 a week since.
    assert gain(weeks_of([(40, 4)] * 4 + [(2000, 1000)] * 10)) is None


def test_a_company_that_does_not_change_is_seldom_promised_anything() -> None:
    dice = np.random.default_rng(5)
    promised = sum(
        gain(weeks_of([(800, int(lost)) for lost in dice.binomial(800, 0.6, 26)])) is not None for _ in range(400)
    )
    assert promised <= 20, promised


def test_the_interval_holds_the_truth() -> None:
    # 400 companies that lose 50 % for 20 weeks and 58 % for 4: the true gain lies in the interval nine times of ten.
    dice, held, told_of = np.random.default_rng(6), 0, 0
    for _ in range(400):
        rows = []
        for week, share in enumerate([0.5] * 20 + [0.58] * 4):
            lost = int(dice.binomial(600, share))
            last = int(dice.binomial(600 - lost, 0.4))
            rows.append(Passage(FIRST + timedelta(weeks=week), 600, lost, 600 - lost, last))
        found = gain(rows)
        if found is not None:
            told_of += 1
            held += found.low <= 600 * 0.08 * 0.4 <= found.high
    assert told_of > 300, told_of
    assert held >= 0.9 * told_of, (held, told_of)


def test_the_note_under_the_verdict_comes_from_the_weeks_the_page_shows(tmp_path: Path) -> None:
    rows: list[Row] = []
    for day in range(56):
        for i in range(40):
            at, reach = datetime(2026, 1, 5, 9) + timedelta(days=day), 20 if day < 35 else 12
            steps = range(5, 5 + 1 + (i < reach) + (i < reach // 2))
            rows += [event(f"u{day}_{i}", step, at + timedelta(hours=step)) for step in steps]
    rows.append(event("end", 5, "2026-03-31T08:00"))
    found = build(inputs_of(tmp_path, {"funnel_events": rows}), FunnelQuery())
    # Three weeks of 280 with 84 instead of 140 at step 6, half of whom reach step 7: 28 more a week.
    assert (found.finding.kind, found.finding.now and found.finding.now.step) == ("worse_since", 6)
    note = next(note for note in verdict(found, TODAY).notes if "自己的水平" in note.zh)
    assert note.zh.startswith("修回到你们 1/5–2/8 自己的水平，每周约多进群 28 人")
    closed = [(week.monday, week.steps) for week in found.weeks if week.closed and week.monday < date(2026, 3, 2)]
    assert recovery(closed, found.finding, 7) == found.recovery
