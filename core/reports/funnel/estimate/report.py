"""What entry weeks with open windows will come to, if they go on like the weeks before them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from core.db import Session
from core.i18n import Text
from core.marts import Moment
from core.reports.funnel.engine.people import People
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import Source, cube_answers, named_from, source_of, start_of
from core.reports.funnel.estimate import words
from core.reports.funnel.estimate.model import Estimate, WeekEstimate
from core.reports.funnel.estimate.tables import tables
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Missing
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


def build(inputs: Inputs, query: FunnelQuery) -> Estimate | Missing:
    """Missing without a window, or for one of over 400 days. Errors: QueryTimeout.

    All entries of a day count as completed days what its last entry has completed, so that the cube can answer.
    """
    days, dataset, marts = query.window_days, inputs.dataset, inputs.marts
    if days is None or days > _LONGEST:
        return _NO_WINDOW
    names = tuple(dimension for dimension, _ in query.where)
    says_ahead = named_from(marts, query, names) == start_of(marts, query)
    with (
        dataset.session() as session,
        source_of(dataset, session, marts, query, [()], counts_only=not query.where) as source,
    ):
        if source is None:
            return Estimate((), says_ahead)
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
    return Estimate(tuple(sorted(found, key=lambda e: (e.week, e.step))), says_ahead)


def _completed_days(day: date, cutoff: Moment) -> int:
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
        age = max(0, min(_completed_days(day, cutoff), days))
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

    Under a filter the cube knows only since when people have the value, not when they reached a step.
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


_NO_WINDOW = Missing(
    ("funnel_events",),
    Text("这样的转化窗口没法预计", "Nothing can be estimated with this conversion window"),
    Text("选 400 天以内的转化窗口。", "Choose a conversion window of at most 400 days."),
)
REPORT = Report(
    name="estimate",
    title=Text("还在路上的周会走到多少", "What weeks on the way will come to"),
    needs=(frozenset({"funnel_events"}), frozenset({"funnel_daily"})),
    missing=Missing(
        ("funnel_events",),
        Text("没有逐人的数据，没法预计", "Without data on persons nothing can be estimated"),
        Text(
            "上传「导流事件」（用户ID、步骤、时间），就能预计还在路上的周会走到多少。",
            "Upload onboarding events (user id, step, time) to see what weeks on the way will come to.",
        ),
    ),
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=lambda view: view.weeks,
    tables=tables,
    parent="onboarding_funnel",
    folded=False,
    key="estimate",
)
