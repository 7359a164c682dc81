"""Onboarding funnel: at which step people are lost, whether it got worse, and where it sits."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.db import Dataset
from core.domain import onboarding_path
from core.i18n import Text
from core.marts import Marts
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.changes import Change, recorded_changes
from core.reports.funnel.engine.counts import counts_of
from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import source_of
from core.reports.funnel.engine.steps import StepCount
from core.reports.funnel.engine.tally import Counts
from core.reports.funnel.overview import funnel_chart, rules, words
from core.reports.funnel.overview.breakdown_tables import breakdown, exact_breakdown
from core.reports.funnel.overview.model import EntryWeek, FunnelView
from core.reports.funnel.overview.recovery import recovery
from core.reports.funnel.overview.rules import Finding, Flow, Week
from core.reports.funnel.overview.step_tables import exact_steps, steps
from core.reports.inputs import Inputs
from core.reports.report import Report, Unlock
from core.reports.table import Table
from core.reports.verdict import Decision, Missing
from core.scope import Scope

_WEEK = "entry_week"
_PLACES = ("ad_slot", "channel")
"""Where a loss can sit, in the order in which ties are decided."""
_AROUND = timedelta(days=7)
"""A change this long before the period, or within its first week, may have caused it."""


def build(inputs: Inputs, query: FunnelQuery) -> FunnelView:
    """The view of a query. Errors: QueryTimeout."""
    dataset, marts = inputs.dataset, inputs.marts
    asked = [replace(query, by=_WEEK), *([query] if query.by else [])]
    weekly, *parts = funnel.builds(dataset, marts, asked)
    whole = replace(weekly, query=replace(query, by=None), parts_from=weekly.rates_from, breakdown=())
    last = _last_step(marts, whole)
    weeks = _weeks(weekly)
    full = [week for week in weeks if week.closed and _inside(week.monday, query)]
    finding = rules.judge([Week(week.monday, _flows(week.steps[:last])) for week in full])
    place = _place(dataset, marts, query, finding)
    changes = recorded_changes(dataset)
    if query.times:
        timed = funnel.build(dataset, marts, query)
        whole, parts = (whole, [timed]) if query.by else (timed, [])
    return FunnelView(
        whole=whole,
        parts=parts[0] if parts else None,
        last_step=last,
        weeks=weeks,
        finding=finding,
        place=place,
        changes=changes,
        suspects=_suspects(changes, finding, place),
        recovery=recovery([(week.monday, week.steps) for week in full], finding, last),
        targets=inputs.targets,
    )


def scoped(inputs: Inputs, scope: Scope) -> FunnelQuery:
    """The company's own way of counting: the scope's days are entry days.

    Positioning belongs to groups, not to people on the way into one, so it does not filter.
    """
    where = tuple((name, values) for name, values in scope.filters() if name != "positioning")
    skipped = onboarding_path.optional_steps(inputs.assumptions.onboarding_path)
    return FunnelQuery(since=scope.since, until=scope.until, where=where, optional=tuple(sorted(skipped)))


def emptied_by(inputs: Inputs, query: FunnelQuery) -> tuple[tuple[str, int], ...]:
    """The single filters that leave nobody: (dimension, or "days"; people who enter without it)."""
    tried = {name: replace(query, where=tuple(w for w in query.where if w[0] != name)) for name, _ in query.where}
    if query.since or query.until:
        tried["days"] = replace(query, since=None, until=None)
    found = []
    for name, without in tried.items():
        report = funnel.build(inputs.dataset, inputs.marts, replace(without, by=None), durations=False)
        people = report.steps[report.start_step - 1].people if report.start_step else None
        found.append((name, people or sum(step.count or 0 for step in report.steps)))
    return tuple((name, people) for name, people in found if people)


def tables(view: FunnelView) -> tuple[Table, ...]:
    """The steps, and the breakdown asked for."""
    told = view.finding.now.step if view.finding.now is not None and view.finding.kind != "few" else None
    marked = tuple(row for row, step in enumerate(view.steps) if step.step == told)
    found = [Table(steps(view), exact_steps(view.steps, view.targets), wide=_WIDE, marked=marked)]
    if view.parts is not None:
        exact = exact_breakdown(view.parts.breakdown, view.parts.query.dimensions)
        found.append(Table(breakdown(view.parts, view.last_step)[0], exact))
    return tuple(found)


_WIDE = ("range", "matured_first", "refused", "target")
"""Columns of the step table for which a phone has no room; the chart and the download hold them."""


def _last_step(marts: Marts, whole: FunnelReport) -> int:
    """The step before the first counted one after the start without an event; with daily counts only, the last."""
    if whole.start_step is None:
        return len(whole.steps)
    later = [step.step for step in whole.steps[whole.start_step :] if not step.optional]
    return next((step - 1 for step in later if step not in marts.span.first), len(whole.steps))


def _weeks(report: FunnelReport) -> tuple[EntryWeek, ...]:
    """The weeks known person by person, oldest first; daily counts alone make no week of the funnel."""
    start = report.start_step
    if start is None:
        return ()
    return tuple(
        EntryWeek(date.fromisoformat(part.value), part.steps, _closed(date.fromisoformat(part.value), report))
        for part in report.breakdown
        if part.value is not None and part.steps[start - 1].people
    )


def _closed(monday: date, report: FunnelReport) -> bool:
    if report.cutoff is None:
        return False
    days = report.window_days or 0
    if report.cutoff_is_day:
        return monday + timedelta(days=6 + days) <= report.cutoff.date()
    return datetime.combine(monday + timedelta(days=7 + days), time()) <= report.cutoff


def _inside(monday: date, query: FunnelQuery) -> bool:
    """Whether the whole week lies in the range of entry days."""
    if query.since is not None and monday < query.since:
        return False
    return query.until is None or monday + timedelta(days=7) <= query.until


def _flows(steps: Sequence[StepCount]) -> tuple[Flow, ...]:
    known = [step for step in steps if step.people is not None and not step.optional]
    return tuple(
        Flow(now.step, before.people - (now.pending or 0), now.lost or 0)
        for before, now in itertools.pairwise(known)
        if before.people is not None
    )


def _place(dataset: Dataset, marts: Marts, query: FunnelQuery, finding: Finding) -> str | None:
    """The value of ad slot or channel in which most of what got worse (or of what is lost) sits."""
    if finding.now is None or finding.period is None or finding.kind == "few":
        return None
    worse = finding.kind in ("worse", "worse_since")
    periods = [finding.period, *([finding.base_period] if worse and finding.base_period else [])]
    days = replace(query, by=None, since=min(p[0] for p in periods), until=max(p[1] for p in periods))
    splits = [(dimension,) for dimension in _PLACES]
    with dataset.session() as session, source_of(dataset, session, marts, days, splits) as source:
        if source is None:
            return None
        counts = [counts_of(session, source.between(*period), splits) for period in periods]
        chain = source.people.chain
    found: list[tuple[float, str]] = []
    for split in splits:
        now, *base = (_by_value(its[split], finding.now.step, chain) for its in counts)
        named = rules.where(now, base[0] if base else {})
        if named is not None:
            found.append((named[1], named[0]))
    return max(found, key=lambda item: item[0])[1] if found else None


def _by_value(counts: Counts, step: int, chain: Sequence[int]) -> dict[str | None, Flow]:
    """What became of those at the step before, by the value of a dimension."""
    before = max(k for k in chain if k < step)
    flows: dict[str | None, Flow] = {}
    for (value,), tallies in counts.steps.items():
        now = tallies[step]
        settled = tallies[before].people - now.pending
        flows[value] = Flow(step, settled, settled - now.people - now.refused)
    return {value: flow for value, flow in flows.items() if flow.before}


def _suspects(changes: Sequence[Change], finding: Finding, place: str | None) -> tuple[Change, ...]:
    """Changes around the beginning of what got worse; those of the place itself, if there are any."""
    if finding.period is None:
        return ()
    first = finding.period[0]
    near = [change for change in changes if first - _AROUND <= change.day < first + _AROUND]
    own = [change for change in near if place and (place in change.scene or change.scene in place)]
    return tuple(own or near)


def _decision(view: FunnelView, today: date) -> Decision | None:
    return None if view.empty else Decision("funnel", words.verdict(view, today))


def _with_times(query: FunnelQuery) -> FunnelQuery:
    return replace(query, times=True)


REPORT = Report(
    name="onboarding_funnel",
    title=Text("导流漏斗", "Onboarding funnel"),
    needs=(frozenset({"funnel_events"}), frozenset({"funnel_daily"})),
    missing=Missing(
        ("funnel_events", "funnel_daily"),
        Text("还没有导流数据", "No onboarding data yet"),
        Text(
            "上传「导流事件」（用户ID、步骤、时间）；只有汇总的，先传「导流每日人数」。",
            "Upload onboarding events (user id, step, time); if you only have totals, onboarding counts by day.",
        ),
    ),
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=lambda view: funnel.to_json(view.report),
    tables=tables,
    charts=lambda view: (funnel_chart.chart(view.steps),),
    contract=words.contract,
    unlocks=(
        Unlock.by("导流漏斗", "the onboarding funnel", "funnel_events"),
        Unlock.by("前几步每日人数", "the first steps by day", "funnel_daily"),
    ),
    scoped=scoped,
    complete=_with_times,
    decision=_decision,
)
