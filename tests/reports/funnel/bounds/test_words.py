"""Daily counts in words: bounds and contradictions."""

from __future__ import annotations

from datetime import date

from core.reports.funnel.bounds.model import Alarm, StepBounds
from core.reports.funnel.bounds.words import alarms_line, bounds_line, worst_line


def test_bounds_are_never_one_number() -> None:
    line = bounds_line(StepBounds(3, 2, 0.124, 1.0, nested=True, bridge=False))
    assert line.zh == "② 广告位曝光 → ③ 进入加微引导页：在 12.4% 和 100% 之间。"
    assert "下限只能取 0" in bounds_line(StepBounds(3, 2, 0.0, 0.9, nested=False, bridge=False)).zh


def test_contradictions_name_the_day_the_place_and_both_numbers() -> None:
    assert alarms_line(0, 0).zh.startswith("每日人次没有发现问题")
    assert "有 600 处" in alarms_line(600, 500).zh
    assert "最早的 500 处" in alarms_line(600, 500).zh
    line = worst_line(Alarm(date(2026, 3, 2), "{app}", None, 3, 1200, 2, 900))
    assert line.zh.startswith(
        "最大的一处：2026-03-02 「{app}」③进入加微引导页 1,200 人次，前面的②广告位曝光只有 900 人次。"
    )
    assert "at step 3 (Guide page opened), only 900 at step 2 (Ad slot seen)" in line.en
