"""Which step of the onboarding funnel to look at: what loses most, whether it got worse, and where it sits.

Pure: counts of closed entry weeks in, a finding out. Lost share = lost / people who reached the step before and whose
window is closed; a refused person is in its denominator and not in lost (7-contract, Funnel).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.statistics.intervals import difference
from core.statistics.min_sample import MIN_SAMPLE

_NOTICEABLE = 0.01
"""A change of less than one person in a hundred is never called out, however many people there are."""
_LOOK_BACK = 13
"""Weeks among which a lasting worsening is looked for."""
_BREAK_Z = 4.0
"""Standard errors that make a break: all splits of 13 weeks and six steps are tried, so 1.96 would cry wolf."""

Kind = Literal["none", "few", "alone", "quiet", "worse", "better", "worse_since"]
"""none: no closed week; few: too few people; alone: no week to compare with; worse_since: worse for several weeks."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Of `before` people who reached the step before (window closed), `lost` did not reach the step."""

    step: int
    before: int
    lost: int

    @property
    def share(self) -> float:
        """The lost share; 0 of nobody."""
        return self.lost / self.before if self.before else 0.0

    def __add__(self, other: Flow) -> Flow:
        return Flow(self.step, self.before + other.before, self.lost + other.lost)


@dataclass(frozen=True, slots=True)
class Week:
    """A full entry week, named by its Monday, whose windows are all closed at the cut-off."""

    monday: date
    flows: tuple[Flow, ...]

    @property
    def end(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """What to say. Days of a period: from (inclusive) – until (exclusive) entry day."""

    kind: Kind
    now: Flow | None = None
    base: Flow | None = None
    period: tuple[date, date] | None = None
    base_period: tuple[date, date] | None = None
    low: float | None = None
    """95 % interval of the change in the lost share."""
    high: float | None = None

    @property
    def change(self) -> float | None:
        """The change in the lost share against the base period; None without one."""
        return None if self.now is None or self.base is None else self.now.share - self.base.share


def judge(weeks: Sequence[Week]) -> Finding:
    """The finding of the last of `weeks` (ascending, gaps allowed).

    The step with the largest lost share speaks, unless another one got worse beyond normal variation.
    """
    if not weeks:
        return Finding("none")
    last = weeks[-1]
    judged = [flow for flow in last.flows if flow.before >= MIN_SAMPLE]
    if not judged:
        most = max(last.flows, key=lambda flow: flow.before, default=None)
        return Finding("few", most, None, (last.monday, last.end))
    most = max(judged, key=lambda flow: flow.share)
    previous = next((week for week in weeks if week.end == last.monday), None)
    found = _against(most, last, previous)
    if found.kind == "worse":
        return found
    lasting = _break(weeks[-_LOOK_BACK:], {flow.step for flow in judged})
    return lasting or found


def where(now: Mapping[str | None, Flow], base: Mapping[str | None, Flow]) -> tuple[str, float] | None:
    """The known value in which most of the change sits, and its part of all that got worse; None below a half.

    A value's part is how many more it lost than it would have at its own share of the base period; without a base
    (or a value new since then) at the share of everybody.
    """
    whole = _sum(base.values()) if base else _sum(now.values())
    excess: dict[str | None, float] = {}
    for value, flow in now.items():
        usual = base.get(value)
        share = usual.share if usual is not None and usual.before >= MIN_SAMPLE else (whole.share if whole else 0.0)
        excess[value] = flow.lost - flow.before * share
    worse = sum(more for more in excess.values() if more > 0)
    known = {value: more for value, more in excess.items() if value is not None and now[value].before >= MIN_SAMPLE}
    if not known or worse <= 0 or len(now) < 2:
        return None
    value = max(known, key=lambda name: known[name])
    return (value, known[value] / worse) if known[value] >= worse / 2 else None


def _against(most: Flow, last: Week, previous: Week | None) -> Finding:
    period = (last.monday, last.end)
    base = next((flow for flow in previous.flows if flow.step == most.step), None) if previous else None
    if previous is None or base is None or base.before < MIN_SAMPLE:
        return Finding("alone", most, None, period)
    low, high = difference(most.lost, most.before, base.lost, base.before)
    change = most.share - base.share
    outside = low is not None and high is not None and (low > 0 or high < 0) and abs(change) >= _NOTICEABLE
    kind: Kind = "quiet" if not outside else "worse" if change > 0 else "better"
    return Finding(kind, most, base, period, (previous.monday, previous.end), low, high)


def _break(weeks: Sequence[Week], steps: Iterable[int]) -> Finding | None:
    """The clearest lasting worsening: the split of the weeks after which some step loses more."""
    best: tuple[float, Finding] | None = None
    for step in sorted(steps):
        flows = [_sum(flow for flow in week.flows if flow.step == step) or Flow(step, 0, 0) for week in weeks]
        for cut in range(1, len(weeks)):
            base, now = _sum(flows[:cut]), _sum(flows[cut:])
            if base is None or now is None or min(base.before, now.before) < MIN_SAMPLE:
                continue
            z, change = _z(now, base), now.share - base.share
            if z >= _BREAK_Z and change >= _NOTICEABLE and (best is None or z > best[0]):
                low, high = difference(now.lost, now.before, base.lost, base.before)
                period, before = (weeks[cut].monday, weeks[-1].end), (weeks[0].monday, weeks[cut - 1].end)
                best = z, Finding("worse_since", now, base, period, before, low, high)
    return best[1] if best else None


def _z(now: Flow, base: Flow) -> float:
    """Pooled two-proportion score."""
    pooled = (now + base).share
    error = math.sqrt(pooled * (1 - pooled) * (1 / now.before + 1 / base.before))
    return (now.share - base.share) / error if error else 0.0


def _sum(flows: Iterable[Flow]) -> Flow | None:
    whole: Flow | None = None
    for flow in flows:
        whole = flow if whole is None else whole + flow
    return whole
