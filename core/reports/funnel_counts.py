"""Where the funnel's integers come from: the cube, the person mart, or the events themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from core.db import Session
from core.domain.tables import TABLES
from core.marts import DIMENSIONS, LAST_STEP, Moment
from core.reports.funnel_query import FunnelQuery, Where

_CUBE = Path(__file__).with_name("onboarding_funnel.sql").read_text(encoding="utf-8")
_ENDLESS = 2**31 - 1
_FOREVER = 2**62
_DAILY = "nullif(d.{}, '')"

Value = str | None


@dataclass(slots=True)
class Tally:
    """Counts at one step of one breakdown value; `open_…` are those whose window is after the cut-off."""

    people: int = 0
    refused: int = 0
    open_people: int = 0
    open_refused: int = 0

    def add(self, other: Tally) -> None:
        """Add another value's counts: every one of them is additive."""
        self.people += other.people
        self.refused += other.refused
        self.open_people += other.open_people
        self.open_refused += other.open_refused


@dataclass(slots=True)
class Counts:
    """Tallies by breakdown value and step. Without a breakdown the only value is None."""

    steps: dict[Value, dict[int, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))

    def add(self, value: Value, step: int, tally: Tally) -> None:
        """Add to one value's step."""
        self.steps[value][step].add(tally)

    def total(self) -> dict[int, Tally]:
        """The whole: the sum of its parts."""
        whole: dict[int, Tally] = defaultdict(Tally)
        for steps in self.steps.values():
            for step, tally in steps.items():
                whole[step].add(tally)
        return whole


Durations = Mapping[tuple[bool, Value, int], tuple[float | None, float | None]]
"""(is a breakdown value, value, step) → median and 90 % quantile of seconds to the next step."""


@dataclass(frozen=True, slots=True)
class People:
    """The person rows a report is made from: a query for them, their start step, and what cuts them short."""

    sql: str
    start: int
    query: FunnelQuery
    cutoff: Moment

    def counts(self, session: Session, entries_on: date | None = None) -> Counts:
        """Count people one by one; with `entries_on` only those who entered on that day."""
        params = self._params()
        if entries_on is not None:
            params |= {"since": _midnight(entries_on), "until": _midnight(entries_on + timedelta(days=1))}
        found = Counts()
        sql = f"select value, depth, refused, open, count(*) from ({self._reached()}) as r group by all"
        for value, depth, refused, is_open, n in session.rows(sql, params):
            for step in range(self.start, depth + 1):
                found.add(value, step, Tally(people=n, open_people=n if is_open else 0))
            if refused:
                found.add(value, depth + 1, Tally(refused=n, open_refused=n if is_open else 0))
        return found

    def durations(self, session: Session) -> Durations:
        """Exact quantiles of the time from each step to the next, among those who took it within the window."""
        steps = range(self.start, LAST_STEP)
        if not steps:
            return {}
        columns = [f"quantile_cont(duration_us(m{k}, m{k + 1}), [0.5, 0.9]) filter (where depth > {k})" for k in steps]
        sets = "grouping sets ((), (value))" if self.query.by else "grouping sets (())"
        grouping = "grouping(value) = 0" if self.query.by else "false"
        value = "value" if self.query.by else "null"
        sql = f"select {grouping}, {value}, {', '.join(columns)} from ({self._reached()}) as r group by {sets}"
        return {
            (part, value, k): (None, None) if pair is None else (pair[0] / 1e6, pair[1] / 1e6)
            for part, value, *pairs in session.rows(sql, self._params())
            for k, pair in zip(steps, pairs, strict=True)
        }

    def _reached(self) -> str:
        """Per person who entered in the range: the last step reached, whether the next one refused them, their value.

        Neither time nor days ever fall along a person's steps, so the first step out of reach ends the chain.
        """
        s, later = self.start, range(self.start + 1, LAST_STEP + 1)
        short = " ".join(f"when not coalesce(m{k} <= $last and d{k} <= $window, false) then {k - 1}" for k in later)
        depth = f"case {short} else {LAST_STEP} end" if short else str(s)
        turned = " ".join(f"when {k - 1} then coalesce(r{k} <= $last and x{k} <= $window, false)" for k in later)
        refused = f"case depth {turned} else false end" if turned else "false"
        open_ = (
            f"$window < {_ENDLESS} and if(moment_is_day(m{s}) or moment_is_day($cutoff), "
            f"day_number(m{s}) + $window > day_number($cutoff), "
            f"moment_us(m{s}) + 86400000000 * $window::bigint > moment_us($cutoff))"
        )
        rows = f"from ({self.sql}) as p where m{s} >= $since and m{s} < $until and m{s} <= $last"
        reached = f"select *, {depth} as depth, {open_} as open {rows}"
        inside = within(self.query.where, "if({0}_at <= depth, {0}, null)")
        return f"select *, {refused} as refused, {self._value()} as value from ({reached}) as w where {inside}"

    def _value(self) -> str:
        """A dimension is unknown as long as the event that first names it is not counted."""
        by = self.query.by
        if by == "entry_week":
            return f"date_trunc('week', moment_date(m{self.start}))::date::varchar"
        return "null::varchar" if by is None else f"if({by}_at <= depth, {by}, null)"

    def _params(self) -> dict[str, Any]:
        last = self.query.last_time
        return {
            "since": -_FOREVER if self.query.since is None else _midnight(self.query.since),
            "until": _FOREVER if self.query.until is None else _midnight(self.query.until),
            "last": _FOREVER if last is None else Moment(last).code(),
            "window": window(self.query),
            "cutoff": self.cutoff.code(),
            **chosen(self.query.where),
        }


