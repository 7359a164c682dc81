"""Rates side by side, as the comparison and the changes show them: which are looked at, and how each is judged."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from core.codec.listing import Field, Value
from core.i18n import Text
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.rate_difference import Difference, RateDifference, Sample

Period = tuple[date, date]
"""From (inclusive) until (exclusive)."""
Looks = tuple[tuple[int, Literal["previous", "first"], Sample, Sample], ...]
"""(step, of, now, base): shares to be compared."""


def looks_at(steps: Sequence[int], now: Mapping[int, int], base: Mapping[int, int]) -> Looks:
    """Every step against the one before, and the last against the first; `now`, `base`: people by step, matured."""
    pairs: list[tuple[int, int, Literal["previous", "first"]]] = [
        (before, k, "previous") for before, k in itertools.pairwise(steps)
    ]
    if len(steps) > 2:
        pairs.append((steps[0], steps[-1], "first"))
    return tuple((k, of, Sample(now[k], now[before]), Sample(base[k], base[before])) for before, k, of in pairs)


def too_few(difference: Difference) -> bool:
    """Too few people on a side to speak of a rate."""
    return min(difference.now.n, difference.base.n) < MIN_SAMPLE


def judgement(difference: Difference) -> Text:
    """A rate's difference in two words."""
    if too_few(difference):
        return Text(f"不到 {MIN_SAMPLE} 人，不比", f"fewer than {MIN_SAMPLE} people")
    if difference.within_noise:
        return Text("在正常波动内", "within normal")
    return Text("超出正常波动", "beyond normal")


def points(share: float) -> str:
    """A difference of shares in percentage points: −6.6, +1.2, 0.0."""
    rounded = round(share * 100, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def difference_fields(together: Text, widened: Text) -> list[Field]:
    """The columns of a difference, unrounded. `together`: what the wider interval looks at at once; `widened`: why it
    is wider."""
    return [
        Field("change", Text("相差", "Difference"), "share"),
        Field("low", Text("只看这一步：下限", "This step alone: low"), "share"),
        Field("high", Text("只看这一步：上限", "This step alone: high"), "share"),
        Field("adjusted_low", together + Text("：下限", ": low"), "share", widened),
        Field("adjusted_high", together + Text("：上限", ": high"), "share", widened),
        Field("judgement", Text("判断", "Verdict")),
    ]


def difference_values(difference: Difference) -> tuple[Value, ...]:
    """The cells of `difference_fields`."""
    limits = (difference.change, difference.low, difference.high, difference.adjusted_low, difference.adjusted_high)
    return (*limits, judgement(difference))


def rates_json(rates: Iterable[RateDifference]) -> list[dict[str, Any]]:
    """The differences as plain values, each beside its step."""
    return [{"step": rate.step, "of": rate.of, **asdict(rate.difference)} for rate in rates]
