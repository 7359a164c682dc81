"""What daily counts say of the steps known by them only, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MOST_ALARMS = 500


@dataclass(frozen=True, slots=True)
class StepBounds:
    """The rate of a step lies between low and high. A plain share would be wrong: somebody seen on two days is in two
    counts. Nested: whoever reached the step in the chosen days was at the step before in them too."""

    step: int
    since_step: int
    low: float
    high: float
    nested: bool
    """Whether the counts allow that; where they refute it, the lower bound is 0."""
    bridge: bool
    """From daily counts to people known by id."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """On a day, in a channel and ad slot, a step with more people than the recorded step before it: wrong data."""

    day: date
    channel: str | None
    ad_slot: str | None
    step: int
    people: int
    earlier_step: int
    earlier: int


@dataclass(frozen=True, slots=True)
class MixedGrain:
    """Daily counts joined with people by day × channel × ad slot."""

    steps: tuple[StepBounds, ...]
    alarms: tuple[Alarm, ...]
    """By day; the first 500."""
    alarms_total: int

    @property
    def worst(self) -> Alarm | None:
        """The largest contradiction among the first 500."""
        return max(self.alarms, key=lambda alarm: alarm.people - alarm.earlier, default=None)


@dataclass(frozen=True, slots=True)
class DailyCheck:
    """What the daily counts say."""

    counts: MixedGrain | None
    """None where every step has records of persons, so that daily counts are not needed."""
