"""The person rows of a question, cut short by its windows and cut-off: who is where, counted one by one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from core.db import Session
from core.marts import LAST_STEP, Moment, counted_steps
from core.reports.funnel.filters import chosen, within
from core.reports.funnel.query import FunnelQuery
from core.reports.funnel.tally import Counts, Durations, Tally

ENDLESS = 2**31 - 1
"""A window of more days than any span has: none."""
_FOREVER = 2**62
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class People:
    """The person rows a report is made from: a query for them, their start step, and what cuts them short."""

    sql: str
    start: int
    query: FunnelQuery
    cutoff: Moment

    @property
    def chain(self) -> tuple[int, ...]:
        """The counted steps."""
        return counted_steps(self.start, self.query.optional)

    @property
    def steps(self) -> range:
        """The steps from the start step on, optional ones too."""
        return range(self.start, LAST_STEP + 1)

    def counts(self, session: Session, entries_on: date | None = None) -> Counts:
        """Count people one by one; with `entries_on` only those who entered on that day."""
        columns = []
        for k in self.steps:
            columns += [
                f"count(*) filter (where ok{k})",
                f"count(*) filter (where refused{k})",
                f"count(*) filter (where pending{k})",
                f"count(*) filter (where ok{k} and open)",
            ]
        params = self.params()
        if entries_on is not None:
            params |= {"since": _midnight(entries_on), "until": _midnight(entries_on + timedelta(days=1))}
        found = Counts()
        values = self._values()
        named = "".join(f"{value}, " for value in values)
        sql = f"select {named}{', '.join(columns)} from ({self.status()}) as r"
        width = len(values)
        for row in session.rows(sql + (f" group by {', '.join(values)}" if values else ""), params):
            numbers = row[width:]
            for i, k in enumerate(self.steps):
                found.add(row[:width], k, Tally(*numbers[4 * i : 4 * i + 4]))
        return found

    def durations(self, session: Session) -> Durations:
        """Exact quantiles of the time from each counted step to the next, among those who took it in the window."""
        pairs = list(itertools.pairwise(self.chain))
        if not pairs:
            return {}
        columns = [f"quantile_cont(duration_us(m{a}, m{b}), [0.5, 0.9]) filter (where ok{b})" for a, b in pairs]
        values = self._values()
        named = "".join(f"{value}, " for value in values)
        sets = f"grouping sets ((), ({', '.join(values)}))" if values else "grouping sets (())"
        parted = f"grouping({values[0]}) = 0" if values else "false"
        sql = f"select {parted}, {named}{', '.join(columns)} from ({self.status()}) as r group by {sets}"
        found = {}
        for part, *row in session.rows(sql, self.params()):
            value, quantiles = tuple(row[: len(values)]), row[len(values) :]
            for (k, _), pair in zip(pairs, quantiles, strict=True):
                known = (None, None) if pair is None else (pair[0] / 1e6, pair[1] / 1e6)
                found[part, value if part else (), k] = known
        return found

    def entries(self, session: Session) -> tuple[int, int]:
        """(entries, distinct people) of those who entered in the range."""
        sql = f"select count(*), count(distinct person) from ({self.status()}) as r where ok{self.start}"
        entries, people = session.rows(sql, self.params())[0]
        return int(entries), int(people)

    def status(self) -> str:
        """A query: per person who entered in the range, times m{k}, what became of each step, and dimensions.

        ok{k}: reached; refused{k}, pending{k}, lost{k}: reached the counted step before and not this one; exactly one
        of the four holds for whoever reached it. open: the total window is still open. by0, by1: the breakdown value.
        """
        s = self.start
        open_ = self._open(f"m{s}", "$window::bigint")
        lines = [f"$window < {ENDLESS} and {open_} as open", f"m{s} <= $last as ok{s}", *_nothing_else(s)]
        for before, k in itertools.pairwise(self.chain):
            lines += self._became(before, k)
        for k in self.steps:
            if k not in self.chain:
                lines += [f"{self._taken(k)} as ok{k}", *_nothing_else(k)]
        lines += [f"{self.dimension(d)} as in_{d}" for d, _ in self.query.where]
        lines += [f"{self._value(d)} as by{at}" for at, d in enumerate(self.query.dimensions)]
        rows = f"from ({self.sql}) as p where m{s} >= $since and m{s} < $until and m{s} <= $last"
        return f"select * from (select *, {', '.join(lines)} {rows}) as w where {within(self.query.where, 'w.in_{}')}"

    def dimension(self, name: str) -> str:
        """The person's value: unknown as long as the event that first names it is not counted."""
        cases = " ".join(f"when {k} then if(ok{k}, {name}, null)" for k in self.chain)
        return f"case {name}_at {cases} end"

    def params(self) -> dict[str, Any]:
        """The parameters of `status`."""
        last = self.query.last_time
        return {
            "since": -_FOREVER if self.query.since is None else _midnight(self.query.since),
            "until": _FOREVER if self.query.until is None else _midnight(self.query.until),
            "last": _FOREVER if last is None else Moment(last).code(),
            "window": window(self.query),
            "cutoff": self.cutoff.code(),
            **chosen(self.query.where),
        }

    def _became(self, before: int, k: int) -> list[str]:
        """Of those at the counted step before: reached, refused, pending or lost."""
        own = dict(self.query.step_windows).get(k)
        reached, refused, can_come = f"m{k} <= $last and d{k} <= $window", f"r{k} <= $last and x{k} <= $window", "open"
        if own is not None:
            reached += f" and whole_days(m{before}, m{k}) <= {own}"
            refused += f" and whole_days(m{before}, r{k}) <= {own}"
            can_come = f"(open or $window = {ENDLESS}) and {self._open(f'm{before}', str(own))}"
        return [
            f"ok{before} and coalesce({reached}, false) as ok{k}",
            f"ok{before} and not ok{k} and coalesce({refused}, false) as refused{k}",
            f"ok{before} and not ok{k} and not refused{k} and {can_come} as pending{k}",
            f"ok{before} and not ok{k} and not refused{k} and not pending{k} as lost{k}",
        ]

    def _taken(self, k: int) -> str:
        """Whether an optional step lies in the chain: within the windows and, in strict order, not after the next."""
        before = max(i for i in self.chain if i < k)
        own = dict(self.query.step_windows).get(k)
        taken = f"m{k} <= $last and whole_days(m{self.start}, m{k}) <= $window"
        if own is not None:
            taken += f" and whole_days(m{before}, m{k}) <= {own}"
        later = min((i for i in self.chain if i > k), default=None)
        if later is not None and self.query.order == "strict":
            taken += f" and (not ok{later} or last_us(m{later}) >= moment_us(m{k}))"
        return f"ok{before} and coalesce({taken}, false)"

    def _open(self, since: str, days: str) -> str:
        """Whether `days` after the moment `since` lie after the cut-off; by day if either is known by day only."""
        by_day = f"day_number({since}) + {days} > day_number($cutoff)"
        by_clock = f"moment_us({since}) + {_DAY_US} * {days} > moment_us($cutoff)"
        return f"if(moment_is_day({since}) or moment_is_day($cutoff), {by_day}, {by_clock})"

    def _values(self) -> list[str]:
        return [f"by{at}" for at, _ in enumerate(self.query.dimensions)]

    def _value(self, dimension: str) -> str:
        if dimension == "entry_week":
            return f"date_trunc('week', moment_date(m{self.start}))::date::varchar"
        return self.dimension(dimension)


def window(query: FunnelQuery) -> int:
    """The window in days; a number beyond every span of days if there is none."""
    return ENDLESS if query.window_days is None else query.window_days


def _nothing_else(step: int) -> list[str]:
    return [f"false as {outcome}{step}" for outcome in ("refused", "pending", "lost")]


def _midnight(day: date) -> int:
    return Moment(datetime.combine(day, time()), is_day=True).code()
