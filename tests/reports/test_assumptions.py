"""What the page of assumptions says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.domain.assumptions import Assumptions
from core.reports.assumptions import verdict


def test_numbers_without_an_answer_are_named() -> None:
    nothing = Assumptions()
    assert verdict(nothing).line.zh == "还差 2 个数没填：运营社群的人数、每月总成本"
    assert verdict(nothing).line.en == "2 numbers to fill in: People running the groups; Cost a month"
    half = replace(nothing, staff_count=3)
    assert verdict(half).line.zh == "还差 1 个数没填：每月总成本"
    assert verdict(replace(half, monthly_cost=Decimal(9))).line.zh == "假设都已填好"
