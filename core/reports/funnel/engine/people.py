"""The people of a query, counted one by one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from core.db import Session
from core.marts import Moment
from core.reports.funnel.engine.outcomes import FOREVER, ResolvedQuery
from core.reports.funnel.engine.tally import Counts, Durations, Split, Tally
from core.reports.scope_filter import parameters, within

DAY = "entry_day"
"""The day of entry: counts can be split by it, beside the dimensions of a query."""


@dataclass(frozen=True, slots=True)
class People(ResolvedQuery):
    """The rows of outcomes.py, narrowed to the days and filters of the query."""

    outcomes: str
    """The query for all rows."""

    def counts(self, session: Session, splits: Sequence[Split], entries_on: date | None = None) -> dict[Split, Counts]:
        """The counts in each of the splits; with `entries_on` only of those who entered on that day."""
        names = sorted({name for split in splits for name in split})
        # DuckDB plans one count by how far people came in half the time of a count per step and outcome.
        flags, chain = ["depth", "turned", "waits", "open"], self.chain
        optional = [k for k in self.steps if k not in chain]
        taken = [f"ok{k}" for k in optional]
        shown = [f"grouping({', '.join(names)})" if names else "0", *map(_named, names), *flags, "count(*)"]
        shown += [f"count(*) filter (where {ok})" for ok in taken]
        sets = ", ".join(f"({', '.join([*split, *flags])})" for split in dict.fromkeys(splits))
        read = [f"moment_date(m{self.start}) as {DAY}" if name == DAY else name for name in names]
        rows = self.status(", ".join([*read, *flags, *taken]))
        sql = f"select {', '.join(shown)} from ({rows}) as r group by grouping sets ({sets})"
        # grouping() has a bit per name, the first name's highest, set where the row is not split by that name.
        bits = {name: 1 << (len(names) - 1 - at) for at, name in enumerate(names)}
        split_of = {
            sum(bit for name, bit in bits.items() if name not in split): (split, [names.index(name) for name in split])
            for split in splits
        }
        params = self.params()
        if entries_on is not None:
            params |= {"since": _midnight(entries_on), "until": _midnight(entries_on + timedelta(days=1))}
        found = {split: Counts() for split in splits}
        for key, *row in session.rows(sql, params):
            (split, places), (depth, turned, waits, still_open, n, *took) = split_of[key], row[len(names) :]
            steps = found[split].steps[tuple([row[at] for at in places])]
            reached = chain.index(depth) + 1
            came = Tally(n, open=n if still_open else 0)
            for k in chain[:reached]:
                steps[k].add(came)
            if turned or waits:
                steps[chain[reached]].add(Tally(refused=n) if turned else Tally(pending=n))
            for k, passed in zip(optional, took, strict=True):
                steps[k].add(Tally(passed, open=passed if still_open else 0))
        return found

    def durations(self, session: Session) -> Durations:
        """Exact quantiles of the time from each counted step to the next, of those who reached it in the window."""
        pairs = list(itertools.pairwise(self.chain))
        if not pairs:
            return {}
        columns = [f"quantile_cont(duration_us(m{a}, m{b}), [0.5, 0.9]) filter (where depth >= {b})" for a, b in pairs]
        values = self.query.dimensions
        named = "".join(f"{_named(value)}, " for value in values)
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
        sql = f"select count(*), count(distinct person) from ({self.status()}) as r"
        entries, people = session.rows(sql, self.params())[0]
        return int(entries), int(people)

    def status(self, columns: str = "*") -> str:
        """The query for the rows of those who entered in its days and have the values it asks for."""
        s = self.start
        inside = within(self.query.where, "{}")
        return f"select {columns} from ({self.outcomes}) as a where m{s} >= $since and m{s} < $until and {inside}"

    def params(self) -> dict[str, Any]:
        """The parameters of `status`."""
        return {
            "since": -FOREVER if self.query.since is None else _midnight(self.query.since),
            "until": FOREVER if self.query.until is None else _midnight(self.query.until),
            **parameters(self.query.where),
        }


def _named(dimension: str) -> str:
    """A breakdown value as text: a week by its Monday, a day by itself."""
    return f"{dimension}::varchar"


def _midnight(day: date) -> int:
    return Moment(datetime.combine(day, time()), is_day=True).code()
