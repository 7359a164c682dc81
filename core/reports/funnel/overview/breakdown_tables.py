"""The breakdown by one or two dimensions and by entry week, as lists to show and download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.codec.listing import Field, Listing, Value
from core.domain.steps import STEPS
from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel.engine.funnel import BreakdownValue, FunnelReport
from core.reports.funnel.engine.names import DIMENSION_NAMES, UNKNOWN
from core.reports.funnel.engine.steps import StepCount, judged
from core.reports.funnel.overview.model import FunnelView
from core.reports.funnel.overview.step_tables import EXACT, PENDING, values
from core.statistics.min_sample import MIN_SAMPLE

MOST = 30
"""More rows than this are in the download only."""
_Part = tuple[tuple[Value, ...], tuple[StepCount, ...]]
_WEEK = "entry_week"


def breakdown(report: FunnelReport, last_step: int) -> tuple[Listing, int]:
    """A row per value or pair and how many more there are: who entered, and of those at each step the share that went
    on, of people whose window has closed; fewer than 30 give no share. Of daily counts, which know no persons, counts.

    Those with most people; pairs in that order, an unknown value last. Weeks are cut only beside another dimension.
    """
    start, dimensions = report.start_step, report.query.dimensions
    name, title = _named(dimensions)
    columns = [_column(dimension) for dimension in dimensions]
    if start is None:
        return _counted(name, title, columns, [_part(part) for part in report.breakdown]), 0
    found = [part for part in report.breakdown if part.steps[start - 1].people]
    if dimensions == (_WEEK,):
        kept = found
    elif len(dimensions) == 1 or _WEEK in dimensions:
        kept = _largest(found, start)
    else:
        kept = sorted(found, key=lambda part: (None in part.values, -(part.steps[start - 1].people or 0)))[:MOST]
    parts = [_part(part) for part in kept]
    return _wide(name, title, columns, parts, (start, report.parts_from or start, last_step)), len(found) - len(kept)


def weeks(view: FunnelView) -> Listing:
    """A row per entry week; the newest first. Of weeks on the way, the shares of those whose window has closed."""
    name, title = _named((_WEEK,))
    shown = list(reversed(view.weeks))
    parts: list[_Part] = [((week.monday.isoformat(),), week.steps) for week in shown]
    start = view.whole.start_step or 1
    found = _wide(name, title, [_column(_WEEK)], parts, (start, view.whole.rates_from or start, view.last_step))
    waiting = [sum(step.pending or 0 for step in week.steps) for week in shown]
    rows = tuple((*row, n) for row, n in zip(found.rows, waiting, strict=True))
    return replace(found, fields=(*found.fields, PENDING), rows=rows)


def exact_breakdown(parts: Sequence[BreakdownValue], dimensions: Sequence[str]) -> Listing:
    """A row per value (or pair) and step with every figure, to work with in a sheet."""
    name, _ = _named(dimensions)
    columns = tuple(Field(dimension, DIMENSION_NAMES[dimension]) for dimension in dimensions)
    none = Targets()
    rows = [(*_part(part)[0], *values(step, EXACT, none)) for part in parts for step in part.steps]
    labels = [DIMENSION_NAMES[dimension] for dimension in dimensions]
    title = Text(
        f"导流漏斗，按{'、'.join(label.zh for label in labels)}",
        f"Onboarding funnel by {' and '.join(label.en.lower() for label in labels)}",
    )
    return Listing(f"onboarding_{name}", title, (*columns, *EXACT), tuple(rows))


def exact_weeks(view: FunnelView) -> Listing:
    """A row per entry week and step with every figure."""
    parts = [BreakdownValue((week.monday.isoformat(),), week.steps[: view.last_step]) for week in view.weeks]
    return exact_breakdown(parts, (_WEEK,))


def _named(dimensions: Sequence[str]) -> tuple[str, Text]:
    labels = [DIMENSION_NAMES[dimension] for dimension in dimensions]
    title = Text(f"按{'、'.join(one.zh for one in labels)}", f"By {' and '.join(one.en.lower() for one in labels)}")
    return f"funnel_by_{'_'.join(dimensions)}", title


def _column(dimension: str) -> Field:
    return Field(f"by_{dimension}", DIMENSION_NAMES[dimension])


def _largest(parts: Sequence[BreakdownValue], start: int) -> list[BreakdownValue]:
    ordered = sorted(range(len(parts)), key=lambda at: -(parts[at].steps[start - 1].people or 0))
    return [parts[at] for at in sorted(ordered[:MOST])]


def _part(part: BreakdownValue) -> _Part:
    return tuple(UNKNOWN if value is None else value for value in part.values), part.steps


def _counted(name: str, title: Text, columns: Sequence[Field], parts: Sequence[_Part]) -> Listing:
    known = [step for i, step in enumerate(STEPS) if any(found[i].count is not None for _, found in parts)]
    fields = list(columns)
    for step in known:
        mark = step.mark
        fields.append(
            Field(f"count_{step.number}", Text(f"{mark} 每日人次", f"{mark} daily counts"), "count", step.label)
        )
    rows = [(*value, *(found[step.number - 1].count for step in known)) for value, found in parts]
    return Listing(name, title, tuple(fields), tuple(rows))


def _wide(
    name: str, title: Text, columns: Sequence[Field], parts: Sequence[_Part], range_: tuple[int, int, int]
) -> Listing:
    """`range_`: the start step, the last one without shares (core/adr/0007), and the last that can be judged."""
    start, shares_from, last_step = range_
    passed_over = {step.step for _, found in parts[:1] for step in found if step.optional}
    later = [step for step in STEPS if shares_from < step.number <= last_step and step.number not in passed_over]
    fields = [*columns, Field("entered", Text("进入人数", "Entered"), "count")]
    for step in later:
        mark = step.mark
        fields.append(
            Field(f"share_{step.number}", Text(f"{mark} 占上一步", f"{mark} of previous"), "share", step.label)
        )
    if later:
        mark = later[-1].mark
        whole = Text("占进入", "of entered")
        if shares_from > start:
            since = STEPS[shares_from - 1].mark
            whole = Text(f"占{since}", f"of {since}")
        fields.append(Field("reached", Text(f"{mark} 人数", f"{mark} people"), "count", later[-1].label))
        fields.append(Field("of_first", Text(f"{mark} {whole.zh}", f"{mark} {whole.en}"), "share", later[-1].label))
    rows = []
    for value, found in parts:
        row: list[Value] = [*value, found[start - 1].people]
        for step in later:
            one = judged(found, step.number)
            row.append(one.matured_previous if one else None)
        if later:
            last = found[later[-1].number - 1]
            row += [last.people, last.matured_first if (found[shares_from - 1].matured or 0) >= MIN_SAMPLE else None]
        rows.append(tuple(row))
    return Listing(name, title, tuple(fields), tuple(rows))
