"""How well the person events of the onboarding steps fit together: what does not, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.domain.steps import GROUPED
from core.statistics.min_sample import MIN_SAMPLE

_SMALL = 0.01
"""A misfit below one in a hundred changes no conclusion."""
Kind = Literal["no_start", "skipped", "disorder", "no_roster", "after_import", "repeated"]
EVENTS: tuple[Kind, ...] = ("after_import", "repeated")
"""Kinds of which events are counted, not people."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """`n` of `of` people (or events) do not fit, at `step` against the counted step `before`."""

    kind: Kind
    n: int
    of: int
    step: int = 0
    before: int = 0

    @property
    def share(self) -> float | None:
        """0..1; None of too few."""
        return self.n / self.of if self.of >= MIN_SAMPLE else None

    @property
    def small(self) -> bool:
        """Whether it changes no conclusion."""
        return self.share is not None and self.share < _SMALL


@dataclass(frozen=True, slots=True)
class StepPeople:
    """Of the `of` people with an event of the step, those who do not fit the counted step before it."""

    step: int
    people: int
    before: int
    of: int


@dataclass(frozen=True, slots=True)
class Quality:
    """People and events of the whole dataset up to `as_of`; days and filters do not matter."""

    start: int
    """The step at which people enter."""
    people: int
    """With an event that is not a refusal."""
    no_start: int
    """People without an event of the start step: they are in no step."""
    skipped: tuple[StepPeople, ...]
    """People who have the step without any event of the counted step before it."""
    disorder: tuple[StepPeople, ...]
    """People whose first event of the step is before their first one of the counted step before it."""
    events: int
    """Events that are not refusals."""
    repeated_events: int
    """Events after a person's first of a step: neither duplicate rows nor, by themselves, new entries."""
    no_roster: int | None
    """People at step 7 whom no roster names; None without members."""
    grouped: int
    """People at step 7."""
    after_import: int
    """Events dated after their import: left out."""

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """What does not fit, by kind and step, in the order of the fields."""
        misfits = (
            Misfit("no_start", self.no_start, self.people, self.start),
            *(Misfit("skipped", one.people, one.of, one.step, one.before) for one in self.skipped),
            *(Misfit("disorder", one.people, one.of, one.step, one.before) for one in self.disorder),
            Misfit("no_roster", self.no_roster or 0, self.grouped, GROUPED),
            Misfit("after_import", self.after_import, self.events + self.after_import),
            Misfit("repeated", self.repeated_events, self.events),
        )
        return tuple(misfit for misfit in misfits if misfit.n)

    @property
    def largest_first(self) -> tuple[Misfit, ...]:
        """The misfits by their share; repeated events, which do no harm, last."""
        return tuple(sorted(self.misfits, key=lambda one: (one.kind == "repeated", -one.n / one.of)))

    @property
    def worst(self) -> Misfit | None:
        """The largest one that does harm."""
        harmful = [misfit for misfit in self.misfits if misfit.kind != "repeated"]
        return max(harmful, key=lambda misfit: (misfit.n / misfit.of, misfit.n), default=None)


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """The quality of the data under one way of counting."""

    quality: Quality
    order: str
    """strict or any: in any order, disorder has no effect."""
