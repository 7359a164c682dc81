"""Every cache of the pages: keyed by workspace and version, so a new version is a new entry; all are bounded."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

import streamlit as st

from core import marts
from core.db import Dataset
from core.domain.assumptions import Assumptions
from core.reports import scope_values as scope_values_report
from core.reports import unlocks as unlocks_report
from core.reports.coverage import report as coverage
from core.reports.funnel.engine import funnel as onboarding_funnel
from core.reports.funnel.overview import view as funnel_view
from core.reports.headlines import report as headlines_report
from core.reports.health import query as group_facts_report
from core.reports.health import report as health_check_report
from core.reports.labels import report as group_labels_report
from core.scope import Scope
from core.store import Store, Version

_Part = TypeVar("_Part")


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(root: str) -> Store:
    return Store.open(Path(root))


def workspace_root() -> Path:
    """The folder of the workspace this server was started on (QUNCE_WORKSPACE, default data/workspace)."""
    return Path(os.environ.get("QUNCE_WORKSPACE", "data/workspace"))


def store() -> Store:
    """The workspace this server was started on."""
    return _store(str(workspace_root()))


@st.cache_resource(max_entries=4, show_spinner=False)
def _dataset(root: str, version: int) -> Dataset:
    workspace = _store(root)
    return marts.open_dataset(workspace, workspace.version(version))


@st.cache_data(max_entries=16, show_spinner=False)
def _coverage(root: str, version: int, day: str) -> coverage.CoverageReport:
    return coverage.build(_dataset(root, version), _marts(root, version), date.fromisoformat(day))


def coverage_of(version: Version, today: str) -> coverage.CoverageReport:
    """The coverage report of a version; `today` (ISO) dates the 180-day warning."""
    return _coverage(str(store().root), version.number, today)


@st.cache_data(max_entries=8, show_spinner=False)
def _scope_values(root: str, version: int) -> scope_values_report.ScopeValues:
    return scope_values_report.build(_dataset(root, version), _store(root).version(version).created_at)


def scope_values(version: Version) -> scope_values_report.ScopeValues:
    """What the scope bar offers on a version."""
    return _scope_values(str(store().root), version.number)


@st.cache_data(max_entries=4, show_spinner=False)
def _group_labels(root: str, version: int) -> group_labels_report.GroupLabels:
    return group_labels_report.build(_dataset(root, version))


def group_labels(version: Version) -> group_labels_report.GroupLabels:
    """The groups of a version with their labels."""
    return _group_labels(str(store().root), version.number)


@st.cache_resource(max_entries=4, show_spinner=False)
def _marts(root: str, version: int) -> marts.Marts:
    workspace = _store(root)
    return marts.ensure(workspace, workspace.version(version))


_ASKED: dict[str | type, Callable[[object], str]] = {onboarding_funnel.FunnelQuery: repr}
"""How a question stands in a key: Streamlit's own way goes through every field of it."""


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_ASKED)
def _funnel(
    root: str, version: int, query: onboarding_funnel.FunnelQuery, today: date
) -> funnel_view.FunnelView:  # frozen, so every session may share it without a copy
    return funnel_view.build(_dataset(root, version), _marts(root, version), query, today)


def funnel(version: Version, query: onboarding_funnel.FunnelQuery, today: date) -> funnel_view.FunnelView:
    """The onboarding funnel of a version; `today` dates what is to be done."""
    return _funnel(str(store().root), version.number, query, today)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_ASKED)
def _funnel_report(
    root: str, version: int, query: onboarding_funnel.FunnelQuery, durations: bool
) -> onboarding_funnel.FunnelReport:
    return onboarding_funnel.build(_dataset(root, version), _marts(root, version), query, durations)


def funnel_report(
    version: Version, query: onboarding_funnel.FunnelQuery, durations: bool = False
) -> onboarding_funnel.FunnelReport:
    """One funnel with its breakdown; `durations`: with the exact times from step to step, a pass over all people."""
    return _funnel_report(str(store().root), version.number, query, durations)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_ASKED)
def _funnel_part(
    root: str,
    version: int,
    name: str,  # noqa: ARG001 - stands in the key for the function
    query: onboarding_funnel.FunnelQuery,
    given: tuple[Hashable, ...],
    _build: Callable[..., object],
) -> object:
    return _build(_dataset(root, version), _marts(root, version), query, *given)


def funnel_part(
    version: Version, build: Callable[..., _Part], query: onboarding_funnel.FunnelQuery, *given: Hashable
) -> _Part:
    """What `build(dataset, marts, query, *given)` of a module in core.reports.funnel answers: one part of the page."""
    name = f"{build.__module__}.{build.__qualname__}"
    return cast("_Part", _funnel_part(str(store().root), version.number, name, query, given, build))


def opened(version: Version) -> tuple[Dataset, marts.Marts]:
    """A version's tables and marts, for what is made once and not kept: a long download."""
    root = str(store().root)
    return _dataset(root, version.number), _marts(root, version.number)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_ASKED)
def _funnel_emptied(root: str, version: int, query: onboarding_funnel.FunnelQuery) -> tuple[tuple[str, int], ...]:
    return funnel_view.emptied_by(_dataset(root, version), _marts(root, version), query)


def funnel_emptied_by(version: Version, query: onboarding_funnel.FunnelQuery) -> tuple[tuple[str, int], ...]:
    """The single filters that leave nobody in the funnel, with how many enter without them."""
    return _funnel_emptied(str(store().root), version.number, query)


@st.cache_resource(max_entries=4, show_spinner=False)
def _group_facts(root: str, version: int) -> group_facts_report.GroupFacts:
    return group_facts_report.build(_dataset(root, version), _store(root).version(version).created_at)


@st.cache_resource(max_entries=32, show_spinner=False)
def _health_check(
    root: str, version: int, scope: Scope, given: Assumptions, day: str
) -> health_check_report.HealthCheck:
    facts, shares = _group_facts(root, version), None
    if {"members", "orders"} <= _store(root).version(version).files.keys():
        shares = health_check_report.recognition(_coverage(root, version, day))
    return health_check_report.build(facts, given, scope, date.fromisoformat(day), shares)


def health_check(version: Version, scope: Scope, given: Assumptions, today: str) -> health_check_report.HealthCheck:
    """The health check of the groups in scope; `today` (ISO) dates the 180-day warning."""
    return _health_check(str(store().root), version.number, scope, given, today)


@st.cache_resource(max_entries=32, show_spinner=False)
def _headlines(root: str, version: int, scope: Scope) -> headlines_report.Headlines:
    created_at, cutoff = _store(root).version(version).created_at, _group_facts(root, version).cutoff
    return headlines_report.build(_dataset(root, version), created_at, cutoff, scope)


def headlines(version: Version, scope: Scope) -> headlines_report.Headlines:
    """Headline numbers of the scope's days against the equal period before."""
    return _headlines(str(store().root), version.number, scope)


@st.cache_data(max_entries=16, show_spinner=False)
def _facts(root: str, version: int) -> frozenset[str]:
    return unlocks_report.facts_of(_dataset(root, version))


def unlocks(version: Version) -> unlocks_report.Unlocks:
    """What a version shows now and what the next file opens."""
    return unlocks_report.unlocks(_facts(str(store().root), version.number))
