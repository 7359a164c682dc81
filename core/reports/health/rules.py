"""The health check that needs no arithmetic 体检: which living groups are silent, overdue, empty, double, mixed, …

Pure: facts in, findings out. A group whose facts do not suffice is counted as unknown, never as healthy or ill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.codec.listing import Listing
from core.domain.assumptions import Assumptions
from core.i18n import Text
from core.reports.health.light import Light, Scene, total
from core.reports.health.lights import all_lights
from core.reports.health.owners import cents, owner_listing

MONTH_HOURS = Decimal(174)
"""Working hours of one person a month: 21.75 days of 8 hours, the legal Chinese figure."""
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


def check(scene: Scene, version: int, cutoff: date, recognition: Recognition | None) -> HealthCheck:
    """Every light's reading of a scene, the owners and what idle groups cost."""
    readings = tuple(read(light, scene) for light in all_lights())
    silent, shell = (_group_ids(readings, code) for code in ("silent", "shell"))
    given, groups, company = scene.assumptions, scene.groups, len(scene.company)
    return HealthCheck(
        version=version,
        cutoff=cutoff,
        groups=len(groups),
        company_groups=company,
        customers=total(group.customers for group in groups),
        sizes_unknown=sum(group.customers is None for group in groups),
        lights=readings,
        owners=owner_listing(groups, silent, shell, _each(given.monthly_cost, given, company)),
        cost=_cost(given, company, len(silent | shell)),
        recognition=recognition,
    )


def read(light: Light, scene: Scene) -> Reading:
    """What a light shows of a scene."""
    filled, judged = light.filled(scene.assumptions), light.judge(scene)
    listing = Listing(light.code, filled.heading or filled.label, light.fields, judged.rows, owner=light.owner)
    return Reading(filled, judged.count, judged.unknown, listing)


def _group_ids(readings: tuple[Reading, ...], code: str) -> set[str]:
    return {str(group) for reading in readings if reading.code == code for group in reading.listing.column("group_id")}


def _cost(given: Assumptions, company: int, idle: int) -> Cost | None:
    """Of `company` groups in all and `idle` ones; None without an answer."""
    money = _each(given.monthly_cost, given, company)
    hours = _each(None if given.staff_count is None else given.staff_count * MONTH_HOURS, given, company)
    if money is None and hours is None:
        return None
    return Cost(
        group_money=None if money is None else cents(money),
        group_hours=None if hours is None else cents(hours),
        idle_groups=idle,
        idle_money=None if money is None else cents(money * idle),
        idle_hours=None if hours is None else cents(hours * idle),
    )


def _each(whole: Decimal | None, given: Assumptions, company: int) -> Decimal | None:
    """The part of `whole` that goes into groups, per living group of the company; None where not known."""
    return None if whole is None or not company else whole * Decimal(str(given.group_time_share)) / company
