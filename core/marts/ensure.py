"""The marts of a version: found in the store, or built and saved."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from core.db import Dataset, Engine
from core.marts.build_session import BuildSession
from core.marts.chain import ORDERS, Order
from core.marts.derived import ensure_derived
from core.marts.funnel_build import CUBE, GONE, PEOPLE, FunnelBuilder, Inputs
from core.marts.mart_files import Part, facts_part, find, mart_key, of_table, read_facts, save, table_part
from core.marts.model import FunnelMart, Marts, Segment
from core.marts.persons import resolve_persons
from core.marts.span import read_span, span_from_json, span_json
from core.store import DataFile, Store, Version

_PART_BYTES = 32 << 20
"""At least so many bytes of event files are read together: smaller passes cost more than they save."""


def open_dataset(store: Store, version: Version, *, derived: bool = True) -> Dataset:
    """The tables of a version and those derived from them (core/marts/derived.py), built and saved if missing.

    Without `derived` only the tables: enough for the funnel. Queried through the process's engine for this workspace.
    Errors: QueryTimeout, StoreBusy, StoreDamaged.
    """
    files = {table: store.checked(found) for table, found in version.files.items()}
    if not derived:
        return Engine.of(store.root).dataset(version.number, files, {})
    with ExitStack() as stack:
        build = BuildSession(store, version, stack)
        tables = ensure_derived(build, _persons(build))
    return Engine.of(store.root).dataset(version.number, files, tables)


def ensure(store: Store, version: Version, orders: Sequence[Order] = ORDERS, *, derived: bool = True) -> Marts:
    """The marts of `version`, building and saving what is missing; `derived` too those that open_dataset adds.

    Everything is computed outside the writer lock, so imports and readers are not held up; two
    processes that build the same mart at once save the same files. Errors: QueryTimeout, StoreBusy.
    """
    with ExitStack() as stack:
        build = BuildSession(store, version, stack)
        persons = _persons(build)
        events = find(store, "funnel_span", _span_key(version), version) or _build_span(build)
        span = span_from_json(read_facts(store, events[0]))
        events_parts = _events(store, version)
        inputs = Inputs(version, span, tuple(of_table(persons, "persons")), events_parts)
        if derived:
            ensure_derived(build, persons)
        return Marts(
            version.number,
            version.created_at,
            span,
            _paths(store, persons, "persons"),
            _paths(store, persons, "conflicts"),
            _funnel(build, inputs, orders),
            events_parts,
        )


def _events(store: Store, version: Version) -> tuple[tuple[Path, ...], ...]:
    """The buckets of the events, small ones combined: the people of one part fit in memory."""
    files = version.files.get("funnel_events", ())
    parts: list[tuple[Path, ...]] = []
    size = _PART_BYTES
    for bucket in sorted({file.bucket for file in files}):
        paths = tuple(store.path(file) for file in files if file.bucket == bucket)
        if size >= _PART_BYTES:
            parts, size = [*parts, ()], 0
        parts[-1] += paths
        size += sum(path.stat().st_size for path in paths)
    return tuple(parts)


def _persons(build: BuildSession) -> tuple[DataFile, ...]:
    """The persons mart: persons, and the values that join no ids."""
    return find(build.store, "persons", _persons_key(build.version), build.version) or _build_persons(build)


def _build_persons(build: BuildSession) -> tuple[DataFile, ...]:
    persons, conflicts = resolve_persons(build.session)
    parts: list[Part] = [table_part("persons", 0, persons), table_part("conflicts", 0, conflicts)]
    return save(build.store, "persons", _persons_key(build.version), build.version, parts)


def _build_span(build: BuildSession) -> tuple[DataFile, ...]:
    facts = facts_part("funnel_span", span_json(read_span(build.session, build.version.created_at)))
    return save(build.store, "funnel_span", _span_key(build.version), build.version, [facts])


def _funnel(build: BuildSession, inputs: Inputs, orders: Sequence[Order]) -> dict[Order, FunnelMart]:
    start = inputs.span.start()
    if start is None:
        return {}
    store = build.store
    keys = {order: inputs.key(order, start) for order in orders}
    found = {order: find(store, f"funnel_{order}", keys[order], inputs.version) for order in orders}
    missing = [order for order in orders if found[order] is None]
    if missing:
        build.take_persons(inputs.persons)
        builder = FunnelBuilder(store, build.session, build.scratch, inputs)
        found |= {order: builder.build(order, start) for order in missing}
    return {order: _mart(store, keys[order], start, files or ()) for order, files in found.items()}


def _mart(store: Store, key: str, start: int, files: Sequence[DataFile]) -> FunnelMart:
    segments = tuple(
        Segment(_paths(store, files, PEOPLE, number), _paths(store, files, GONE, number))
        for number in sorted({file.bucket for file in of_table(files, PEOPLE)})
    )
    return FunnelMart(key, start, segments, _paths(store, files, CUBE))


def _paths(store: Store, files: Sequence[DataFile], table: str, bucket: int | None = None) -> tuple[Path, ...]:
    return tuple(store.path(file) for file in of_table(files, table) if bucket is None or file.bucket == bucket)


def _persons_key(version: Version) -> str:
    return mart_key(version, ("identities",))


def _span_key(version: Version) -> str:
    """The span depends on the import's time only if events lie after it."""
    events = version.files.get("funnel_events", ())
    future = any(file.high is None or datetime.fromisoformat(file.high) > version.created_at for file in events)
    imported = version.created_at.isoformat() if future else None
    return mart_key(version, ("funnel_events",), imported)
