"""Every recorded change with the rates before and after it, of people whose window has closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from core.db import Dataset
from core.i18n import Text
from core.marts import Marts, Moment
from core.reports.funnel.changes import words
from core.reports.funnel.changes.rules import SPAN_DAYS, ChangeEffect, Changes
from core.reports.funnel.changes.tables import tables
from core.reports.funnel.engine.changes import Change, recorded_changes
from core.reports.funnel.engine.counts import counts_of
from core.reports.funnel.engine.differences import Looks, Period, looks_at, rates_json
from core.reports.funnel.engine.people import DAY
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import cutoff_of, named_from, source_of, steps_with_events
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.statistics.rate_difference import RateDifference, compare

_MOST = 20


@dataclass(frozen=True, slots=True)
class _Day:
    """Those who entered on one day: how many, and who of them reached which step, windows closed."""

    entered: int
    matured: Mapping[int, int]


def build(inputs: Inputs, query: FunnelQuery) -> Changes:
    """The newest 20 of them. Errors: QueryTimeout."""
    dataset, marts = inputs.dataset, inputs.marts
    changes, cutoff, steps = recorded_changes(dataset), cutoff_of(marts, query), steps_with_events(marts, query)
    if cutoff is None or steps is None:
        return Changes((), None, len(changes))
    reached = [change for change in changes if change.day <= cutoff.date]
    asked = [c for c in reached if (query.since or date.min) <= c.day < (query.until or date.max)]
    effects = _effects(dataset, marts, query, asked[-_MOST:], reached, steps, cutoff) if asked else ()
    return Changes(effects, cutoff.date, len(changes))


def _effects(
    dataset: Dataset,
    marts: Marts,
    query: FunnelQuery,
    changes: Sequence[Change],
    reached: Sequence[Change],
    steps: Sequence[int],
    cutoff: Moment,
) -> tuple[ChangeEffect, ...]:
    first = named_from(marts, query, tuple(dimension for dimension, _ in query.where))
    known = [k for k in steps if k >= (first or k)]
    spans = [_around(change.day) for change in changes]
    # One pass for all changes: their days overlap, and rows made from the events would be made again for each.
    days = _by_day(dataset, marts, replace(query, by=None, since=spans[0][0][0], until=spans[-1][1][1]), steps)
    looks = [looks_at(known, _people(days, after, known), _people(days, before, known)) for before, after in spans]
    differences = iter(compare([(now, base) for one in looks for _, _, now, base in one]))
    # Whole days behind the day whose entries' windows have closed.
    closed = cutoff.date + timedelta(days=1 if cutoff.is_day else 0) - timedelta(days=query.window_days or 0)
    return tuple(
        ChangeEffect(
            change,
            before,
            after,
            tuple(RateDifference(k, of, next(differences)) for k, of, _, _ in one),
            (_entered(days, before), _entered(days, after)),
            _still_to_come(cutoff.date, closed, after[0] + timedelta(days=1)) if not _any(one) else None,
            _still_to_come(cutoff.date, closed, after[1]),
            sum(before[0] <= other.day < after[1] for other in reached) - 1,
        )
        for change, (before, after), one in zip(changes, spans, looks, strict=True)
    )


def _around(day: date) -> tuple[Period, Period]:
    span = timedelta(days=SPAN_DAYS)
    return (day - span, day), (day, day + span)


def _by_day(dataset: Dataset, marts: Marts, query: FunnelQuery, steps: Sequence[int]) -> dict[date, _Day]:
    splits = [(DAY,)]
    with dataset.session() as session, source_of(dataset, session, marts, query, splits) as source:
        if source is None:
            return {}
        counts, start = counts_of(session, source, splits)[DAY,], source.people.start
    return {
        date.fromisoformat(str(day)): _Day(tallies[start].people, {k: tallies[k].matured for k in steps})
        for (day,), tallies in counts.steps.items()
    }


def _people(days: Mapping[date, _Day], span: Period, steps: Sequence[int]) -> dict[int, int]:
    inside = [one for day, one in days.items() if span[0] <= day < span[1]]
    return {k: sum(one.matured[k] for one in inside) for k in steps}


def _entered(days: Mapping[date, _Day], span: Period) -> int:
    return sum(one.entered for day, one in days.items() if span[0] <= day < span[1])


def _any(looks: Looks) -> bool:
    return any(now.n for _, _, now, _ in looks)


def _still_to_come(cutoff: date, closed: date, until: date) -> date | None:
    """The day the data must reach for the windows of those who entered before `until` to be closed."""
    return cutoff + (until - closed) if closed < until else None


def _to_json(changes: Changes) -> list[dict[str, Any]]:
    """The changes with their rates; each change's own fields beside the others."""
    found = []
    for effect in changes.effects:
        known = {field.name: getattr(effect, field.name) for field in fields(effect) if field.name != "change"}
        found.append({**asdict(effect.change), **known, "rates": rates_json(effect.rates)})
    return found


REPORT = Report(
    name="changes",
    title=Text("改动前后", "Before and after each change"),
    needs=(frozenset({"funnel_events"}), frozenset({"funnel_daily"})),
    missing=words.NO_PERSONS,
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=_to_json,
    tables=tables,
    parent="onboarding_funnel",
    key="changes",
)
