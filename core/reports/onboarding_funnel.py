"""The onboarding funnel as a view model: who came how far, who was lost, refused or is still on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from core.db import Dataset, Session, parquet_sql
from core.domain.steps import STEPS
from core.marts import FunnelMart, Marts, Moment, Order, people_on_the_fly
from core.reports.funnel_counts import Counts, Durations, People, Tally, Value, cube_answers, cube_counts, daily_counts
from core.reports.funnel_query import DIMENSIONS, FunnelQuery, Where
from core.rules.intervals import wilson

__all__ = ["DIMENSIONS", "BreakdownValue", "FunnelQuery", "FunnelReport", "StepCount", "Where", "build", "to_json"]

_CUBES_IN_MEMORY = 4  # both order modes of the newest two versions
_PEOPLE_IN_MEMORY = 1
_PEOPLE_BYTES = 200 << 20
"""As Parquet; in memory it is about the double. 12 M people are about 420 MB there."""


@dataclass(frozen=True, slots=True)
class StepCount:
    """One step. For k after the start step: people[k] + refused + lost + pending = people[k-1]."""

    step: int
    code: str
    people: int | None
    """People who entered in the range and reached the step; None for steps known only as daily counts."""
    count: int | None
    """Daily counts (funnel_daily) of a step before the start step; no persons, so outside of the chain."""
    of_first: float | None
    of_previous: float | None
    low: float | None
    high: float | None
    """95 % Wilson interval of of_previous."""
    lost: int | None
    pending: int | None
    """Not there yet, and their window ends after the cut-off."""
    refused: int | None
    median_seconds: float | None
    p90_seconds: float | None
    """To the next step, of those who took it."""


@dataclass(frozen=True, slots=True)
class BreakdownValue:
    """The funnel of one value; None: unknown."""

    value: str | None
    steps: tuple[StepCount, ...]


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """The answer to a FunnelQuery on one version."""

    version: int
    cutoff: datetime | None
    """Where the data ends; None without events."""
    cutoff_is_day: bool
    order: str
    window_days: int | None
    since: date | None
    until: date | None
    by: str | None
    start_step: int | None
    """The step at which people enter; None if no step is known person by person."""
    excluded_future: int
    """Event rows dated after their import, left out."""
    steps: tuple[StepCount, ...]
    breakdown: tuple[BreakdownValue, ...]


def build(
    dataset: Dataset, marts: Marts, query: FunnelQuery, durations: bool = True, daily: bool = True
) -> FunnelReport:
    """Answer `query`; without `durations` (a pass over all people) or `daily` (funnel_daily) those figures are None.

    Counts come from the cube; `as_of` before the data's end, another start step, or filters and breakdown on
    several dimensions at once are counted per person. Errors: QueryTimeout.
    """
    span, cutoff = marts.span, marts.span.cutoff
    cuts = query.last_time is not None and cutoff is not None and query.last_time < cutoff.end
    if cuts and query.last_time is not None:
        cutoff = Moment(query.last_time)
    start = query.from_step or span.start(query.last_time)
    counts, times = Counts(), {}
    with dataset.session() as session:
        if start is not None and cutoff is not None:
            with _people(dataset, session, marts, query, start, cutoff) as (people, mart):
                if mart is None or cuts or not cube_answers(query):
                    counts = people.counts(session)
                else:
                    rows = f"select * from {parquet_sql(mart.cube)}"
                    with dataset.engine.holding("funnel_cube", mart.key[:24], rows, _CUBES_IN_MEMORY) as cube:
                        counts = cube_counts(session, cube, people)
                times = dict(people.durations(session)) if durations else {}
        by_day = daily_counts(session, query, start or len(STEPS) + 1) if daily else {}
    return FunnelReport(
        version=dataset.version,
        cutoff=cutoff.time if cutoff else None,
        cutoff_is_day=bool(cutoff and cutoff.is_day),
        order=query.order,
        window_days=query.window_days,
        since=query.since,
        until=query.until,
        by=query.by,
        start_step=start,
        excluded_future=span.excluded,
        steps=_steps(start, counts.total(), _daily_total(by_day), _of_part(times, False, None)),
        breakdown=_breakdown(query, start, counts, by_day, times),
    )


def to_json(report: FunnelReport) -> dict[str, Any]:
    """The report for `--json`."""
    return {
        "version": report.version,
        "cutoff": _cutoff_text(report),
        "order": report.order,
        "window_days": report.window_days,
        "since": report.since and report.since.isoformat(),
        "until": report.until and report.until.isoformat(),
        "by": report.by,
        "start_step": report.start_step,
        "excluded_future": report.excluded_future,
        "steps": [asdict(step) for step in report.steps],
        "breakdown": [{"value": b.value, "steps": [asdict(step) for step in b.steps]} for b in report.breakdown],
    }


def _cutoff_text(report: FunnelReport) -> str | None:
    """A day where only the day of the last event is known, else the time."""
    if report.cutoff is None:
        return None
    return report.cutoff.date().isoformat() if report.cutoff_is_day else report.cutoff.isoformat(timespec="seconds")


@contextmanager
def _people(
    dataset: Dataset, session: Session, marts: Marts, query: FunnelQuery, start: int, cutoff: Moment
) -> Iterator[tuple[People, FunnelMart | None]]:
    """The person rows of the mart; for another start step than the mart's, rows made now from the events."""
    order: Order = "strict" if query.order == "strict" else "any"
    mart = marts.funnel.get(order)
    if mart is not None and mart.start == start and not _fits_in_memory(mart):
        yield People(mart.people_sql(), start, query, cutoff), mart
    elif mart is not None and mart.start == start:
        with dataset.engine.holding("funnel_people", mart.key[:24], mart.people_sql(), _PEOPLE_IN_MEMORY) as held:
            yield People(f"select * from {held}", start, query, cutoff), mart
    else:
        people_on_the_fly(session, marts, order, start, "funnel_people")
        yield People("select * from funnel_people", start, query, cutoff), None


