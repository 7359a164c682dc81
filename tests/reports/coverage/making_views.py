"""Coverage views by hand, without a workspace."""

from __future__ import annotations

from datetime import date

from core.reports.coverage import rules
from core.reports.coverage.model import CoverageView, DayRange, Recognised, TableCoverage

NOBODY = Recognised(None, 0, 0)
MONDAY = date(2026, 3, 2)


def view_of(
    *tables: TableCoverage,
    members: Recognised = NOBODY,
    orders: Recognised = NOBODY,
    sources: tuple[Recognised, ...] = (),
    conflicts: int = 0,
    today: date = MONDAY,
) -> CoverageView:
    """A view of these tables as seen on the day `today`."""
    return CoverageView(
        version=1,
        imported_on=MONDAY,
        tables=tables,
        members=members,
        members_by_group=(),
        orders=orders,
        orders_by_source=sources,
        identity_conflicts=conflicts,
        groups=(),
        calendar=rules.calendar(tables, today),
    )


def table(name: str, first: date, last: date, *missing: DayRange) -> TableCoverage:
    """A table with nine rows and data on every day but the missing ones."""
    gone = sum((gap.last - gap.first).days + 1 for gap in missing)
    return TableCoverage(name, 9, first, last, (last - first).days + 1 - gone, gone, missing, None)
