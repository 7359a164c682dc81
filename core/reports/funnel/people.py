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
        s, pairs = self.start, list(itertools.pairwise(self.chain))
        rows = f"from ({self.sql}) as p where m{s} >= $since and m{s} < $until and m{s} <= $last"
        # Neither time nor days fall along the chain, so the first step out of reach ends it.
        short = " ".join(f"when not coalesce({self._reached(a, k)}, false) then {a}" for a, k in pairs)
        depth = f"case {short} else {self.chain[-1]} end" if pairs else str(s)
        open_ = f"$window < {ENDLESS} and {self._open(f'm{s}', '$window::bigint')}"
        inner = f"select *, {depth} as depth, {open_} as open {rows}"
        turned = " ".join(f"when {a} then coalesce({self._refused(a, k)}, false)" for a, k in pairs)
        waits = " ".join(f"when {a} then {self._can_come(a, k)}" for a, k in pairs)
        ends = [
            f"{f'case depth {cases} else false end' if pairs else 'false'} as {name}"
            for name, cases in (("turned", turned), ("waits", waits))
        ]
        ends += [f"{self._taken(k)} as ok{k}" for k in self.steps if k not in self.chain]
        inside = within(self.query.where, "if({0}_at <= depth, {0}, null)")
        inner = f"select *, {', '.join(ends)} from ({inner}) as d where {inside}"
        lines = [f"true as ok{s}", *_nothing_else(s)]
        for a, k in pairs:
            lines += [
                f"depth >= {k} as ok{k}",
                f"depth = {a} and turned as refused{k}",
                f"depth = {a} and not turned and waits as pending{k}",
                f"depth = {a} and not turned and not waits as lost{k}",
            ]
        lines += [line for k in self.steps if k not in self.chain for line in _nothing_else(k)]
        lines += [f"{self._value(d)} as by{at}" for at, d in enumerate(self.query.dimensions)]
        return f"select *, {', '.join(lines)} from ({inner}) as w"

    def dimension(self, name: str) -> str:
        """The person's value: unknown as long as the event that first names it is not counted."""
        return f"if({name}_at <= depth, {name}, null)"

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

    def _own_window(self, step: int) -> int | None:
        return dict(self.query.step_windows).get(step)

    def _reached(self, before: int, k: int) -> str:
        own = self._own_window(k)
        within_own = "" if own is None else f" and whole_days(m{before}, m{k}) <= {own}"
        return f"m{k} <= $last and d{k} <= $window{within_own}"

    def _refused(self, before: int, k: int) -> str:
        own = self._own_window(k)
        within_own = "" if own is None else f" and whole_days(m{before}, r{k}) <= {own}"
        return f"r{k} <= $last and x{k} <= $window{within_own}"

    def _can_come(self, before: int, k: int) -> str:
        own = self._own_window(k)
        return "open" if own is None else f"(open or $window = {ENDLESS}) and {self._open(f'm{before}', str(own))}"

    def _taken(self, k: int) -> str:
        """Whether an optional step lies in the chain: within the windows and, in strict order, not after the next."""
        before = max(i for i in self.chain if i < k)
        own = self._own_window(k)
        taken = f"m{k} <= $last and whole_days(m{self.start}, m{k}) <= $window"
        if own is not None:
            taken += f" and whole_days(m{before}, m{k}) <= {own}"
        later = min((i for i in self.chain if i > k), default=None)
        if later is not None and self.query.order == "strict":
            taken += f" and (depth < {later} or last_us(m{later}) >= moment_us(m{k}))"
        return f"depth >= {before} and coalesce({taken}, false)"

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
