"""Everything the funnel has to say to one question: what the page's parts show and the command line prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from core.db import Dataset
from core.marts import Marts
from core.reports.funnel.bounds import query as bounds
from core.reports.funnel.changes import query as change_effects
from core.reports.funnel.comparison import query as comparison
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.query import FunnelQuery, Where
from core.reports.funnel.estimate import query as estimate
from core.reports.funnel.fixes import query as fixes
from core.reports.funnel.people import query as people_list
from core.reports.funnel.quality import query as quality
from core.reports.funnel.retention import query as staying
from core.statistics.rate_difference import RateDifference


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked beside the funnel itself."""

    base: tuple[date, date] | None = None
    """The period to compare with (until exclusive)."""
    previous: bool = False
    """Compare with the equally long period before."""
    segments: tuple[Where, Where] | None = None
    people: tuple[int, str] | None = None
    """(step, outcome) of a list of people."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The funnel and its parts; each part can also be built alone."""

    report: funnel.FunnelReport
    estimate: tuple[estimate.WeekEstimate, ...] | None
    bounds: bounds.MixedGrain | None
    comparison: comparison.Comparison | None
    fixes: fixes.Fixes | None
    quality: quality.Quality
    changes: tuple[change_effects.ChangeEffect, ...]
    staying: staying.Staying | None
    people: people_list.PeopleList | None


def build(dataset: Dataset, marts: Marts, query: FunnelQuery, asked: Asked) -> Answer:
    """Answer all of it. Raises BadRequest for a comparison or list that makes no sense. Errors: QueryTimeout."""
    return Answer(
        report=funnel.build(dataset, marts, query),
        estimate=estimate.build(dataset, marts, query),
        bounds=bounds.build(dataset, marts, query),
        comparison=compared(dataset, marts, query, asked),
        fixes=fixes.build(dataset, marts, query),
        quality=quality.build(dataset, marts, query),
        changes=change_effects.build(dataset, marts, query),
        staying=staying.build(dataset, marts, query),
        people=people_list.build(dataset, marts, query, *asked.people) if asked.people else None,
    )


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer for `--json`: the funnel's own keys, and one for each part."""
    found = {
        **funnel.to_json(answer.report),
        "estimate": answer.estimate,
        "bounds": answer.bounds,
        "comparison": _comparison(answer.comparison) if answer.comparison else None,
        "fixes": answer.fixes,
        "quality": answer.quality,
        "changes": [_effect(effect) for effect in answer.changes],
        "still_in_group": answer.staying,
    }
    if answer.people is not None:
        found["people"] = {"count": answer.people.count, **asdict(answer.people)}
    return found


def compared(dataset: Dataset, marts: Marts, query: FunnelQuery, asked: Asked) -> comparison.Comparison | None:
    """The comparison that is asked for; None if none is. Raises BadRequest. Errors: QueryTimeout."""
    if asked.segments is not None:
        return comparison.segments(dataset, marts, query, *asked.segments)
    base = comparison.previous_period(marts, query) if asked.previous else asked.base
    return comparison.periods(dataset, marts, query, base) if base else None


def _comparison(found: comparison.Comparison) -> dict[str, Any]:
    sides = {
        name: {**asdict(side), "where": {dimension: list(values) for dimension, values in side.where}}
        for name, side in (("now", found.now), ("base", found.base))
    }
    return {**asdict(found), **sides, "rates": _rates(found.rates)}


def _effect(effect: change_effects.ChangeEffect) -> dict[str, Any]:
    known = {field.name: getattr(effect, field.name) for field in fields(effect) if field.name != "change"}
    return {**asdict(effect.change), **known, "rates": _rates(effect.rates)}


def _rates(rates: Iterable[RateDifference]) -> list[dict[str, Any]]:
    return [{"step": rate.step, "of": rate.of, **asdict(rate.difference)} for rate in rates]
