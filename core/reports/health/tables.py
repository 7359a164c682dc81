"""The tables of the health check: all lights, the list behind one, the owners."""

from __future__ import annotations

from dataclasses import replace

from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.health import words
from core.reports.health.rules import HealthCheck, Reading
from core.reports.table import Table

_FIRST_OWNERS = 10
_FIELDS = (
    Field("light", Text("体检项", "Light")),
    Field("shown", Text("结果", "Shows")),
    Field("unknown", Text("看不出的群", "Groups that do not tell"), "count"),
)


def tables(check: HealthCheck) -> tuple[Table, ...]:
    """All lights in short, and the owners."""
    return _lights(check), owner_table(check)


def owner_table(check: HealthCheck) -> Table:
    """The owners with most groups; a download holds all."""
    return Table(replace(check.owners, rows=check.owners.rows[:_FIRST_OWNERS]), check.owners)


def light_table(reading: Reading) -> Table:
    """The list behind a light."""
    light, shown = reading.light, reading.listing
    for field in light.hidden:
        shown = shown.without(field)
    return Table(shown, reading.listing, search=light.unit != "days", split_fields=light.split_fields)


def _lights(check: HealthCheck) -> Table:
    rows = tuple(
        (reading.light.heading or reading.light.label, words.number(reading), reading.unknown)
        for reading in check.lights
    )
    return Table(Listing("lights", Text("体检", "Health check"), _FIELDS, rows))
