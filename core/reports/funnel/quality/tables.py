"""The tables of the data-quality panel: what does not fit, bounds of counted steps, and contradicting counts."""

from __future__ import annotations

from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.funnel.bounds.query import MixedGrain
from core.reports.funnel.engine.names import DIMENSION_NAMES, step_label
from core.reports.funnel.quality import words as quality_words
from core.reports.funnel.quality.query import Quality
from core.statistics.min_sample import MIN_SAMPLE

WIDE = ("todo",)
"""Columns of the short table of misfits for which a phone has no room."""
_WHAT = Field("what", Text("哪里对不上", "What does not fit"))
_MEANING = Field("meaning", Text("对数字的影响", "What it does"))
_TODO = Field("todo", Text("怎么办", "What to do"))
_TITLE = Text("数据靠不靠谱", "Can the data be trusted")
_UNITS = {True: Text("条", "events"), False: Text("人", "people")}


def misfits(found: Quality, order: str) -> Listing:
    """The short table, a row per kind of misfit (and step), the largest first."""
    fields = (_WHAT, Field("size", Text("多少", "How many")), _MEANING, _TODO)
    rows = [
        (quality_words.name(one), quality_words.size(one), quality_words.meaning(one, order), quality_words.todo(one))
        for one in _largest_first(found)
    ]
    return Listing("funnel_quality", _TITLE, fields, tuple(rows))


def exact_misfits(found: Quality, order: str) -> Listing:
    """The same with its numbers as numbers."""
    fields = (
        _WHAT,
        Field("n", Text("多少", "How many"), "count", Text("人或条", "people or events")),
        Field("of", Text("共", "Of"), "count"),
        Field("share", Text("占", "Share"), "share", Text(f"不到 {MIN_SAMPLE} 的不算", f"none below {MIN_SAMPLE}")),
        Field("unit", Text("单位", "Unit")),
        *(_MEANING, _TODO),
    )
    rows = [
        (
            *(quality_words.name(one), one.n, one.of, one.share, _UNITS[one.kind in quality_words.EVENTS]),
            *(quality_words.meaning(one, order), quality_words.todo(one)),
        )
        for one in _largest_first(found)
    ]
    return Listing("funnel_quality", _TITLE, fields, tuple(rows))


def _largest_first(found: Quality) -> list[quality_words.Misfit]:
    return sorted(found.misfits, key=lambda one: (one.kind == "repeated", -one.n / one.of))


def alarms(found: MixedGrain) -> Listing:
    """A row per day, channel and ad slot where a later step has more people than an earlier one."""
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
            a.day,
            a.channel,
            a.ad_slot,
            step_label(a.step),
            a.people,
            step_label(a.earlier_step),
            a.earlier,
            a.people - a.earlier,
        )
        for a in found.alarms
    )
    return Listing("funnel_alarms", Text("自相矛盾的每日人次", "Daily counts that contradict themselves"), fields, rows)
