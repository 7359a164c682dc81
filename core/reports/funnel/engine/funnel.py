"""The funnel of a query: how far people came, who was lost, refused or is still on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from core.db import Dataset
from core.domain.steps import STEPS
from core.marts import Marts
from core.reports.funnel.engine.counts import counts_of, daily_counts
from core.reports.funnel.engine.query import DIMENSIONS, FunnelQuery, Where
from core.reports.funnel.engine.source import cutoff_of, named_from, source_of, start_of
from core.reports.funnel.engine.steps import StepCount, step_counts
from core.reports.funnel.engine.tally import Counts, Durations, Split, Value

__all__ = ["DIMENSIONS", "BreakdownValue", "FunnelQuery", "FunnelReport", "StepCount", "Where", "build", "to_json"]


@dataclass(frozen=True, slots=True)
class BreakdownValue:
    """The funnel of one value of one or two dimensions; None: unknown."""

    values: Value
    steps: tuple[StepCount, ...]

    @property
    def value(self) -> str | None:
        """The value of the first dimension."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """The answer to a FunnelQuery on one version."""

    version: int
    cutoff: datetime | None
    """Where the data ends; None without events."""
    cutoff_is_day: bool
    query: FunnelQuery
    start_step: int | None
    """The step at which people enter; None if no step is known person by person."""
    rates_from: int | None
    """The first step with shares: later than the start where a filter's dimension is named later (core/adr/0007)."""
    parts_from: int | None
    """The same for the breakdown."""
    excluded_future: int
    """Event rows dated after their import, left out."""
    entries: int | None
    """With re-entry: entries in the range; each step counts entries."""
    entrants: int | None
    """With re-entry: the people who entered."""
    steps: tuple[StepCount, ...]
    breakdown: tuple[BreakdownValue, ...]

    @property
    def order(self) -> str:
        """strict or any."""
        return self.query.order

    @property
    def window_days(self) -> int | None:
        """The total window; None: no limit."""
        return self.query.window_days

    @property
    def pending(self) -> int | None:
        """People on the way, at any step: everybody waits at exactly one."""
        return None if self.start_step is None else sum(step.pending or 0 for step in self.steps)


def build(
    dataset: Dataset, marts: Marts, query: FunnelQuery, durations: bool = True, daily: bool = True
) -> FunnelReport:
    """The funnel of `query`; without `durations` (a pass over all people) or `daily` (funnel_daily) those are None.

    Counts come from the cube; with `as_of` before the end of the data, windows of single steps, or several dimensions
    at once from person rows; with another start step, optional steps or re-entry from rows built of the events.
    Errors: QueryTimeout.
    """
    return builds(dataset, marts, [query], durations, daily)[0]


def builds(
    dataset: Dataset, marts: Marts, queries: Sequence[FunnelQuery], durations: bool = False, daily: bool = True
) -> tuple[FunnelReport, ...]:
    """A report per query in one pass; the queries may differ in their breakdown only. Errors: QueryTimeout."""
    query, splits = queries[0], [query.dimensions for query in queries]
    if any(replace(other, by=None) != replace(query, by=None) for other in queries):
        raise ValueError("the queries differ in more than their breakdown")
    start = start_of(marts, query)
    counts: Mapping[Split, Counts] = {split: Counts() for split in splits}
    times: list[Durations] = [{} for _ in queries]
    entries = None
    with dataset.session() as session:
        with source_of(dataset, session, marts, query, splits, counts_only=not durations) as source:
            if source is not None:
                counts = counts_of(session, source, splits)
                entries = source.people.entries(session) if query.re_entry else None
                if durations:
                    times = [replace(source.people, query=each).durations(session) for each in queries]
        by_day = daily_counts(session, query, (start or len(STEPS) + 1) if daily else 1, splits)
    return tuple(
        _report(dataset.version, marts, each, counts[split], by_day[split], its_times, entries)
        for each, split, its_times in zip(queries, splits, times, strict=True)
    )


