"""The recorded changes with what was different after each, as lists: in words for the page, every step to download."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.codec.listing import Field, Listing, Value
from core.i18n import Text
from core.reports.funnel.changes import words as change_words
from core.reports.funnel.changes.query import SPAN_DAYS, ChangeEffect
from core.reports.funnel.changes.words import Effect
from core.reports.funnel.engine import difference_columns
from core.reports.funnel.engine.names import step_label
from core.statistics.rate_difference import RateDifference

WIDE = ("what", "who", "n")
"""Columns for which a phone has no room; the download holds them."""
_TITLE = Text("改动前后", "Before and after each change")
_CHANGE = (
    Field("day", Text("日期", "Day"), "day"),
    Field("scene", Text("场景", "Scene")),
    Field("what", Text("改动", "Change")),
    Field("who", Text("改动人", "By")),
)
_OTHERS = Field(
    "others",
    Text("同期其他改动", "Other changes then"),
    "count",
    Text("前后两周里记下的其他改动", "recorded in the two weeks before and after"),
)
_LOOKS = Text(
    "已按同时看的改动和步骤放宽；跨过 0 就是在正常波动内",
    "widened for all changes and steps looked at; if it spans 0, it is within normal variation",
)


def effect(found: ChangeEffect) -> Effect:
    """What can be said of one change."""
    return change_words.judge(found.change, found.rates, found.entered, found.judged_from, found.others)


def changes(found: Sequence[ChangeEffect], cutoff: date) -> Listing:
    """A row per change that has people before and after it, the newest first; `cutoff` is the last day of the data."""
    fields = (
        *_CHANGE,
        Field("effect", Text("前后的差别", "Difference"), "text", _LOOKS),
        Field(
            "n", Text("人数：前 → 后", "People: before → after"), "text", Text("算这个比例的人", "those of the share")
        ),
    )
    rows = []
    for one in reversed(found):
        said = effect(one)
        if said.kind == "nobody":
            continue
        text = change_words.said(said, cutoff)
        if one.final_on is not None and said.kind in ("worse", "better", "quiet", "few"):
            text += Text("（数据到 {day} 才算完）", " (final when the data reach {day})").fill(day=one.final_on)
        if one.others:
            text += Text("；同期还有 {n} 条改动", "; other changes in those days: {n}").fill(n=one.others)
        rows.append((*_told(one), text, _people(one, said.moved)))
    return Listing("funnel_changes", _TITLE, fields, tuple(rows))


def exact_changes(found: Sequence[ChangeEffect]) -> Listing:
    """A row per change and step with every figure, unrounded."""
    fields = [*_CHANGE, Field("step", Text("步骤", "Step"))]
    for name, label in (("before", Text("改动前", "Before")), ("after", Text("改动后", "After"))):
        fields += [
            Field(f"hits_{name}", label + Text("：走到这一步的人", ": reached it"), "count"),
            Field(f"n_{name}", label + Text("：走到上一步的人", ": reached the one before"), "count"),
            Field(f"rate_{name}", label + Text("：占上一步", ": of previous"), "share"),
        ]
    fields += [*difference_columns.fields(Text("全部一起看", "All together"), _LOOKS), _OTHERS]
    rows: list[tuple[Value, ...]] = []
    for one in reversed(found):
        for rate in one.rates:
            of = rate.difference
            sides = [(side.hits, side.n, side.rate) for side in (of.base, of.now)]
            figures = (*sides[0], *sides[1], *difference_columns.values(of))
            rows.append((*_told(one), _step(rate), *figures, one.others))
    return Listing("funnel_changes_exact", _TITLE, tuple(fields), tuple(rows))


def _told(one: ChangeEffect) -> tuple[Value, ...]:
    return one.change.day, one.change.scene, one.change.what, one.change.who


def _people(one: ChangeEffect, moved: RateDifference | None) -> str:
    """Those of the share that moved, else those who entered and whose window has closed."""
    shown = moved or next(iter(one.rates), None)
    if shown is None:
        return f"{one.entered[0]:,} → {one.entered[1]:,}"
    return f"{shown.difference.base.n:,} → {shown.difference.now.n:,}"


def _step(rate: RateDifference) -> Text:
    if rate.of == "first":
        return Text("全程", "Whole way")
    return step_label(rate.step)


NOTE = Text(
    "前后各看 {n} 天进来的人，只算走完转化窗口的。那些天里别的事也在变（活动、节日、别的改动），差别不一定是它造成的。",
    "People who entered in the {n} days before and after, only those whose window has closed. Other things happened in "
    "those days too (campaigns, holidays, other changes): the difference need not be its doing.",
).fill(n=SPAN_DAYS)
