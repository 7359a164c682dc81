"""What the onboarding funnel page shows, frozen: the funnel, its weeks, its breakdown, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.domain.targets import Targets
from core.reports.funnel.engine.changes import Change
from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.engine.steps import StepCount
from core.reports.funnel.overview.recovery import RecoveryEstimate
from core.reports.funnel.overview.rules import Finding


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
    """Without the breakdown."""
    parts: FunnelReport | None
    """With the breakdown asked for; None if none is."""
    last_step: int
    """The last step that can be judged: none of the later ones has any event, which is no data and not a loss."""
    weeks: tuple[EntryWeek, ...]
    finding: Finding
    place: str | None
    """The ad slot or channel in which most of the finding sits."""
    changes: tuple[Change, ...]
    """The table of changes, oldest first."""
    suspects: tuple[Change, ...]
    """Those around the beginning of what got worse."""
    recovery: RecoveryEstimate | None
    """What going back to the company's own earlier level brings."""
    targets: Targets

    @property
    def report(self) -> FunnelReport:
        """The answer to the query as it was asked."""
        return self.parts or self.whole

    @property
    def steps(self) -> tuple[StepCount, ...]:
        """The steps to show: those that count in the chain."""
        return tuple(step for step in self.whole.steps[: self.last_step] if not step.optional)

    @property
    def asides(self) -> tuple[StepCount, ...]:
        """The optional steps, each with its own take-up."""
        return tuple(step for step in self.whole.steps[: self.last_step] if step.optional)

    @property
    def pending(self) -> int:
        """People on the way, at whichever step: everybody waits at one."""
        return sum(step.pending or 0 for step in self.whole.steps[: self.last_step])

    @property
    def refused(self) -> int:
        """People turned away, at whichever step."""
        return sum(step.refused or 0 for step in self.whole.steps[: self.last_step])

    @property
    def entered(self) -> int | None:
        """People who entered; None if no step is known person by person."""
        start = self.whole.start_step
        return None if start is None else self.whole.steps[start - 1].people

    @property
    def counted(self) -> bool:
        """Whether any step is known as daily counts."""
        return any(step.count is not None for step in self.whole.steps)

    @property
    def empty(self) -> bool:
        """Nobody entered, nothing was counted."""
        return not self.entered and not (self.entered is None and self.counted)