def _report(
    version: int,
    marts: Marts,
    query: FunnelQuery,
    counts: Counts,
    by_day: Mapping[tuple[Value, int], int],
    times: Durations,
    entries: tuple[int, int] | None,
) -> FunnelReport:
    cutoff, start = cutoff_of(marts, query), start_of(marts, query)
    filtered = tuple(dimension for dimension, _ in query.where)
    rates_from = named_from(marts, query, filtered)
    parts_from = named_from(marts, query, filtered + query.dimensions)
    return FunnelReport(
        version=version,
        cutoff=cutoff.time if cutoff else None,
        cutoff_is_day=bool(cutoff and cutoff.is_day),
        query=query,
        start_step=start,
        rates_from=rates_from,
        parts_from=parts_from,
        excluded_future=marts.span.excluded,
        entries=entries and entries[0],
        entrants=entries and entries[1],
        steps=step_counts(query, start, rates_from, counts.total(), _daily_total(by_day), _of_part(times, False, ())),
        breakdown=_breakdown(query, start, parts_from, counts, by_day, times),
    )


def to_json(report: FunnelReport) -> dict[str, Any]:
    """The report for `--json`. With two dimensions `by` and each `value` are lists."""
    query, two = report.query, len(report.query.dimensions) > 1
    return {
        "version": report.version,
        "cutoff": cutoff_text(report.cutoff, report.cutoff_is_day),
        "order": query.order,
        "window_days": query.window_days,
        "step_windows": {str(step): days for step, days in query.step_windows},
        "optional": list(query.optional),
        "re_entry": query.re_entry,
        "since": query.since and query.since.isoformat(),
        "until": query.until and query.until.isoformat(),
        "by": list(query.dimensions) if two else query.by,
        "start_step": report.start_step,
        "rates_from": report.rates_from,
        "parts_from": report.parts_from,
        "excluded_future": report.excluded_future,
        "entries": report.entries,
        "entrants": report.entrants,
        "pending": report.pending,
        "steps": [asdict(step) for step in report.steps],
        "breakdown": [
            {"value": list(b.values) if two else b.value, "steps": [asdict(step) for step in b.steps]}
            for b in report.breakdown
        ],
    }


def cutoff_text(cutoff: datetime | None, is_day: bool) -> str | None:
    """ISO: a day where only the day of the last event is known, else a time."""
    if cutoff is None:
        return None
    return cutoff.date().isoformat() if is_day else cutoff.isoformat(timespec="seconds")


def _breakdown(
    query: FunnelQuery,
    start: int | None,
    parts_from: int | None,
    counts: Counts,
    daily: Mapping[tuple[Value, int], int],
    times: Durations,
) -> tuple[BreakdownValue, ...]:
    """A funnel per value, sorted by each dimension: most people first, weeks in order, the unknown last."""
    if not query.dimensions:
        return ()
    entered = {value: steps[start].people for value, steps in counts.steps.items()} if start is not None else {}
    # The cube's signed rows sum to 0 where all people of a value are beyond the window.
    values = {value for value, people in entered.items() if people} | {value for value, _ in daily}
    sizes: dict[tuple[int, str | None], int] = {}
    for value, people in entered.items():
        for at, name in enumerate(value):
            sizes[at, name] = sizes.get((at, name), 0) + people

    def place(value: Value) -> list[tuple[bool, int, str]]:
        weekly = [dimension == "entry_week" for dimension in query.dimensions]
        return [
            (name is None, 0 if weekly[at] else -sizes.get((at, name), 0), name or "") for at, name in enumerate(value)
        ]

    return tuple(
        BreakdownValue(
            value,
            step_counts(
                query,
                start,
                parts_from,
                counts.steps.get(value, {}),
                {k: n for (named, k), n in daily.items() if named == value},
                _of_part(times, True, value),
            ),
        )
        for value in sorted(values, key=place)
    )


def _of_part(times: Durations, part: bool, value: Value) -> dict[int, tuple[float | None, float | None]]:
    return {k: pair for (is_part, named, k), pair in times.items() if is_part == part and named == value}


def _daily_total(daily: Mapping[tuple[Value, int], int]) -> dict[int, int]:
    whole: dict[int, int] = {}
    for (_, step), n in daily.items():
        whole[step] = whole.get(step, 0) + n
    return whole
