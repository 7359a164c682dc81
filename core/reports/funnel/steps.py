"""One funnel, step by step: shares, intervals and what became of those who did not go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.steps import STEPS
from core.marts import counted_steps
from core.reports.funnel.query import FunnelQuery
from core.reports.funnel.tally import Tally
from core.rules.few import FEW
from core.rules.intervals import wilson

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
    """Not there yet, and can still come: their window ends after the cut-off."""
    refused: int | None = None
    median_seconds: float | None = None
    p90_seconds: float | None = None
    """To the next counted step, of those who took it."""
    optional: bool = False
    """May be passed over: people took it, of_previous is its take-up, nobody is lost at it."""
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
    """All seven steps: daily counts before the start, people from it on.

    Shares are of those who reached `rates_from`; up to it there are none (core/adr/0007).
    """
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
        now = tallies.get(k, Tally())
        before = None if k == start else tallies.get(_counted(chain, k - 1), Tally())
        compared = before if k > rates_from else None
        of, low, high = _share(now.people, compared.people if compared else None)
        matured, matured_low, matured_high = of, low, high
        if now.open or (compared and compared.open):  # in closed weeks everybody's window has closed
            matured, matured_low, matured_high = _share(now.matured, compared.matured if compared else None)
        optional = k not in chain
        passed_on = now.people + now.refused + now.pending
        median, p90 = times.get(k, (None, None))
        found.append(
            StepCount(
                step=k,
                code=step.code,
                people=now.people,
                of_first=now.people / first.people if k >= rates_from and first.people else None,
                of_previous=of,
                low=low,
                high=high,
                lost=0 if before is None or optional else before.people - passed_on,
                pending=now.pending,
                refused=now.refused,
                median_seconds=median,
                p90_seconds=p90,
                optional=optional,
                matured=now.matured,
                matured_first=now.matured / first.matured if k >= rates_from and first.matured else None,
                matured_previous=matured,
                matured_low=matured_low,
                matured_high=matured_high,
            )
        )
    return tuple(found)


def judged(steps: Sequence[StepCount], step: int) -> StepCount | None:
    """`step` among `steps` if the shares of people whose window has closed say something: of 30 or more of them."""
    now, earlier = next((one for one in steps if one.step == step), None), before(steps, step)
    return now if now and earlier and (earlier.matured or 0) >= FEW else None


def before(steps: Sequence[StepCount], step: int) -> StepCount | None:
    """The counted step before `step` among `steps`; None before the first that is known person by person."""
    earlier = [one for one in steps if one.step < step and one.people is not None and not one.optional]
    return earlier[-1] if earlier else None


def _counted(chain: tuple[int, ...], step: int) -> int:
    """The last counted step not after `step`."""
    return max(k for k in chain if k <= step)


def _share(part: int, whole: int | None) -> tuple[float, float, float] | tuple[None, None, None]:
    """The share and its interval; nothing of nobody."""
    if not whole:
        return None, None, None
    low, high = wilson(part, whole)
    assert low is not None
    assert high is not None
    return part / whole, low, high
