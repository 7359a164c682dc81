"""Daily counts that contradict themselves, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.funnel.bounds.model import Alarm, DailyCheck
from core.reports.funnel.engine.names import DIMENSION_NAMES, step_label
from core.reports.table import Table

_HEIGHT = 320


def tables(check: DailyCheck) -> tuple[Table, ...]:
    """A row per day, channel and ad slot where a later step has more people than an earlier one; none without."""
    alarms = check.counts.alarms if check.counts else ()
    return (Table(_listing(alarms), search=True, height=_HEIGHT),) if alarms else ()


def _listing(alarms: Sequence[Alarm]) -> Listing:
    fields = (
        Field("day", Text("日期", "Day"), "day"),
        *(Field(dimension, DIMENSION_NAMES[dimension]) for dimension in ("channel", "ad_slot")),
        Field("step", Text("步骤", "Step")),
        Field("people", Text("这一步（人次）", "At this step"), "count"),
        Field("earlier_step", Text("前一步", "Earlier step")),
        Field("earlier", Text("前一步（人次）", "At the earlier"), "count"),
        Field("excess", Text("多出（人次）", "More by"), "count"),
    )
    rows = tuple(
        (
            *(a.day, a.channel, a.ad_slot, step_label(a.step), a.people),
            *(step_label(a.earlier_step), a.earlier, a.people - a.earlier),
        )
        for a in alarms
    )
    return Listing("funnel_alarms", Text("自相矛盾的每日人次", "Daily counts that contradict themselves"), fields, rows)
