"""The reports, a line each: the module that holds `REPORT`, under the name by which it is asked for.

Sections stand below their report, in the order in which its page folds them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from core.reports.report import Report

MODULES: dict[str, str] = {
    "health_check": "core.reports.health.report",
    "headlines": "core.reports.headlines.report",
    "onboarding_funnel": "core.reports.funnel.overview.report",
    "people_list": "core.reports.funnel.people.report",
    "fixes": "core.reports.funnel.fixes.report",
    "comparison": "core.reports.funnel.comparison.report",
    "changes": "core.reports.funnel.changes.report",
    "week_map": "core.reports.funnel.week_map.report",
    "receptionists": "core.reports.funnel.receptionists.report",
    "retention": "core.reports.funnel.retention.report",
    "quality": "core.reports.funnel.quality.report",
    "bounds": "core.reports.funnel.bounds.report",
    "estimate": "core.reports.funnel.estimate.report",
    "coverage": "core.reports.coverage.report",
    "group_labels": "core.reports.labels.report",
}


@cache
def _load(module: str) -> Report[Any, Any]:
    found: Report[Any, Any] = importlib.import_module(module).REPORT
    return found


def report(name: str) -> Report[Any, Any]:
    """The report or section of this name, imported only now. Raises KeyError."""
    return _load(MODULES[name])


def reports() -> Iterator[Report[Any, Any]]:
    """Every report that is listed by itself."""
    return (found for found in map(report, MODULES) if found.parent is None)


def sections(name: str) -> Iterator[Report[Any, Any]]:
    """The sections of a report."""
    return (found for found in map(report, MODULES) if found.parent == name)
