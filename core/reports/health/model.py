"""The health check as a view model: what every light shows, groups per owner, what idle groups cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.codec.listing import Listing
from core.i18n import Text
from core.reports.health.light import Light

SOON = 14
"""Days left from which data about to be lost are an alarm."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a light shows. `count` None: it cannot be judged from the present tables, `needs` says what unlocks it."""

    light: Light
    """With the company's own numbers in its words."""
    count: int | None
    """Groups or owners in the list; for unit days the days left, 0 or less: that many are lost already."""
    unknown: int
    """Groups in scope whose facts do not tell; they are not in the list."""
    listing: Listing

    @property
    def code(self) -> str:
        """The light's."""
        return self.light.code

    @property
    def alarm(self) -> bool:
        """Whether there is something to do."""
        if self.count is None:
            return False
        return self.count <= SOON if self.light.unit == "days" else self.count > 0

    @property
    def needs(self) -> Text | None:
        """What makes it judgeable, where it is not."""
        return self.light.needs if self.count is None else None

    @property
    def note(self) -> Text | None:
        """The unknown groups in words."""
        if not self.unknown or self.count is None or self.light.unknown is None:
            return None
        return self.light.unknown.fill(n=self.unknown)


@dataclass(frozen=True, slots=True)
class Cost:
    """What groups cost a month, spread equally over all living groups of the company; None: not answered."""

    group_money: Decimal | None
    group_hours: Decimal | None
    idle_groups: int
    """Silent or shell groups in scope."""
    idle_money: Decimal | None
    idle_hours: Decimal | None


@dataclass(frozen=True, slots=True)
class Recognition:
    """How many members of the company can be matched with orders. 识别率."""

    members: int
    recognised: int


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The answer for a scope."""

    version: int
    cutoff: date
    """Last day of the groups' data."""
    groups: int
    """Living groups in scope."""
    company_groups: int
    customers: int | None
    """Sum over groups where known (person-times); None where no size is known."""
    sizes_unknown: int
    """Groups without a known size."""
    lights: tuple[Reading, ...]
    owners: Listing
    """Every owner in scope; the sums of its columns are the totals."""
    cost: Cost | None
    recognition: Recognition | None
    """None without members or without orders."""

    def light(self, code: str) -> Reading:
        """What the light of this code shows. Raises KeyError."""
        return {reading.code: reading for reading in self.lights}[code]
