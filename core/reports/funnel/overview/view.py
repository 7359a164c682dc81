"""Everything the onboarding funnel page shows, as one frozen view model: verdict, funnel, weeks, breakdown."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.db import Dataset
from core.marts import Marts
from core.reports.funnel.changes.query import recorded_changes
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.counts import counts_of
from core.reports.funnel.engine.funnel import FunnelQuery, FunnelReport, StepCount
from core.reports.funnel.engine.source import source_of
from core.reports.funnel.engine.tally import Counts
from core.reports.funnel.overview import repair
from core.reports.funnel.overview import rules as rule
from core.reports.funnel.overview import words as funnel_words
from core.reports.funnel.overview.rules import Finding, Flow, Week
from core.reports.funnel.overview.words import Change, Verdict

_WEEK = "entry_week"
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
    """The page's numbers."""

    whole: FunnelReport
    parts: FunnelReport | None
    """The same with the breakdown asked for; None if none is."""
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
        """The steps to show: those that count in the chain."""
        return tuple(step for step in self.whole.steps[: self.last_step] if not step.optional)

    @property
    def asides(self) -> tuple[StepCount, ...]:
        """The optional steps, each with its own take-up."""
        return tuple(step for step in self.whole.steps[: self.last_step] if step.optional)

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
    """Answer the page; `today` dates what is to be done. Errors: QueryTimeout."""
    asked = [replace(query, by=_WEEK), *([query] if query.by else [])]
    weekly, *parts = funnel.builds(dataset, marts, asked)
    whole = replace(weekly, query=replace(query, by=None), parts_from=weekly.rates_from, breakdown=())
    last = _last_step(marts, whole)
    weeks = _weeks(weekly)
    full = [week for week in weeks if week.closed and _inside(week.monday, query)]
    finding = rule.judge([Week(week.monday, _flows(week.steps[:last])) for week in full])
    place = _place(dataset, marts, query, finding)
    changes = recorded_changes(dataset)
    suspects = _suspects(changes, finding, place)
    pending = sum(step.pending or 0 for step in whole.steps[:last])
    refused = sum(step.refused or 0 for step in whole.steps[:last])
    mend = repair.note([(week.monday, week.steps) for week in full], finding, last)
    words = funnel_words.verdict(finding, place, suspects, pending, refused, query.window_days, today, mend)
    return FunnelView(whole, parts[0] if parts else None, last, weeks, finding, place, changes, pending, refused, words)


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
        named = rule.where(now, base[0] if base else {})
        if named is not None:
            found.append((named[1], named[0]))
    return max(found, key=lambda item: item[0])[1] if found else None


def _by_value(counts: Counts, step: int, chain: Sequence[int]) -> dict[str | None, Flow]:
    """What became of those at the step before, by the value of a dimension."""
    before = max(k for k in chain if k < step)
    flows: dict[str | None, Flow] = {}
    for (value,), steps in counts.steps.items():
        now = steps[step]
        settled = steps[before].people - now.pending
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
