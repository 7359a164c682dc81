"""The recorded changes with what was different after each, as lists: in words for the page, every step to download."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.codec.listing import Field, Listing, Value
from core.i18n import Text
from core.reports.funnel.changes import words
from core.reports.funnel.changes.rules import ChangeEffect, Changes
from core.reports.funnel.engine.differences import difference_fields, difference_values
from core.reports.funnel.engine.names import step_label
from core.reports.table import Table
from core.statistics.rate_difference import RateDifference

_WIDE = ("what", "who", "n")
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


def tables(changes: Changes) -> tuple[Table, ...]:
    """A row per change that has people before and after it; every change and step to download."""
    if not changes.effects or changes.cutoff is None:
        return ()
    short = listing(changes.effects, changes.cutoff)
    without = len(changes.effects) - len(short.rows)
    notes = (words.CAUTION, *([words.further(without)] if without else []))
    return (Table(short, exact(changes.effects), notes=notes, wide=_WIDE),)


def listing(effects: Sequence[ChangeEffect], cutoff: date) -> Listing:
    """The newest first; `cutoff` is the last day of the data."""
    fields = (
        *_CHANGE,
        Field("effect", Text("前后的差别", "Difference"), "text", _LOOKS),
        Field(
            "n", Text("人数：前 → 后", "People: before → after"), "text", Text("算这个比例的人", "those of the share")
        ),
    )
    rows = []
    for one in reversed(effects):
        if one.kind == "nobody":
            continue
        text = words.effect_line(one, cutoff)
        if one.final_on is not None and one.kind != "wait":
            text += Text("（数据到 {day} 才算完）", " (final when the data reach {day})").fill(day=one.final_on)
        if one.others:
            text += Text("；同期还有 {n} 条改动", "; other changes in those days: {n}").fill(n=one.others)
        rows.append((*_change(one), text, _people(one)))
    return Listing("funnel_changes", _TITLE, fields, tuple(rows))


def exact(effects: Sequence[ChangeEffect]) -> Listing:
    """A row per change and step with every figure, unrounded."""
    fields = [*_CHANGE, Field("step", Text("步骤", "Step"))]
    for name, label in (("before", Text("改动前", "Before")), ("after", Text("改动后", "After"))):
        fields += [
            Field(f"hits_{name}", label + Text("：走到这一步的人", ": reached it"), "count"),
            Field(f"n_{name}", label + Text("：走到上一步的人", ": reached the one before"), "count"),
            Field(f"rate_{name}", label + Text("：占上一步", ": of previous"), "share"),
        ]
    fields += [*difference_fields(Text("全部一起看", "All together"), _LOOKS), _OTHERS]
    rows: list[tuple[Value, ...]] = []
    for one in reversed(effects):
        for rate in one.rates:
            sides = (rate.difference.base, rate.difference.now)
            figures = [value for side in sides for value in (side.hits, side.n, side.rate)]
            rows.append((*_change(one), _step(rate), *figures, *difference_values(rate.difference), one.others))
    return Listing("funnel_changes_exact", _TITLE, tuple(fields), tuple(rows))


def _change(one: ChangeEffect) -> tuple[Value, ...]:
    return one.change.day, one.change.scene, one.change.what, one.change.who


def _people(one: ChangeEffect) -> str:
    """Those of the share that moved, else those who entered and whose window has closed."""
    shown = one.moved or next(iter(one.rates), None)
    before, after = one.entered if shown is None else (shown.difference.base.n, shown.difference.now.n)
    return f"{before:,} → {after:,}"


def _step(rate: RateDifference) -> Text:
    if rate.of == "first":
        return Text("全程", "Whole way")
    return step_label(rate.step)
