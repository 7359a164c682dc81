"""What became of each person under the windows and the cut-off, for all days and filters at once.

One row per person (with re-entry: per entry), with s = the start step:
  person, m{s}..m7   who, and when each step was reached, a moment (core/db/macros.sql), windows not applied
  d{k}               whole days from entry to counted step k
  depth              the last counted step reached within the windows
  turned, waits      refused at the counted step after it; may still reach that step
  open               the total window is still open
  ok{k}              step k reached (an optional step: taken)
  refused{k}, pending{k}, lost{k}
                     reached the counted step before and not this one; of whoever did, exactly one of the four holds
  entry_week         the Monday of the entry
  <dimension>        the person's value; unknown unless the event that first names it counts
The SQL has no parameters, so one table in memory answers every scope of a version.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from core.marts import DIMENSIONS, LAST_STEP, Moment, counted_steps
from core.reports.funnel.engine.query import FunnelQuery

ENDLESS = 2**31 - 1
"""The window in days where there is none."""
FOREVER = 2**62
"""A moment after all others."""
_DAY_US = 86_400_000_000


def window(query: FunnelQuery) -> int:
    """The window in days; ENDLESS if there is none."""
    return ENDLESS if query.window_days is None else query.window_days


@dataclass(frozen=True, slots=True)
class ResolvedQuery:
    """A query on one version: its start step, and where the data end."""

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

    @property
    def last(self) -> int:
        """The last moment that exists under `as_of`."""
        last = self.query.last_time
        return FOREVER if last is None else Moment(last).code()

    def exists(self, moment: str) -> str:
        """The condition that a moment exists; `true`, reading nothing, without `as_of`."""
        return "true" if self.query.last_time is None else f"{moment} <= {self.last}"


@dataclass(frozen=True, slots=True)
class Outcomes(ResolvedQuery):
    """Makes the rows above from person rows (core/marts/funnel_persons.py)."""

    def sql(self, rows: str) -> str:
        """The query for them; `rows` is the query for the person rows."""
        s, days, pairs = self.start, window(self.query), list(itertools.pairwise(self.chain))
        # Neither time nor days fall along the chain, so the first step out of reach ends it.
        short = " ".join(f"when not coalesce({self._reached(a, k)}, false) then {a}" for a, k in pairs)
        depth = f"(case {short} else {self.chain[-1]} end)::tinyint" if pairs else f"{s}::tinyint"
        is_open = "false" if days == ENDLESS else self._open(f"m{s}", days)
        deep = f"select *, {depth} as depth, {is_open} as open from ({rows}) as p where {self.exists(f'm{s}')}"
        turned = " ".join(f"when {a} then coalesce({self._refused(a, k)}, false)" for a, k in pairs)
        waits = " ".join(f"when {a} then {self._can_come(a, k)}" for a, k in pairs)
        columns = ["person", *(f"m{k}" for k in self.steps), *(f"d{k}" for k in self.chain[1:])]
        columns += ["depth", "open", f"date_trunc('week', moment_date(m{s}))::date as entry_week"]
        for name, cases in (("turned", turned), ("waits", waits)):
            columns.append(f"{f'case depth {cases} else false end' if pairs else 'false'} as {name}")
        columns += [f"{flag} as {name}{k}" for k in self.steps for name, flag in self._outcomes(k).items()]
        columns += [f"if({name}_at <= depth, {name}, null) as {name}" for name in DIMENSIONS]
        return f"select {', '.join(columns)} from ({deep}) as d"

    def _outcomes(self, k: int) -> dict[str, str]:
        """The conditions of the four outcomes at step k; each reads few columns, as a list asks for one alone."""
        nothing = dict.fromkeys(("refused", "pending", "lost"), "false")
        if k == self.start:
            return {"ok": "true", **nothing}
        if k not in self.chain:
            return {"ok": self._taken(k), **nothing}
        before = max(i for i in self.chain if i < k)
        here = f"{self._came_to(before)} and not {self._came_to(k)}"
        refused, waits = f"coalesce({self._refused(before, k)}, false)", self._can_come(before, k)
        return {
            "ok": self._came_to(k),
            "refused": f"{here} and {refused}",
            "pending": f"{here} and not {refused} and {waits}",
            "lost": f"{here} and not {refused} and not ({waits})",
        }

    def _came_to(self, step: int) -> str:
        """The condition that all steps up to this one were reached.

        Of steps without a window of their own, the last one implies the earlier ones.
        """
        pairs = [(a, k) for a, k in itertools.pairwise(self.chain) if k <= step]
        needed = [self._reached(a, k) for a, k in pairs if k == step or self._own_window(k) is not None]
        return f"coalesce({' and '.join(needed)}, false)" if needed else "true"

    def _own_window(self, step: int) -> int | None:
        return dict(self.query.step_windows).get(step)

    def _reached(self, before: int, k: int) -> str:
        own = self._own_window(k)
        within_own = "" if own is None else f" and whole_days(m{before}, m{k}) <= {own}"
        return f"{self.exists(f'm{k}')} and d{k} <= {window(self.query)}{within_own}"

    def _refused(self, before: int, k: int) -> str:
        own = self._own_window(k)
        within_own = "" if own is None else f" and whole_days(m{before}, r{k}) <= {own}"
        return f"{self.exists(f'r{k}')} and x{k} <= {window(self.query)}{within_own}"

    def _can_come(self, before: int, k: int) -> str:
        own = self._own_window(k)
        if own is None:
            return "open"
        total = "" if window(self.query) == ENDLESS else "open and "
        return f"{total}{self._open(f'm{before}', own)}"

    def _taken(self, k: int) -> str:
        """The condition that an optional step counts: within the windows, in strict order not after the next step."""
        before = max(i for i in self.chain if i < k)
        own = self._own_window(k)
        taken = f"{self.exists(f'm{k}')} and whole_days(m{self.start}, m{k}) <= {window(self.query)}"
        if own is not None:
            taken += f" and whole_days(m{before}, m{k}) <= {own}"
        later = min((i for i in self.chain if i > k), default=None)
        if later is not None and self.query.order == "strict":
            taken += f" and (depth < {later} or last_us(m{later}) >= moment_us(m{k}))"
        return f"depth >= {before} and coalesce({taken}, false)"

    def _open(self, since: str, days: int) -> str:
        """The condition that `since` + `days` is after the cut-off; by day if either is known by day only."""
        cutoff = self.cutoff
        by_day = f"day_number({since}) + {days} > {cutoff.date.toordinal() - _EPOCH}"
        if cutoff.is_day:
            return by_day
        by_clock = f"moment_us({since}) + {_DAY_US * days} > {cutoff.code() >> 1}"
        return f"if(moment_is_day({since}), {by_day}, {by_clock})"


_EPOCH = 719_163
"""1970-01-01 as Python counts days."""
