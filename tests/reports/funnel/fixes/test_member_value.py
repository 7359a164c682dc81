"""What a member is worth, by hand."""

from __future__ import annotations

import statistics
from decimal import Decimal

import pytest

from core.reports.funnel.fixes.rules import member_value


def test_mean_and_interval() -> None:
    paid = [Decimal(0)] * 60 + [Decimal(50)] * 30 + [Decimal(200)] * 10
    found = member_value(len(paid), sum(paid, Decimal(0)), sum((p * p for p in paid), Decimal(0)))
    assert found is not None
    half = 1.281552 * statistics.stdev(float(p) for p in paid) / 10
    assert found.mean == Decimal("35.00")
    assert float(found.low) == pytest.approx(35 - half, abs=0.006)
    assert float(found.high) == pytest.approx(35 + half, abs=0.006)


def test_few_members_have_no_value_and_an_interval_never_is_below_nothing() -> None:
    assert member_value(29, Decimal(290), Decimal(2900)) is None
    found = member_value(30, Decimal(10), Decimal(100))
    assert found is not None
    assert found.low == 0
