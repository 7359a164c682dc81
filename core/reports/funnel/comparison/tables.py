"""The comparison's tables: both sides step by step, and the parts of the change by channel."""

from __future__ import annotations

from decimal import Decimal

from core.codec.listing import Field, Listing, Value
from core.domain.steps import STEPS
from core.i18n import Text
from core.reports.funnel.comparison.rules import ComparisonView
from core.reports.funnel.comparison.words import cause_name
from core.reports.funnel.engine.differences import difference_fields, difference_values, judgement, points, too_few
from core.reports.funnel.engine.names import UNKNOWN, step_label
from core.reports.table import Table
from core.statistics.rate_difference import RateDifference

_WIDE = ("people_now", "people_base", "points")
"""Columns for which a phone has no room; the download holds them."""
_TITLE = Text("两边对比", "Comparison")
_MATURED = Text("只算走完转化窗口的人", "of people whose window has closed")
_LOOKS = Text(
    "已按同时看的步数放宽；跨过 0 就是在正常波动内",
    "widened for the number of steps looked at; if it spans 0, it is within normal variation",
)


def tables(view: ComparisonView) -> tuple[Table, ...]:
    """Both sides step by step; where people have a channel, the parts of the change by channel."""
    found = [Table(steps(view), exact_steps(view), wide=_WIDE)]
    if view.comparison.dimension is not None and view.explained:
        found.append(Table(parts(view), heading=Text("每个渠道各占多少", "By channel"), search=True))
    return tuple(found)


def steps(view: ComparisonView) -> Listing:
    """A row per step and one for the whole way, as the page shows it."""
    fields = (
        Field("step", Text("步骤", "Step")),
        *_people_fields(view),
        *(
            Field(f"share_{name}", side + Text(" 占上一步", ": of previous"), "share", _MATURED)
            for name, side in zip(("now", "base"), view.sides, strict=True)
        ),
        Field("points", Text("相差（点，上下限）", "Difference (points, low–high)"), "text", _LOOKS),
        Field("judgement", Text("判断", "Verdict")),
    )
    rows = [(label, *people, *_shares(rate)) for label, people, rate in _rows(view)]
    return Listing("funnel_comparison", _TITLE, fields, tuple(rows))


def exact_steps(view: ComparisonView) -> Listing:
    """Every figure of the same rows, unrounded."""
    fields = [Field("step", Text("步骤", "Step")), *_people_fields(view)]
    for name, side in zip(("now", "base"), view.sides, strict=True):
        fields += [
            Field(f"hits_{name}", side + Text("：走完窗口、走到这一步的人", ": reached it, window closed"), "count"),
            Field(f"n_{name}", side + Text("：走完窗口、走到上一步的人", ": reached the one before"), "count"),
            Field(f"rate_{name}", side + Text("：占上一步", ": of previous"), "share", _MATURED),
        ]
    fields += difference_fields(Text("几步一起看", "All steps together"), _LOOKS)
    rows = [(label, *people, *_exact(rate)) for label, people, rate in _rows(view)]
    return Listing("funnel_comparison_exact", _TITLE, tuple(fields), tuple(rows))


def parts(view: ComparisonView) -> Listing:
    """A row per channel, a column per cause, in people; the last row and the first column are the sums."""
    causes = [part for part in view.comparison.parts if part.people or part.whole]
    fields = [Field("value", Text("渠道", "Channel")), Field("sum", Text("合计（人）", "Sum (people)"), "decimal")]
    for part in causes:
        name = cause_name(part.cause, part.step, view.compared)
        fields.append(Field(f"{part.cause}_{part.step or ''}".rstrip("_"), name, "decimal"))
    cells = [{value.value: value.people for value in part.by_value} for part in causes]
    lines = {name: [cell.get(name, Decimal(0)) for cell in cells] for cell in cells for name in cell}
    sums = {name: sum(line, Decimal(0)) for name, line in lines.items()}
    rows: list[tuple[Value, ...]] = [
        (UNKNOWN if name is None else name, sums[name], *lines[name])
        for name in sorted(lines, key=lambda name: (name is None, -abs(sums[name]), name or ""))
    ]
    rows.append((Text("合计", "Sum"), view.comparison.change, *(part.people for part in causes)))
    title = Text("变化的人数，按渠道和原因", "The change in people, by channel and cause")
    return Listing("funnel_change_parts", title, tuple(fields), tuple(rows))


def _people_fields(view: ComparisonView) -> list[Field]:
    meaning = Text("走到这一步的人，还在路上的也算到他走到的地方", "who reached it, those on the way included")
    return [
        Field(f"people_{name}", side + Text(" 人数", ": people"), "count", meaning)
        for name, side in zip(("now", "base"), view.sides, strict=True)
    ]


def _rows(view: ComparisonView) -> list[tuple[Text, tuple[int | None, int | None], RateDifference | None]]:
    """From the step on at which the rates begin: before it nobody can be told apart from those who were lost."""
    comparison = view.comparison
    by_step = {rate.step: rate for rate in comparison.rates if rate.of == "previous"}
    rows: list[tuple[Text, tuple[int | None, int | None], RateDifference | None]] = []
    for k, now, base in zip(comparison.steps, comparison.now.people, comparison.base.people, strict=True):
        if k < (view.compared.rates_from or k):
            continue
        rows.append((step_label(k), (now, base), by_step.get(k)))
    whole = next((rate for rate in comparison.rates if rate.of == "first"), None)
    if whole is not None:
        first, last = (STEPS[k - 1].mark for k in (view.compared.rates_from or comparison.steps[0], whole.step))
        rows.append((Text(f"全程 {first}→{last}", f"Whole way {first}→{last}"), (None, None), whole))
    return rows


def _shares(rate: RateDifference | None) -> tuple[Value, ...]:
    if rate is None:
        return None, None, None, None
    one = rate.difference
    if too_few(one) or one.change is None:
        return None, None, None, judgement(one)
    low, high = points(one.adjusted_low or 0.0), points(one.adjusted_high or 0.0)
    change = Text("{n}（{low} 到 {high}）", "{n} ({low} to {high})").fill(n=points(one.change), low=low, high=high)
    return one.now.rate, one.base.rate, change, judgement(one)


def _exact(rate: RateDifference | None) -> tuple[Value, ...]:
    if rate is None:
        return (None,) * 12
    one = rate.difference
    sides = [value for side in (one.now, one.base) for value in (side.hits, side.n, side.rate)]
    return (*sides, *difference_values(one))
