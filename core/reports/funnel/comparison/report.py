"""Two periods or two segments side by side: differences of rates, and why the people at the last step changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from core.errors import BadRequest
from core.i18n import Text
from core.marts import Marts
from core.reports.funnel.comparison import words
from core.reports.funnel.comparison.chart import chart
from core.reports.funnel.comparison.rules import ChangePart, Comparison, ComparisonView, Side, ValuePart, summary
from core.reports.funnel.comparison.tables import tables
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.differences import Period, looks_at, rates_json
from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.engine.query import FunnelQuery, Where, read_where
from core.reports.funnel.engine.source import cutoff_of, named_from, start_of, steps_with_events
from core.reports.inputs import Inputs
from core.reports.options import as_query, bad_option, day, option
from core.reports.report import Report
from core.reports.verdict import Missing
from core.statistics.decomposition import decompose
from core.statistics.rate_difference import RateDifference, compare
from core.wording import period

_CHANNEL = "channel"
_USUAL_WEEKS = 4


def _read_period(name: str, given: Sequence[str], zone: ZoneInfo) -> Literal["previous"] | Period:
    if given[-1] == "previous":
        return "previous"
    first, dots, last = given[-1].partition("..")
    since, until = day(name, [first], zone), day(name, [last], zone)
    if not dots or since >= until:
        bad_option(name, given[-1])
    return since, until


@dataclass(frozen=True, slots=True)
class ComparisonQuery(FunnelQuery):
    """The query's days against others, or segment A of its people against segment B."""

    compare: Literal["previous"] | Period | None = option(
        None, "与另一时段比。", "previous, or D..D (from inclusive, until exclusive).", _read_period
    )
    """None: as many days before; without a first day, the last complete entry weeks against as many before."""
    segment_a: Where = option((), "甲组。", "DIMENSION=VALUE of segment A.", read_where, repeats=True)
    """Filters, added to those of the query."""
    segment_b: Where = option((), "乙组。", "DIMENSION=VALUE of segment B.", read_where, repeats=True)

    def __post_init__(self) -> None:
        FunnelQuery.__post_init__(self)
        a, b = self.segment_a, self.segment_b
        if (a or b) and not (a and b and self.compare is None):
            given = [f"{dimension}={value or ''}" for dimension, values in (*a, *b) for value in values]
            bad_option("segment-a, segment-b", ", ".join(given))


def between(query: FunnelQuery, dimension: str, a: str | None, b: str | None) -> ComparisonQuery:
    """Value `a` of a dimension against value `b`, instead of what the query filters that dimension by."""
    others = tuple(filtered for filtered in query.where if filtered[0] != dimension)
    segment_a, segment_b = (((dimension, (value,)),) for value in (a, b))
    return replace(as_query(ComparisonQuery, query), where=others, segment_a=segment_a, segment_b=segment_b)


def build(inputs: Inputs, query: ComparisonQuery) -> ComparisonView | Missing:
    """The comparison asked for; Missing without people, or where there are no two complete weeks.

    Raises BadRequest where no period is before the query's, or a segment filters by what the query already filters by.
    Errors: QueryTimeout.
    """
    marts = inputs.marts
    chosen = None
    if query.segment_a:
        now, base = (replace(query, where=(*query.where, *by)) for by in (query.segment_a, query.segment_b))
        names = sides = words.segment_name(query.segment_a), words.segment_name(query.segment_b)
    else:
        chosen = usual_periods(marts, query) if query.compare is None and query.since is None else None
        if chosen is not None:
            query = replace(query, since=chosen[0][0], until=chosen[0][1])
        elif query.compare is None and query.since is None:
            return words.NO_TWO_WEEKS
        before = query.compare if isinstance(query.compare, tuple) else previous_period(marts, query)
        now, base = query, replace(query, since=before[0], until=before[1])
        days = _days(marts, query)
        sides = period(days), period(before)
        names = sides[0], words.base_name(days, before)
    comparison = _compare(inputs, now, base)
    if comparison is None:
        return words.NO_PERSONS
    return ComparisonView(comparison, summary(comparison, names, query.since, _closed(marts, query)), sides, chosen)


def previous_period(marts: Marts, query: FunnelQuery) -> Period:
    """The equally long period before the query's. Raises BadRequest where the query names no first day."""
    cutoff = cutoff_of(marts, query)
    until = query.until or (cutoff.date + timedelta(days=1) if cutoff else None)
    if query.since is None or until is None or until <= query.since:
        raise BadRequest(
            Text("没有开始日期，不知道和哪一段比。", "Without a first day there is no period before it."),
            Text("请给出开始日期和结束日期。", "Give a first and a last day."),
        )
    return query.since - (until - query.since), query.since


