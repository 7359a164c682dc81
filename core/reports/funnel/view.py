"""Everything the onboarding funnel page shows, as one frozen view model: verdict, funnel, weeks, breakdown."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.db import Dataset
from core.marts import Marts
from core.reports import onboarding_funnel as funnel
from core.reports.onboarding_funnel import FunnelQuery, FunnelReport, StepCount
from core.rules import funnel_verdict as rule
from core.rules import funnel_words
from core.rules.funnel_verdict import Finding, Flow, Week
from core.rules.funnel_words import Change, Verdict

_PLACES = ("ad_slot", "channel")
"""Where a loss can sit, in the order in which ties are decided."""
_AROUND = timedelta(days=7)
"""A change this long before the period, or within its first week, may have caused it."""


@dataclass(frozen=True, slots=True)
class EntryWeek:
    """The funnel of those who entered in one week."""

    monday: date
    steps: tuple[StepCount, ...]
    closed: bool
    """Every entry's window has closed at the cut-off: nobody is on the way, nobody can still come."""


@dataclass(frozen=True, slots=True)
class FunnelView:
    """The page's numbers; a breakdown is a FunnelReport of its own, asked for when one is chosen."""

    whole: FunnelReport
    last_step: int
    """The last step that can be judged: none of the later ones has any event, which is no data and not a loss."""
    weeks: tuple[EntryWeek, ...]
    finding: Finding
    place: str | None
    """The ad slot or channel in which most of the finding sits."""
    changes: tuple[Change, ...]
    """The table of changes, oldest first."""
    pending: int
    """People on the way, at whichever step: everybody waits at one."""
    refused: int
    """People turned away, at whichever step."""
    verdict: Verdict

    @property
    def steps(self) -> tuple[StepCount, ...]:
        """The steps to show."""
        return self.whole.steps[: self.last_step]

    @property
    def entered(self) -> int | None:
        """People who entered; None if no step is known person by person."""
        start = self.whole.start_step
        return None if start is None else self.whole.steps[start - 1].people

    @property
    def counted(self) -> bool:
        """Whether any step is known as daily counts."""
        return any(step.count is not None for step in self.whole.steps)


def build(dataset: Dataset, marts: Marts, query: FunnelQuery, today: date) -> FunnelView:
    """Answer the page, whatever breakdown `query` names; `today` dates what is to be done. Errors: QueryTimeout."""
    weekly = funnel.build(dataset, marts, replace(query, by="entry_week"), durations=False)
    whole = replace(weekly, query=replace(query, by=None), parts_from=weekly.rates_from, breakdown=())
    last = _last_step(marts, whole)
    weeks = _weeks(weekly)
    full = [week for week in weeks if week.closed and _inside(week.monday, query)]
    finding = rule.judge([Week(week.monday, _flows(week.steps[:last])) for week in full])
    place = _place(dataset, marts, query, finding)
    changes = _changes(dataset)
    suspects = _suspects(changes, finding, place)
    pending = sum(step.pending or 0 for step in whole.steps[:last])
    refused = sum(step.refused or 0 for step in whole.steps[:last])
    words = funnel_words.verdict(finding, place, suspects, pending, refused, query.window_days, today)
    return FunnelView(whole, last, weeks, finding, place, changes, pending, refused, words)


def emptied_by(dataset: Dataset, marts: Marts, query: FunnelQuery) -> tuple[tuple[str, int], ...]:
    """The single filters that leave nobody: (dimension, or "days"; people who enter without it)."""
    tried = {name: replace(query, where=tuple(w for w in query.where if w[0] != name)) for name, _ in query.where}
    if query.since or query.until:
        tried["days"] = replace(query, since=None, until=None)
    found = []
    for name, without in tried.items():
        report = funnel.build(dataset, marts, replace(without, by=None), durations=False)
        people = report.steps[report.start_step - 1].people if report.start_step else None
        found.append((name, people or sum(step.count or 0 for step in report.steps)))
    return tuple((name, people) for name, people in found if people)


def _last_step(marts: Marts, whole: FunnelReport) -> int:
    """The step before the first one after the start without an event; with daily counts only, the last step."""
    if whole.start_step is None:
        return len(whole.steps)
    later = range(whole.start_step + 1, len(whole.steps) + 1)
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
    known = [step for step in steps if step.people is not None]
    return tuple(
        Flow(now.step, before.people - (now.pending or 0), now.lost or 0)
        for before, now in itertools.pairwise(known)
        if before.people is not None
    )


def _place(dataset: Dataset, marts: Marts, query: FunnelQuery, finding: Finding) -> str | None:
    """The value of ad slot or channel in which most of what got worse (or of what is lost) sits."""
    if finding.now is None or finding.period is None or finding.kind == "few":
        return None
    compared = finding.base_period is not None and finding.kind in ("worse", "worse_since")
    periods = [finding.period, *([finding.base_period] if compared and finding.base_period else [])]
    asked = [(dimension, period) for dimension in _PLACES for period in periods]
    step = finding.now.step
    # The queries are short and independent: the page waits for half of them only.
    with ThreadPoolExecutor(len(asked)) as pool:
        flows = pool.map(lambda one: _parts(dataset, marts, query, one[0], one[1], step), asked)
        answers = dict(zip(asked, flows, strict=True))
    found: list[tuple[float, str]] = []
    for dimension in _PLACES:
        now, *base = (answers[dimension, period] for period in periods)
        named = rule.where(now, base[0] if base else {})
        if named is not None:
            found.append((named[1], named[0]))
    return max(found, key=lambda item: item[0])[1] if found else None


def _parts(
    dataset: Dataset, marts: Marts, query: FunnelQuery, dimension: str, days: tuple[date, date], step: int
) -> dict[str | None, Flow]:
    part = replace(query, by=dimension, since=days[0], until=days[1])
    report = funnel.build(dataset, marts, part, durations=False, daily=False)
    flows = {b.value: next((f for f in _flows(b.steps) if f.step == step), None) for b in report.breakdown}
    return {value: flow for value, flow in flows.items() if flow is not None and flow.before}


def _changes(dataset: Dataset) -> tuple[Change, ...]:
    sql = "select c.day, c.scene, c.what, c.who from changes as c order by c.day, c.scene, c.what"
    return tuple(Change(*row) for row in dataset.rows(sql))


def _suspects(changes: Sequence[Change], finding: Finding, place: str | None) -> tuple[Change, ...]:
    """Changes around the beginning of what got worse; those of the place itself, if there are any."""
    if finding.period is None:
        return ()
    first = finding.period[0]
    near = [change for change in changes if first - _AROUND <= change.day < first + _AROUND]
    own = [change for change in near if place and (place in change.scene or change.scene in place)]
    return tuple(own or near)
