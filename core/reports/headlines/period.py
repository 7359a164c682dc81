"""The period of a question: the scope's days, or the last complete week of the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.db import Session
from core.scope import Scope

DAY = timedelta(days=1)
_USUAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to before `until`."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.until - self.since).days

    @property
    def last(self) -> date:
        """The last day of it."""
        return self.until - DAY

    def previous(self) -> Period:
        """The equal period before it."""
        return Period(self.since - timedelta(days=self.days), self.since)


def period_of(session: Session, created_at: datetime, cutoff: date, scope: Scope) -> Period | None:
    """The scope's days as far as there are data; the day of the import itself is not complete yet."""
    until = cutoff + DAY
    if scope.until is not None:
        until = min(scope.until, until)
    elif cutoff == created_at.date():
        earlier = session.rows("select exists (select 1 from group_days where day = $d)", {"d": cutoff - DAY})
        until = cutoff if earlier[0][0] else until
    since = scope.since or until - timedelta(days=_USUAL_DAYS)
    return Period(since, until) if since < until else None


def days_of(since: date, until: date) -> list[date]:
    """Every day from `since` to before `until`."""
    return [since + timedelta(days=n) for n in range((until - since).days)]
