"""The estimates of entry weeks as a table."""

from __future__ import annotations

from collections.abc import Iterable

from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.funnel.engine.names import step_label
from core.reports.funnel.estimate.model import Estimate, WeekEstimate
from core.reports.table import Table

_FIELDS = (
    Field("week", Text("进入周", "Entry week"), "day"),
    Field("step", Text("步骤", "Step")),
    Field("people", Text("进入人数", "Entered"), "count"),
    Field("reached", Text("到现在走到", "Reached so far"), "count"),
    Field("share", Text("预计占进入", "Of entered, expected"), "share"),
    Field("low", Text("下限", "Low"), "share", Text("20 次里约 19 次在上下限之间", "in about 19 of 20 cases")),
    Field("high", Text("上限", "High"), "share"),
)


def tables(estimate: Estimate) -> tuple[Table, ...]:
    """The weeks on the way; to download, all weeks."""
    on_the_way = [one for one in estimate.weeks if not one.matured]
    return (Table(_listing(on_the_way), _listing(estimate.weeks)),) if on_the_way else ()


def _listing(weeks: Iterable[WeekEstimate]) -> Listing:
    rows = [(e.week, step_label(e.step), e.people, e.reached, e.share, e.low, e.high) for e in weeks]
    return Listing("funnel_estimate", Text("各进入周的预计", "Estimates by entry week"), _FIELDS, tuple(rows))
