"""Small companies for the health check, and the check of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.domain.assumptions import Assumptions
from core.marts import open_dataset
from core.reports.health import query as group_facts
from core.reports.health import report as health_check
from core.reports.health.report import HealthCheck
from core.scope import Scope
from tests.marts.making import Row, commit, open_store

CUTOFF = date(2026, 3, 31)
EVERYTHING = Scope()
USUAL = Assumptions()


def ago(days: int) -> date:
    return CUTOFF - timedelta(days=days)


def check(
    folder: Path,
    tables: Mapping[str, list[Row]],
    *,
    given: Assumptions = USUAL,
    scope: Scope = EVERYTHING,
    today: date = CUTOFF,
    shares: Mapping[str, float] | None = None,
) -> HealthCheck:
    """The health check of a company made of these rows; a group that spoke on CUTOFF dates the list."""
    store = open_store(folder)
    version = commit(store, tables)
    facts = group_facts.build(open_dataset(store, version), version.created_at)
    return health_check.build(facts, given, scope, today, shares)


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