def _fits_in_memory(mart: FunnelMart) -> bool:
    return sum(path.stat().st_size for segment in mart.segments for path in segment.files) <= _PEOPLE_BYTES


def _steps(
    start: int | None, tallies: Mapping[int, Tally], daily: Mapping[int, int], times: Mapping[int, Any]
) -> tuple[StepCount, ...]:
    """All seven steps: daily counts before the start, people from it on."""
    found = []
    for step in STEPS:
        k = step.number
        if start is None or k < start:
            found.append(_known_daily(k, step.code, daily.get(k)))
            continue
        now, first, before = (tallies.get(i, Tally()) for i in (k, start, k - 1))
        later = k > start
        pending = before.open_people - now.open_people - now.open_refused if later else 0
        low, high = wilson(now.people, before.people) if later else (None, None)
        median, p90 = times.get(k, (None, None))
        found.append(
            StepCount(
                step=k,
                code=step.code,
                people=now.people,
                count=None,
                of_first=_share(now.people, first.people),
                of_previous=_share(now.people, before.people) if later else None,
                low=low,
                high=high,
                lost=before.people - now.people - now.refused - pending if later else 0,
                pending=pending,
                refused=now.refused,
                median_seconds=median,
                p90_seconds=p90,
            )
        )
    return tuple(found)


def _known_daily(step: int, code: str, count: int | None) -> StepCount:
    """A step before the start step: a count, and nothing that needs persons."""
    nothing: dict[str, Any] = dict.fromkeys(field.name for field in fields(StepCount))
    return StepCount(**{**nothing, "step": step, "code": code, "count": count})


def _breakdown(
    query: FunnelQuery,
    start: int | None,
    counts: Counts,
    daily: Mapping[tuple[Value, int], int],
    times: Durations,
) -> tuple[BreakdownValue, ...]:
    """One funnel per value: most people first, the unknown last."""
    if query.by is None:
        return ()
    entered = {value: steps[start].people for value, steps in counts.steps.items()} if start is not None else {}
    # The cube's signed rows leave a value with nobody where all who have it are beyond the window.
    values = {value for value, people in entered.items() if people} | {value for value, _ in daily}
    by_size = query.by != "entry_week"  # weeks follow each other
    ordered = sorted(values, key=lambda v: (v is None, -entered.get(v, 0) if by_size else 0, v or ""))
    return tuple(
        BreakdownValue(
            value,
            _steps(
                start,
                counts.steps.get(value, {}),
                {k: n for (named, k), n in daily.items() if named == value},
                _of_part(times, True, value),
            ),
        )
        for value in ordered
    )


def _of_part(times: Durations, part: bool, value: Value) -> dict[int, tuple[float | None, float | None]]:
    return {k: pair for (is_part, named, k), pair in times.items() if is_part == part and named == value}


def _daily_total(daily: Mapping[tuple[Value, int], int]) -> dict[int, int]:
    whole: dict[int, int] = {}
    for (_, step), n in daily.items():
        whole[step] = whole.get(step, 0) + n
    return whole


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
