"""Every recorded change with the rates before and after it, of people whose window has closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.db import Dataset
from core.marts import Marts
from core.reports.funnel import comparison
from core.reports.funnel.comparison import RateDifference
from core.reports.funnel.query import FunnelQuery
from core.reports.funnel.source import cutoff_of
from core.rules.funnel_words import Change

SPAN_DAYS = 14
_MOST = 20


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """One change: entries of the days before it against those from its day on.

    What else happened in those days is in the difference too: it says that something changed, not why.
    """

    change: Change
    before: tuple[date, date]
    """From (inclusive) until (exclusive)."""
    after: tuple[date, date]
    rates: tuple[RateDifference, ...]
    """After minus before; adjusted for the steps looked at, not for the number of changes."""


def build(dataset: Dataset, marts: Marts, query: FunnelQuery) -> tuple[ChangeEffect, ...]:
    """The changes within the query's days that the data reach, the newest 20, oldest first. Errors: QueryTimeout."""
    cutoff = cutoff_of(marts, query)
    if cutoff is None:
        return ()
    sql = (
        "select c.day, c.scene, c.what, c.who from changes as c where c.day >= $since and c.day < $until "
        "and c.day <= $last order by c.day desc, c.scene, c.what limit $most"
    )
    params = {"since": query.since or date.min, "until": query.until or date.max, "last": cutoff.date, "most": _MOST}
    found = []
    for row in reversed(dataset.rows(sql, params)):
        change = Change(*row)
        before = change.day - timedelta(days=SPAN_DAYS), change.day
        after = change.day, change.day + timedelta(days=SPAN_DAYS)
        asked = replace(query, by=None, since=after[0], until=after[1])
        compared = comparison.periods(dataset, marts, asked, before)
        found.append(ChangeEffect(change, before, after, compared.rates if compared else ()))
    return tuple(found)
