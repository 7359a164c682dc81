"""One funnel step by step: shares, intervals, and the outcomes of those who did not go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.steps import STEPS, Step
from core.marts import counted_steps
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.tally import Tally
from core.statistics.intervals import wilson
from core.statistics.min_sample import MIN_SAMPLE

Times = Mapping[int, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class StepCount:
    """One step. For each counted step k after the start: people[k] + refused + lost + pending = people[k-1],
    where k-1 is the counted step before. Shares called matured are of people whose window has closed."""

    step: int
    code: str
    people: int | None = None
    """People who entered in the range and reached the step (entries with re-entry); None for daily counts."""
    count: int | None = None
    """Daily counts (funnel_daily) of a step before the start step; no persons, so outside of the chain."""
    of_first: float | None = None
    of_previous: float | None = None
    low: float | None = None
    high: float | None = None
    """95 % Wilson interval of of_previous."""
    lost: int | None = None
    pending: int | None = None
    """Not there yet, window still open at the cut-off."""
    refused: int | None = None
    median_seconds: float | None = None
    p90_seconds: float | None = None
    """To the next counted step, of those who took it."""
    optional: bool = False
    """May be skipped: of_previous is its take-up, nobody is lost at it."""
    matured: int | None = None
    """Of `people`, those whose window has closed."""
    matured_first: float | None = None
    matured_previous: float | None = None
    matured_low: float | None = None
    matured_high: float | None = None
    """95 % Wilson interval of matured_previous."""


def step_counts(
    query: FunnelQuery,
    start: int | None,
    rates_from: int | None,
    tallies: Mapping[int, Tally],
    daily: Mapping[int, int],
    times: Times,
) -> tuple[StepCount, ...]:
    """All seven steps: daily counts before the start, people from it on; shares from `rates_from` on (adr 0007)."""
    if start is None or rates_from is None:
        return tuple(StepCount(step.number, step.code, count=daily.get(step.number)) for step in STEPS)
    chain = counted_steps(start, query.optional)
    first = tallies.get(_counted(chain, rates_from), Tally())
    found = []
    for step in STEPS:
        k = step.number
        if k < start:
            found.append(StepCount(k, step.code, count=daily.get(k)))
            continue
        before = None if k == start else tallies.get(_counted(chain, k - 1), Tally())
        found.append(
            _step(
                step,
                tallies.get(k, Tally()),
                before,
                rated=before if k > rates_from else None,
                first=first if k >= rates_from else None,
                optional=k not in chain,
                times=times.get(k, (None, None)),
            )
        )
    return tuple(found)


def judged(steps: Sequence[StepCount], step: int) -> StepCount | None:
    """`step` among `steps` if 30 or more people with a closed window were at the step before; else None."""
    now, earlier = next((one for one in steps if one.step == step), None), before(steps, step)
    return now if now and earlier and (earlier.matured or 0) >= MIN_SAMPLE else None


def before(steps: Sequence[StepCount], step: int) -> StepCount | None:
    """The counted step before `step` among `steps`; None before the first that is known person by person."""
    earlier = [one for one in steps if one.step < step and one.people is not None and not one.optional]
    return earlier[-1] if earlier else None


def _step(
    step: Step,
    now: Tally,
    before: Tally | None,
    rated: Tally | None,
    first: Tally | None,
    optional: bool,
    times: tuple[float | None, float | None],
) -> StepCount:
    """A step of people who came from `before`; its shares are of `rated` and of `first`, where given."""
    share, low, high = _share(now.people, rated.people if rated else None)
    matured, matured_low, matured_high = share, low, high
    if now.open or (rated and rated.open):  # in closed weeks everybody's window has closed
        matured, matured_low, matured_high = _share(now.matured, rated.matured if rated else None)
    passed_on = now.people + now.refused + now.pending
    return StepCount(
        step=step.number,
        code=step.code,
        people=now.people,
        of_first=now.people / first.people if first and first.people else None,
        of_previous=share,
        low=low,
        high=high,
        lost=0 if before is None or optional else before.people - passed_on,
        pending=now.pending,
        refused=now.refused,
        median_seconds=times[0],
        p90_seconds=times[1],
        optional=optional,
        matured=now.matured,
        matured_first=now.matured / first.matured if first and first.matured else None,
        matured_previous=matured,
        matured_low=matured_low,
        matured_high=matured_high,
    )


def _counted(chain: tuple[int, ...], step: int) -> int:
    """The last counted step up to `step`."""
    return max(k for k in chain if k <= step)


def _share(part: int, whole: int | None) -> tuple[float, float, float] | tuple[None, None, None]:
    """The share and its interval; None of nobody."""
    if not whole:
        return None, None, None
    low, high = wilson(part, whole)
    assert low is not None
    assert high is not None
    return part / whole, low, high
