"""7-day retention, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from core.statistics.min_sample import MIN_SAMPLE

STAY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Retention:
    """Of the people at step 7 (as the funnel counts them), who stayed in the group."""

    grouped: int
    judged: int
    """Their seven days have passed where the roster ends, and it names them."""
    stayed: int
    share: float | None
    low: float | None
    """95 % Wilson interval."""
    high: float | None
    pending: int
    """Their seven days have not passed."""
    no_roster: int
    """The roster does not name them (in the group of their event, where it has one)."""

    @property
    def enough(self) -> bool:
        """Whether there are people enough to speak of a share."""
        return self.judged >= MIN_SAMPLE