def usual_periods(marts: Marts, query: FunnelQuery) -> tuple[Period, Period] | None:
    """The last 4 entry weeks before `until` whose windows have closed, and the 4 before; fewer where the data hold
    fewer, and None where they hold no two such weeks from Monday to Sunday."""
    cutoff, start = cutoff_of(marts, query), start_of(marts, query)
    if cutoff is None or start is None or start not in marts.span.first:
        return None
    closed = cutoff.date + timedelta(days=1 if cutoff.is_day else 0) - timedelta(days=query.window_days or 0)
    end = _monday(min(closed, query.until or closed))
    first = marts.span.first[start].date()
    weeks = min(_USUAL_WEEKS, (end - _monday(first + timedelta(days=6))).days // 14)
    if weeks < 1:
        return None
    length = timedelta(weeks=weeks)
    return (end - length, end), (end - 2 * length, end - length)


def _monday(day_: date) -> date:
    return day_ - timedelta(days=day_.weekday())


def _days(marts: Marts, query: FunnelQuery) -> Period:
    """The query's days; where it names none, those of the data."""
    cutoff, first = cutoff_of(marts, query), marts.span.first.get(start_of(marts, query) or 1)
    until = query.until or (cutoff.date + timedelta(days=1) if cutoff else date.max)
    return query.since or (first.date() if first else until), until


def _closed(marts: Marts, query: FunnelQuery) -> date | None:
    """The last entry day whose windows have closed."""
    cutoff, days = cutoff_of(marts, query), query.window_days
    if cutoff is None or days is None:
        return None
    return cutoff.date - timedelta(days=days if cutoff.is_day else days + 1)


def _dimension(marts: Marts, query: ComparisonQuery) -> str | None:
    """The channel, if people have one from the start on (one named later says how far they came, not whence) and it is
    not what the segments are."""
    if any(dimension == _CHANNEL for dimension, _ in (*query.segment_a, *query.segment_b)):
        return None
    return _CHANNEL if named_from(marts, query, (_CHANNEL,)) == start_of(marts, query) else None


def _compare(inputs: Inputs, now: ComparisonQuery, base: ComparisonQuery) -> Comparison | None:
    """None if no step is known person by person."""
    marts = inputs.marts
    steps, dimension = steps_with_events(marts, now), _dimension(marts, now)
    if steps is None:
        return None
    reports = [
        funnel.build(inputs.dataset, marts, replace(query, by=dimension), durations=False, daily=False)
        for query in (now, base)
    ]
    after, before = (_by_value(report, steps) for report in reports)
    change = decompose(before, after)
    parts = tuple(
        ChangePart(
            part.cause,
            None if part.step is None else steps[part.step - 1],
            part.people,
            part.whole,
            tuple(ValuePart(*pair) for pair in sorted(part.by_channel.items(), key=_named_first)),
        )
        for part in change.parts
    )
    sides = [_side(query, report, steps) for query, report in zip((now, base), reports, strict=True)]
    return Comparison(
        kind="segments" if now.segment_a else "periods",
        now=sides[0],
        base=sides[1],
        steps=steps,
        dimension=dimension,
        change=change.change,
        parts=parts,
        rates=_rates(reports, steps),
    )


def _named_first(pair: tuple[str | None, Decimal]) -> tuple[bool, str]:
    return pair[0] is None, pair[0] or ""


def _by_value(report: FunnelReport, steps: tuple[int, ...]) -> dict[str | None, list[int]]:
    parts = {part.value: part.steps for part in report.breakdown} if report.query.by else {None: report.steps}
    return {value: [counts[k - 1].people or 0 for k in steps] for value, counts in parts.items()}


def _side(query: FunnelQuery, report: FunnelReport, steps: tuple[int, ...]) -> Side:
    people = tuple(report.steps[k - 1].people or 0 for k in steps)
    pending = sum(report.steps[k - 1].pending or 0 for k in steps)
    return Side(query.since, query.until, query.where, people, pending)


def _rates(reports: Sequence[FunnelReport], steps: tuple[int, ...]) -> tuple[RateDifference, ...]:
    """Where a segment's dimension is named after the start step, only the steps behind it have rates."""
    known = [k for k in steps if all(k >= (report.rates_from or k) for report in reports)]
    now, base = ({k: report.steps[k - 1].matured or 0 for k in known} for report in reports)
    looks = looks_at(known, now, base)
    differences = compare([(one, other) for _, _, one, other in looks])
    return tuple(RateDifference(k, of, one) for (k, of, _, _), one in zip(looks, differences, strict=True))


def _to_json(view: ComparisonView) -> dict[str, Any]:
    comparison = view.comparison
    sides = {
        name: {**asdict(side), "where": {dimension: list(values) for dimension, values in side.where}}
        for name, side in (("now", comparison.now), ("base", comparison.base))
    }
    return {**asdict(comparison), **sides, "rates": rates_json(comparison.rates)}


REPORT = Report(
    name="comparison",
    title=Text("和上一期比，或两边互比", "Compare with the period before, or two segments"),
    needs=(frozenset({"funnel_events"}),),
    missing=words.NO_PERSONS,
    query=ComparisonQuery,
    build=build,
    verdict=words.verdict,
    to_json=_to_json,
    tables=tables,
    charts=lambda view: (chart(view.compared),) if view.explained else (),
    parent="onboarding_funnel",
    key="comparison",
    asked=lambda query: query.compare is not None or bool(query.segment_a),
)
