"""Headline numbers as a view model: each with its value, the one before, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.reports.headlines.numbers import Number
from core.reports.headlines.period import Period


@dataclass(frozen=True, slots=True)
class Headline:
    """One number. None: not known. `change` = value - before, exact; None where the two cannot be compared."""

    number: Number
    value: int | Decimal | None
    before: int | Decimal | None
    missing: tuple[date, ...] = ()
    """Days of either period without data of this number."""
    unknown: int = 0
    """Living groups at the end of the period whose size is not known."""
    comparable: bool = True

    @property
    def code(self) -> str:
        """The number's."""
        return self.number.code

    @property
    def change(self) -> int | Decimal | None:
        """Against the period before."""
        if self.value is None or self.before is None or self.missing or not self.comparable:
            return None
        return self.value - self.before


@dataclass(frozen=True, slots=True)
class Headlines:
    """The numbers of a period; `period` None where there is no day in scope."""

    version: int
    period: Period | None
    headlines: tuple[Headline, ...]
    """Only numbers of which something is known in one of the two periods."""

    def get(self, code: str) -> Headline | None:
        """The number of this code, if it is known."""
        return next((headline for headline in self.headlines if headline.code == code), None)
