"""What a report found: the only way in which a page, a card, the command line or a snapshot says it."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding and what follows from it."""

    line: Text
    """The finding: one number, one name."""
    todo: Text | None = None
    """What to do, who, by when (core/reports/due.py)."""
    notes: tuple[Text, ...] = ()
    """What the finding rests on or leaves out, a sentence each."""


@dataclass(frozen=True, slots=True)
class Missing:
    """No data for a report."""

    tables: tuple[str, ...]
    """What is not there: any of these tables would do as a start."""
    line: Text
    todo: Text
    """Which upload unlocks it, and what it would answer."""

    def verdict(self) -> Verdict:
        """The same, where a verdict is asked for."""
        return Verdict(self.line, self.todo)


@dataclass(frozen=True, slots=True)
class Decision:
    """A card of the Overview: what to decide, what it is worth, who, by when; a click leads to `page`."""

    page: str
    """The address of the page that answers it."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Contract:
    """What stands behind the `?` of a number."""

    formula: Text
    counts: Text
    """What is counted: people, person-times, groups."""
    tables: str
    """Source tables, comma separated."""
    window: Text | None = None
    excluded: Text | None = None
    industry: Text | None = None
    """How the industry counts it where we differ. 行业口径."""
