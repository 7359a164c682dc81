"""Which person rows answer a query: the mart's, or rows built now from the events."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date

from core.db import Dataset, Session, parquet_sql
from core.marts import DIMENSIONS, Chain, FunnelMart, Marts, Moment, Order, build_person_rows, counted_steps
from core.reports.funnel.engine.outcomes import Outcomes, window
from core.reports.funnel.engine.people import People
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.tally import Split

_ROWS = "funnel_rows"
_OUTCOMES, _BUILT_OUTCOMES, _CUBE = "funnel_outcomes", "funnel_built_outcomes", "funnel_cube"
"""Kinds of tables in memory: outcomes of the mart's rows, outcomes of rows built now, the cube."""
_OUTCOMES_IN_MEMORY = 2  # the current way of counting, and another one
_CUBES_IN_MEMORY = 4  # both order modes of the newest two versions
_IN_MEMORY_BYTES = 40 << 20
"""Of person rows as Parquet: a million people, loaded within two seconds, 40 MB in memory. More stay in their files,
where one pass takes a quarter of the time it takes to load them."""


@dataclass(frozen=True, slots=True)
class Source:
    """The person rows, and the cube of the same people where it can be used."""

    people: People
    cube: str | None
    """The query for the cube; None where rows were built, or `as_of` ends before the data."""

    def between(self, since: date, until: date) -> Source:
        """The same, of those who entered in these days."""
        return replace(self, people=replace(self.people, query=replace(self.people.query, since=since, until=until)))


def cutoff_of(marts: Marts, query: FunnelQuery) -> Moment | None:
    """The end of the data: the latest event, or `as_of` if that is earlier; None without events."""
    cutoff, last = marts.span.cutoff, query.last_time
    return Moment(last) if cutoff is not None and last is not None and last < cutoff.end else cutoff


def start_of(marts: Marts, query: FunnelQuery) -> int | None:
    """The step at which people enter; None if no step is known person by person."""
    return query.from_step or marts.span.start(query.last_time)


def steps_with_events(marts: Marts, query: FunnelQuery) -> tuple[int, ...] | None:
    """The counted steps from the start up to the first without any event (no data there, not a loss).

    None if no step is known person by person.
    """
    start = start_of(marts, query)
    if start is None:
        return None
    chain = counted_steps(start, query.optional)
    return tuple(itertools.takewhile(lambda k: k == start or k in marts.span.first, chain))


def named_from(marts: Marts, query: FunnelQuery, dimensions: tuple[str, ...]) -> int | None:
    """The first step at which events name all these dimensions; rates by them start there.

    A receptionist is named from step 5 on, so whoever has one passed steps 1–4 (core/adr/0007).
    """
    start = start_of(marts, query)
    return start and max([start, *(marts.span.named.get(dimension, start) for dimension in dimensions)])


def cube_answers(query: FunnelQuery, splits: Sequence[Split]) -> bool:
    """Whether the cube has the counts; it holds one dimension at a time beside the entry day."""
    filtered = {dimension for dimension, _ in query.where}
    asked = [filtered | (set(split) & set(DIMENSIONS)) for split in (*splits, ())]
    return all(len(needed) <= 1 for needed in asked) and not query.step_windows and not query.needs_person_rows


def _chain(order: Order, start: int, query: FunnelQuery, splits: Sequence[Split] | None) -> Chain:
    """The rows to build for a query, with the dimensions it names only."""
    named = {dimension for dimension, _ in query.where}.union(*(splits or ()))
    return Chain(
        order,
        start,
        optional=tuple(k for k in query.optional if k > start),
        dimensions=tuple(d for d in DIMENSIONS if splits is None or d in named),
        window_days=query.window_days,
        re_entry=query.re_entry,
        since=query.since,
        until=query.until,
    )


@contextmanager
def source_of(
    dataset: Dataset,
    session: Session,
    marts: Marts,
    query: FunnelQuery,
    splits: Sequence[Split] | None = None,
    *,
    counts_only: bool = True,
) -> Iterator[Source | None]:
    """The person rows of a query; None without events. Few people are kept in memory for every scope; rows built of
    many last as long as the session.

    `splits`: only their dimensions and those of the filters are read, and with `counts_only` only counts in these
    splits, so that nobody is loaded where the cube has them.
    """
    start, cutoff = start_of(marts, query), cutoff_of(marts, query)
    if start is None or cutoff is None:
        yield None
        return
    order: Order = "strict" if query.order == "strict" else "any"
    mart, outcomes = marts.funnel.get(order), Outcomes(start, query, cutoff)
    few = mart is not None and _size(mart) <= _IN_MEMORY_BYTES and cutoff == marts.span.cutoff
    with ExitStack() as held:

        def hold(kind: str, key: str, make: Callable[[], str], keep: int) -> str:
            return f"select * from {held.enter_context(dataset.engine.materialized(session, kind, key, make, keep))}"

        if mart is None or mart.start != start or query.needs_person_rows:
            chain = _chain(order, start, query, splits)
            if mart is not None and few:  # built once for every scope
                chain = replace(chain, since=None, until=None, dimensions=DIMENSIONS)
                key, make = (
                    _key(mart, query, chain),
                    lambda: outcomes.sql(build_person_rows(session, marts, chain, _ROWS)),
                )
                people = hold(_BUILT_OUTCOMES, key, make, _OUTCOMES_IN_MEMORY)
            else:
                people = outcomes.sql(build_person_rows(session, marts, chain, _ROWS))
            yield Source(People(start, query, cutoff, people), None)
            return
        people, cube = outcomes.sql(mart.people_sql()), f"select * from {parquet_sql(mart.cube)}"
        if few:
            in_files, in_cube, key = people, cube, _key(mart, query)
            cube = hold(_CUBE, mart.key[:24], lambda: in_cube, _CUBES_IN_MEMORY)
            in_the_cube = counts_only and splits is not None and cube_answers(query, splits)
            if not in_the_cube or dataset.engine.is_materialized(_OUTCOMES, key):
                people = hold(_OUTCOMES, key, lambda: in_files, _OUTCOMES_IN_MEMORY)
        yield Source(People(start, query, cutoff, people), cube if cutoff == marts.span.cutoff else None)


def _size(mart: FunnelMart) -> int:
    """Bytes of the person rows: how many people there are, about."""
    return sum(path.stat().st_size for segment in mart.segments for path in segment.files)


def _key(mart: FunnelMart, query: FunnelQuery, chain: Chain | None = None) -> str:
    """The key of the outcomes of a mart's people, or of rows built for a chain: all they depend on."""
    depends_on = repr((mart.key, chain, window(query), query.step_windows))
    return hashlib.sha256(depends_on.encode()).hexdigest()[:32]
