"""What to fix first: what a higher rate at a step brings in members and money, and channels truly below the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from core.db import Dataset
from core.i18n import Text
from core.marts import LAST_STEP, Marts, events_sql
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import cutoff_of, steps_with_events
from core.reports.funnel.fixes import words
from core.reports.funnel.fixes.chart import charts
from core.reports.funnel.fixes.rules import Fixes, MemberValue, member_value
from core.reports.funnel.fixes.tables import tables
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Missing
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.step_uplift import StepUplift, Value, step_uplifts
from core.statistics.weak_cells import Cell, weak_cells

MEMBER_DAYS = 90
"""Days in the group over which a member's orders count."""
_BY = "channel"


def build(inputs: Inputs, query: FunnelQuery) -> Fixes | Missing:
    """Missing if no step is known person by person. Errors: QueryTimeout."""
    dataset, marts = inputs.dataset, inputs.marts
    report = funnel.build(dataset, marts, replace(query, by=_BY), durations=False, daily=False)
    chain = steps_with_events(marts, query)
    if chain is None or report.parts_from is None or report.rates_from is None:
        return _NO_PERSONS
    steps, named = (tuple(k for k in chain if k >= first) for first in (report.rates_from, report.parts_from))
    counts = {part.value: [part.steps[k - 1].matured or 0 for k in named] for part in report.breakdown}
    cells = [
        Cell(channel, step, found[at + 1], found[at])
        for channel, found in counts.items()
        for at, step in enumerate(named[1:])
    ]
    weeks, joined = _weeks(marts, query, chain[0]), chain[-1] == LAST_STEP
    worth = _member_value(dataset, marts, query) if joined else None
    value = worth.value if worth else None
    gains = _gains(named, counts, weeks, value)
    if steps != named:
        whole: dict[str | None, list[int]] = {None: [report.steps[k - 1].matured or 0 for k in steps]}
        gains = _gains(steps, whole, weeks, value) | gains
    return Fixes(
        weak=tuple(cell for cell in weak_cells(cells if weeks > 0 else ()) if cell.channel is not None),
        gains=tuple(gains[step] for step in sorted(gains)),
        member_value=worth,
        weeks=weeks,
        last_step=chain[-1],
        channels=len({cell.channel for cell in cells if cell.channel is not None and cell.n >= MIN_SAMPLE}),
    )


def _gains(
    steps: Sequence[int], counts: Mapping[str | None, Sequence[int]], weeks: float, value: Value | None
) -> dict[int, StepUplift[str | None]]:
    """By step; nothing where no window has closed."""
    found = step_uplifts(counts, weeks, value, 0) if weeks > 0 else ()
    return {steps[gain.step]: replace(gain, step=steps[gain.step]) for gain in found}


def _weeks(marts: Marts, query: FunnelQuery, start: int) -> float:
    """Weeks between the first and the last entry day whose window has closed."""
    cutoff, first = cutoff_of(marts, query), marts.span.first.get(start)
    if cutoff is None or first is None:
        return 0.0
    closed = cutoff.date - timedelta(days=query.window_days or 0)
    until = closed + timedelta(days=1) if cutoff.is_day or query.window_days is None else closed
    ends = [until, *([query.until] if query.until else [])]
    return (min(ends) - max([first.date(), *([query.since] if query.since else [])])).days / 7


def _member_value(dataset: Dataset, marts: Marts, query: FunnelQuery) -> MemberValue | None:
    """Orders of everybody ever grouped, joined by person: a member's worth is the company's, not the period's.

    Amounts are summed as decimals, so that the result repeats.
    """
    last = datetime.combine(date.max, time()) if query.last_time is None else query.last_time
    sql = f"""
        with known as (
            select o.user_id, o.paid_at, o.amount, coalesce(o.refund, 0) as refund
            from orders as o where o.amount > 0 and o.paid_at <= $last and o.paid_at <= $imported
        ), grouped as (
            select coalesce(p.person, e.user_id) as person, min(e.at) as at
            from ({events_sql(marts.created_at)}) as e left join ({marts.persons_sql()}) as p on e.user_id = p.user_id
            where e.step = {LAST_STEP} and e.result is distinct from 'refused' and e.at <= $last group by 1
        ), ended as (
            select g.* from grouped as g
            where g.at + interval {MEMBER_DAYS} day <= (select max(k.paid_at) from known as k)
        ), paid as (
            select n.person, sum(k.amount - k.refund) as paid
            from known as k left join ({marts.persons_sql()}) as p on k.user_id = p.user_id
            inner join ended as n on n.person = coalesce(p.person, k.user_id)
                and k.paid_at >= n.at and k.paid_at < n.at + interval {MEMBER_DAYS} day
            group by n.person
        )
        select (select count(*) from known), (select count(*) from ended), count(*),
            coalesce(sum(d.paid), 0)::decimal(38, 2), coalesce(sum((d.paid * d.paid)::decimal(38, 4)), 0)
        from paid as d
    """
    params = {"last": last, "imported": marts.created_at}
    # The days and filters of a question change nothing here.
    orders, members, buyers, total, squares = dataset.cached(
        ("member value", last), lambda: dataset.rows(sql, params)[0]
    )
    if not orders:
        return None
    return MemberValue(member_value(members, Decimal(total), Decimal(squares)), members, buyers)


_NO_PERSONS = Missing(
    ("funnel_events",),
    Text("没有逐人的数据，算不出先修哪里", "Without data on persons no gain can be worked out"),
    Text(
        "上传「导流事件」（用户ID、步骤、时间），就能看出先修哪一步、每周多进群多少人。",
        "Upload onboarding events (user id, step, time) to see which step to fix first and what it brings a week.",
    ),
)
REPORT = Report(
    name="fixes",
    title=Text("先修哪里", "What to fix first"),
    needs=(frozenset({"funnel_events"}),),
    missing=_NO_PERSONS,
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=lambda found: found,
    tables=tables,
    charts=charts,
    contract=words.contract,
    parent="onboarding_funnel",
    key="fixes",
)
