"""The columns of a difference of two rates, unrounded: of the comparison and of the changes alike."""

from __future__ import annotations

from core.codec.listing import Field, Value
from core.i18n import Text
from core.reports.funnel.comparison.rules import judgement
from core.statistics.rate_difference import Difference


def fields(together: Text, widened: Text) -> list[Field]:
    """`together`: what the wider interval looks at at once; `widened`: why it is wider."""
    return [
        Field("change", Text("相差", "Difference"), "share"),
        Field("low", Text("只看这一步：下限", "This step alone: low"), "share"),
        Field("high", Text("只看这一步：上限", "This step alone: high"), "share"),
        Field("adjusted_low", together + Text("：下限", ": low"), "share", widened),
        Field("adjusted_high", together + Text("：上限", ": high"), "share", widened),
        Field("judgement", Text("判断", "Verdict")),
    ]


def values(found: Difference) -> tuple[Value, ...]:
    """The cells of `fields`."""
    limits = (found.change, found.low, found.high, found.adjusted_low, found.adjusted_high)
    return (*limits, judgement(found))
