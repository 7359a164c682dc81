"""Small companies for the health check, and the check of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.domain.assumptions import Assumptions
from core.reports.health import report
from core.reports.health.light import Group, Scene
from core.reports.health.report import HealthQuery
from core.reports.health.rules import HealthCheck
from core.reports.verdict import Missing
from tests.marts.making import IMPORTED, Row
from tests.reports.making_inputs import inputs_of

CUTOFF = date(2026, 3, 31)
EVERYTHING = HealthQuery()
USUAL = Assumptions()


def ago(days: int) -> date:
    return CUTOFF - timedelta(days=days)


def check(
    folder: Path,
    tables: Mapping[str, list[Row]],
    *,
    given: Assumptions = USUAL,
    query: HealthQuery = EVERYTHING,
    today: date = CUTOFF,
) -> HealthCheck:
    """The health check of a company made of these rows; a group that spoke on CUTOFF dates the list."""
    inputs = inputs_of(folder, tables, today=today, assumptions=given.record("test", IMPORTED))
    view = inputs.view(report.REPORT, query)
    assert not isinstance(view, Missing)
    return view


def scene(
    *groups: Group, company: tuple[Group, ...] = (), given: Assumptions = USUAL, today: date = CUTOFF, **facts: Any
) -> Scene:
    """What lights look at; by default these groups are the whole company and nothing else is known."""
    known = {"classes": {}, "shared": (), "roster": False, "recognised": {}, "fetched": {}, **facts}
    return Scene(groups=groups, company=company or groups, assumptions=given, today=today, **known)


def group(group_id: str, **values: Any) -> Row:
    return {"group_id": group_id, "group_name": f"name of {group_id}", "owner": "li", **values}


ALIVE = group("alive", last_message_on=CUTOFF, created_on=ago(400), owner="wang", admins=1)


def member(group_id: str, user: str, **values: Any) -> Row:
    return {
        "group_id": group_id,
        "user_id": user,
        "joined_at": datetime(2026, 1, 1),
        "joined_at_is_day": True,
        **values,
    }


def listed(found: HealthCheck, code: str) -> set[Any]:
    return set(found.light(code).listing.column("group_id"))
