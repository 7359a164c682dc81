"""What share of recent entrants will have converted when their window closes: people still on the way are not lost.

Kaplan–Meier (1958) on whole days since entry, from counts: h(d) = converted on day d ÷ people who completed day d
unconverted before it; the estimate is 1 − Π (1 − h(d)) over the days of the window. On days the entry cohort has not
reached, h(d) is that of all earlier cohorts together, so the estimate holds if they behave alike from
the age reached on; it knows nothing of what changes after the cut-off. Interval: log-log Greenwood (Kalbfleisch and
Prentice 1980), whose variance sum runs over own and pooled days alike. Weeks are not alike, though: how much more the
earlier cohorts differ on the borrowed days than chance explains (moments of DerSimonian and Laird 1986, on
Σ −log(1 − h)) is added to it as soon as four of them have all of those days, as for the prediction of one more study
(Higgins, Thompson and Spiegelhalter 2009: Student's t with two degrees of freedom fewer than cohorts).

Somebody refused cannot convert any more and is NOT censored: he counts like everybody who did not convert, up to the
cut-off (that makes the estimate the cumulative incidence of Aalen and Johansen 1978, as censoring ages are known).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.statistics.intervals import wilson

_OWN_FROM = 30
"""A day is the cohort's own once this many of its people have completed it (or all that there are)."""
_COHORTS = 4
"""Fewer earlier cohorts do not show how much cohorts differ."""
_Z = 1.959964
_LARGEST = 500.0
"""Above it the interval is 0 to 1 in floats, and higher up exp overflows."""
_Days = Sequence[tuple[int, int]]
"""For each day: people at risk, and those of them who converted."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """People who entered together (a week), counted by whole days of 24 hours since their own entry.

    converted[d]  people who converted on day d (0 = the first 24 hours) and have completed that day at the cut-off
    censored[a]   people not in `converted` who have completed a days only, fewer than the window has; whoever
                  converted on his last, unfinished day is here too: that day is left out for everybody alike
    A conversion exactly at the end of the window counts on its last day.
    """

    people: int
    converted: tuple[int, ...]
    censored: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.converted) != len(self.censored) or not self.converted:
            raise ValueError("converted and censored need one count for each day of the window")
        if sum(self.converted) + sum(self.censored) > self.people or min(*self.converted, *self.censored, 0) < 0:
            raise ValueError("counts are negative or exceed the cohort's people")

    @property
    def matured(self) -> bool:
        """Whether the window of all its people has closed."""
        return not any(self.censored)

    def at_risk(self) -> list[int]:
        """For each day: people who completed it and had not converted before it."""
        left, found = self.people, []
        for converted, censored in zip(self.converted, self.censored, strict=True):
            left -= censored
            found.append(left)
            left -= converted
        return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of a cohort that will have converted at the end of the window, with its 95 % interval."""

    people: int
    converted: int
    """So far, on completed days."""
    share: float | None
    low: float | None
    high: float | None
    own_days: int
    """Days that rest on the cohort itself; the others on earlier cohorts."""
    matured: bool
    """All windows closed: the share is the plain one."""


def estimate(cohorts: Sequence[Cohort]) -> tuple[Estimate, ...]:
    """Estimate each cohort, given all of them in the order of entry. Days known from nowhere make the share None."""
    days = {len(cohort.converted) for cohort in cohorts}
    if len(days) > 1:
        raise ValueError("all cohorts need the same window")
    earlier: list[_Days] = []
    pool: _Days = [(0, 0)] * max(days, default=0)
    found = []
    for cohort in cohorts:
        own = list(zip(cohort.at_risk(), cohort.converted, strict=True))
        found.append(_estimate(cohort, own, pool, earlier))
        earlier.append(own)
        pool = [(risk + more, hits + converted) for (risk, hits), (more, converted) in zip(pool, own, strict=True)]
    return tuple(found)


def _estimate(cohort: Cohort, own: _Days, pool: _Days, earlier: Sequence[_Days]) -> Estimate:
    borrowed: list[int] = []
    gone = 0
    for day, (risk, _) in enumerate(own):
        gone += cohort.censored[day]
        if gone and risk < _OWN_FROM and (not risk or pool[day][0]):
            borrowed.append(day)
    used = _until_empty([pool[day] if day in borrowed else own[day] for day in range(len(own))])
    share = low = high = None
    if cohort.people and all(risk for risk, _ in used):
        share, low, high = _curve(used, _between([day for day in borrowed if day < len(used)], pool, earlier))
    own_days = len(own) - len(borrowed)
    return Estimate(cohort.people, sum(cohort.converted), share, low, high, own_days, cohort.matured)


def _between(borrowed: Sequence[int], pool: _Days, earlier: Sequence[_Days]) -> float:
    """Variance of what one more cohort adds to −log S on the borrowed days, beyond chance; 0 where none is seen.

    A variance known from few cohorts is itself uncertain: it is stretched by (t / z)², so that z may be used with it.
    """
    known = [
        [days[day] for day in borrowed]
        for days in earlier
        if all(days[day][0] >= _OWN_FROM and days[day][0] > days[day][1] for day in borrowed)
    ]
    odds = [hits / (risk - hits) if risk > hits else 0.0 for risk, hits in (pool[day] for day in borrowed)]
    if len(known) < _COHORTS or not any(odds):
        return 0.0
    from scipy.special import stdtrit

    hazards = [-sum(math.log1p(-hits / risk) for risk, hits in days) for days in known]
    # The chance part from the pooled rates: a cohort that happens to have no conversion is not thereby certain.
    weights = [1 / sum(odd / risk for odd, (risk, _) in zip(odds, days, strict=True)) for days in known]
    whole = sum(weights)
    mean = sum(w * x for w, x in zip(weights, hazards, strict=True)) / whole
    spread = sum(w * (x - mean) ** 2 for w, x in zip(weights, hazards, strict=True))
    between = (spread - (len(known) - 1)) / (whole - sum(w * w for w in weights) / whole)
    stretch = float(stdtrit(len(known) - 2, 0.975)) / _Z
    return max(0.0, between) * (1 + 1 / len(known)) * stretch**2


def _until_empty(days: _Days) -> _Days:
    """The days up to one on which everybody left converted; nobody is at risk after it and nothing is missing."""
    for at, (risk, converted) in enumerate(days):
        if risk and risk == converted:
            return days[: at + 1]
    return days


def _curve(days: _Days, between: float) -> tuple[float, float | None, float | None]:
    """1 − S at the end of the days and its interval. Fractions: a matured cohort's share is the plain one exactly."""
    staying, variance = Fraction(1), between
    for risk, converted in days:
        staying *= Fraction(risk - converted, risk)
        variance += converted / (risk * (risk - converted)) if converted < risk else 0.0
    share = float(1 - staying)
    if not 0 < staying < 1:
        # The log-log transform has no value at 0 and 1: as if all had been seen by the smallest day's people only.
        fewest = min(risk for risk, _ in days)
        return share, *wilson(0 if staying else fewest, fewest)
    log_staying = math.log(staying)
    factor = math.exp(min(_Z * math.sqrt(variance) / -log_staying, _LARGEST))
    return share, 1 - math.exp(log_staying / factor), 1 - math.exp(log_staying * factor)
