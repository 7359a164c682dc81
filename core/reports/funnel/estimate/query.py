"""What the entry weeks whose windows are still open will come to, if they go on like the weeks before them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.db import Dataset, Session
from core.marts import Marts, Moment
from core.reports.funnel.engine.people import People
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import Source, cube_answers, source_of
from core.statistics.survival import Cohort, estimate

_LONGEST = 400
"""Windows of more days are not estimated."""

_CUBE = """
select c.entry_day, c.step, c.days, sum(c.n)::bigint as n
from ({cube}) as c
where c.dim = '' and c.kind = 'people' and c.days <= $window and c.entry_day >= $since and c.entry_day < $until
group by c.entry_day, c.step, c.days
having sum(c.n) <> 0
order by c.entry_day, c.step, c.days
"""


@dataclass(frozen=True, slots=True)
class WeekEstimate:
    """Of those who entered in a week, the share that will have reached a step when their windows have closed."""

    week: date
    """Its Monday."""
    step: int
    people: int
    """Who entered."""
    reached: int
    """So far, counted as the estimate does: on completed days."""
    share: float | None
    low: float | None
    """95 % interval."""
    high: float | None
    matured: bool
    """All windows closed: the share is the plain one."""
    own_days: int
    """Days that rest on the week itself; the others on the weeks before."""


def build(dataset: Dataset, marts: Marts, query: FunnelQuery) -> tuple[WeekEstimate, ...] | None:
    """By week and step from the start to each later counted step; None without a window, or for one of over 400 days.

    Days are counted for an entry day at once, so that the cube answers: an entry day has completed as many days as
    its last entry. Errors: QueryTimeout.
    """
    days = query.window_days
    if days is None or days > _LONGEST:
        return None
    with (
        dataset.session() as session,
        source_of(dataset, session, marts, query, [()], counts_only=not query.where) as source,
    ):
        if source is None:
            return ()
        rows = _rows(session, source)
        people = source.people
    entered: dict[date, int] = defaultdict(int)
    reached: dict[tuple[date, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for day, step, took, n in rows:
        if step == people.start:
            entered[day] += n
        else:
            reached[day, step][max(took, 1) - 1] += n
    weeks: dict[date, list[date]] = defaultdict(list)
    for day in sorted(entered):
        weeks[day - timedelta(days=day.weekday())].append(day)
    found = []
    for step in people.chain[1:]:
        cohorts = [_cohort(own, step, entered, reached, people.cutoff, days) for own in weeks.values()]
        for week, one in zip(weeks, estimate(cohorts), strict=True):
            share = (one.share, one.low, one.high, one.matured, one.own_days)
            found.append(WeekEstimate(week, step, one.people, one.converted, *share))
    return tuple(sorted(found, key=lambda e: (e.week, e.step)))


def completed_days(day: date, cutoff: Moment) -> int:
    """How many days of 24 hours everybody who entered on `day` has completed at the cut-off."""
    last = datetime.combine(cutoff.date, time.max)
    return (cutoff.date - day).days - (0 if cutoff.end == last else 1)


def _cohort(
    entry_days: list[date],
    step: int,
    entered: dict[date, int],
    reached: dict[tuple[date, int], dict[int, int]],
    cutoff: Moment,
    days: int,
) -> Cohort:
    converted, censored = [0] * days, [0] * days
    for day in entry_days:
        age = max(0, min(completed_days(day, cutoff), days))
        seen = 0
        for took, n in reached[day, step].items():
            if took < age:
                converted[took] += n
                seen += n
        if age < days:
            censored[age] += entered[day] - seen
    return Cohort(sum(entered[day] for day in entry_days), tuple(converted), tuple(censored))


def _rows(session: Session, source: Source) -> list[tuple[date, int, int, int]]:
    """(entry day, step, whole days it took, people); the start step with 0 days.

    Under a filter the cube does not know when a step was reached, only since when the person had the value.
    """
    query = source.people.query
    if source.cube is None or query.where or not cube_answers(query, [()]):
        return _counted(session, source.people)
    params = {
        "window": query.window_days,
        "since": query.since or date.min,
        "until": query.until or date.max,
    }
    return [_row(row) for row in session.rows(_CUBE.format(cube=source.cube), params)]


def _counted(session: Session, people: People) -> list[tuple[date, int, int, int]]:
    s = people.start
    parts = [
        f"select moment_date(m{s}) as day, {k} as step, {'0' if k == s else f'd{k}'} as took, count(*) as n "
        f"from status where ok{k} group by all"
        for k in people.chain
    ]
    sql = f"with status as ({people.status()}) {' union all '.join(parts)} order by all"
    return [_row(row) for row in session.rows(sql, people.params())]


def _row(row: tuple[date, int, int, int]) -> tuple[date, int, int, int]:
    day, step, took, n = row
    return day, int(step), int(took), int(n)
