"""A comparison as the page shows it: its two sides named, its parts as causes, and what they say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.db import Dataset
from core.domain.choices import LABELS
from core.i18n import Text
from core.marts import Marts
from core.reports.funnel.comparison import query as comparison
from core.reports.funnel.comparison.query import ChangePart, Comparison, Period
from core.reports.funnel.comparison.rules import Compared, Piece
from core.reports.funnel.comparison.words import Told, tell
from core.reports.funnel.engine.names import UNKNOWN
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import cutoff_of
from core.statistics.rate_difference import RateDifference
from core.wording import period


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What the page draws: the comparison, its causes, its words."""

    found: Comparison
    compared: Compared
    sides: tuple[Text, Text]
    """What stands over the columns of now and base: days, or the values of the segments."""
    told: Told
    chosen: tuple[Period, Period] | None
    """Where no first day was asked for: the periods taken instead."""


def periods(dataset: Dataset, marts: Marts, query: FunnelQuery, today: date) -> ComparisonView | None:
    """The query's days against as many before; without a first day the last complete entry weeks.

    None where there is nothing to compare: no two complete weeks. `today` dates what is to be done.
    Errors: QueryTimeout.
    """
    chosen = comparison.usual_periods(marts, query) if query.since is None else None
    if chosen is not None:
        query = replace(query, since=chosen[0][0], until=chosen[0][1])
    if query.since is None:
        return None
    base = comparison.previous_period(marts, query)
    found = comparison.periods(dataset, marts, query, base)
    if found is None:
        return None
    now = query.since, query.since + (base[1] - base[0])
    names = period(now), _before(base)
    return _view(marts, query, found, names, (period(now), period(base)), today, chosen)


def segments(
    dataset: Dataset, marts: Marts, query: FunnelQuery, dimension: str, a: str | None, b: str | None, today: date
) -> ComparisonView | None:
    """Value `a` of a dimension against value `b`; both replace what the query filters that dimension by.

    None if no step is known person by person. Errors: QueryTimeout.
    """
    others = tuple(filtered for filtered in query.where if filtered[0] != dimension)
    asked = replace(query, where=others)
    found = comparison.segments(dataset, marts, asked, ((dimension, (a,)),), ((dimension, (b,)),))
    if found is None:
        return None
    names = value_name(dimension, a), value_name(dimension, b)
    return _view(marts, asked, found, names, names, today, None)


def value_name(dimension: str, value: str | None) -> Text:
    """A value as the page writes it: closed lists in the page's language, data as it is."""
    if value is None:
        return UNKNOWN
    return LABELS.get(dimension, {}).get(value, Text(value, value))


def _before(base: Period) -> Text:
    """前 4 周, the 4 weeks before."""
    days = (base[1] - base[0]).days
    n, one, many = (days // 7, ("周", "week"), "weeks") if days % 7 == 0 else (days, ("天", "day"), "days")
    if n == 1:
        return Text(f"前一{one[0]}", f"the {one[1]} before")
    return Text(f"前 {n} {one[0]}", f"the {n} {many} before")


def _view(
    marts: Marts,
    query: FunnelQuery,
    found: Comparison,
    names: tuple[Text, Text],
    sides: tuple[Text, Text],
    today: date,
    chosen: tuple[Period, Period] | None,
) -> ComparisonView:
    cutoff, days = cutoff_of(marts, query), query.window_days
    closed = None
    if cutoff is not None and days is not None:
        closed = cutoff.date - timedelta(days=days if cutoff.is_day else days + 1)
    first = found.steps[found.steps.index(found.rates[0].step) - 1] if found.rates else found.steps[0]
    compared = Compared(
        kind=found.kind,
        names=names,
        step=found.steps[-1],
        rates_from=None if first == found.steps[0] else first,
        entered=(found.now.people[0], found.base.people[0]),
        reached=(found.now.people[-1], found.base.people[-1]),
        pending=(found.now.pending, found.base.pending),
        whole=found.rates[-1].difference if found.rates else None,
        pieces=tuple(_piece(part, found.rates) for part in found.parts if part.people or part.whole),
        since=query.since,
        closed=closed,
    )
    return ComparisonView(found, compared, sides, tell(compared, today), chosen)


def _piece(part: ChangePart, rates: Sequence[RateDifference]) -> Piece:
    difference = None
    if part.cause == "rate":
        difference = next((r.difference for r in rates if r.step == part.step and r.of == "previous"), None)
    return Piece(part.cause, part.step, part.whole, _place(part), difference)


def _place(part: ChangePart) -> Text | None:
    """The channel in which at least half of a part sits."""
    sign = 1 if part.people > 0 else -1
    known = [value for value in part.by_value if value.value is not None]
    most = max(known, key=lambda value: value.people * sign, default=None)
    if most is None or most.value is None or len(part.by_value) < 2 or 2 * most.people * sign < abs(part.people):
        return None
    return Text(most.value, most.value)