def within(where: Where, column: str) -> str:
    """The SQL condition that `column` (with {} for the dimension) holds one of the values in `chosen(where)`."""
    parts = [f"coalesce(list_contains($where_{d}, {column.format(d)}), $where_{d}_unknown)" for d, _ in where]
    return " and ".join(parts) or "true"


def chosen(where: Where) -> dict[str, Any]:
    """The parameters of `within`."""
    params: dict[str, Any] = {}
    for dimension, values in where:
        params[f"where_{dimension}"] = _known(values)
        params[f"where_{dimension}_unknown"] = None in values
    return params


def cube_answers(query: FunnelQuery) -> bool:
    """Whether the cube, which knows one dimension at a time, holds what is asked."""
    needed = {dimension for dimension, _ in query.where} | ({query.by} & set(DIMENSIONS))
    return len(needed) <= 1


def cube_counts(session: Session, cube: str, people: People) -> Counts:
    """Counts from the cube in table `cube`; only the one entry day that the cut-off splits is counted by person.

    Only for what `cube_answers`.
    """
    query, cutoff = people.query, people.cutoff
    days = window(query)
    boundary = date.max if query.window_days is None else cutoff.date - timedelta(days=days)
    filtered, values = query.where[0] if query.where else (query.by, None)
    params = {
        "weekly": query.by == "entry_week",
        "parted": query.by in DIMENSIONS,
        "dim": filtered if filtered in DIMENSIONS else "",
        "filtered": values is not None,
        "chosen": _known(values or ()),
        "unknown": None in (values or ()),
        "window": days,
        "boundary": boundary,
        "since": query.since or date.min,
        "until": query.until or date.max,
    }
    found = Counts()
    for value, step, *numbers in session.rows(f"with cube as (select * from {cube}) {_CUBE}", params):
        found.add(value, step, Tally(*numbers))
    if query.window_days is not None and not cutoff.is_day and _within(boundary, query):
        for value, steps in people.counts(session, boundary).steps.items():
            for step, tally in steps.items():
                found.add(value, step, Tally(0, 0, tally.open_people, tally.open_refused))
    return found


def daily_counts(session: Session, query: FunnelQuery, start: int) -> dict[tuple[Value, int], int]:
    """People by (value, step) for the steps below `start`, from funnel_daily, which knows no persons.

    Nothing where a filter asks for a dimension that daily counts do not have: they cannot say which part is meant.
    """
    if any(dimension not in TABLES["funnel_daily"].by_name for dimension, _ in query.where):
        return {}
    if query.by == "entry_week":
        value = "date_trunc('week', d.day)::date::varchar"
    elif query.by is None or query.by not in TABLES["funnel_daily"].by_name:
        value = "null::varchar"
    else:
        value = f"nullif(d.{query.by}, '')"
    sql = (
        f"select {value} as value, d.step, sum(d.people)::bigint as n from funnel_daily as d where d.step < $start "
        f"and d.day >= $since and d.day < $until and d.day <= $last and {within(query.where, _DAILY)} group by all"
    )
    params = {
        "start": start,
        "since": query.since or date.min,
        "until": query.until or date.max,
        "last": query.last_time.date() if query.last_time else date.max,
        **chosen(query.where),
    }
    return {(found, int(step)): n for found, step, n in session.rows(sql, params)}


def window(query: FunnelQuery) -> int:
    """The window in days; a number beyond every span of days if there is none."""
    return _ENDLESS if query.window_days is None else query.window_days


def _known(values: Sequence[Value]) -> list[str]:
    """The values without the unknown; never an empty list, which would have no type. No value is empty text."""
    return [value for value in values if value is not None] or [""]


def _within(day: date, query: FunnelQuery) -> bool:
    return (query.since is None or day >= query.since) and (query.until is None or day < query.until)


def _midnight(day: date) -> int:
    return Moment(datetime.combine(day, time()), is_day=True).code()
