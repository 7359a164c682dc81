"""Which person rows answer a question: the mart's, or rows made now from the events."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date

from core.db import Dataset, Session, parquet_sql
from core.marts import DIMENSIONS, Chain, FunnelMart, Marts, Moment, Order, build_person_rows
from core.reports.funnel.engine.outcomes import Ends, window
from core.reports.funnel.engine.people import People
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.tally import Split

_ROWS = "funnel_rows"
_ENDS_IN_MEMORY = 2  # what is looked at now, and one way of counting beside it
_ENDS, _OWN_ENDS, _CUBE = "funnel_ends", "funnel_own_ends", "funnel_cube"
_CUBES_IN_MEMORY = 4  # both order modes of the newest two versions
_ENDS_BYTES = 40 << 20
"""Of person rows as Parquet: a million people, read in within two seconds, 40 MB in memory. More are left in their
files, where a pass over them takes a quarter of the time that it takes to read them in for good."""


@dataclass(frozen=True, slots=True)
class Source:
    """The person rows, and the cube of the same people if the data need not be cut short."""

    people: People
    cube: str | None
    """A query for the cube that counts the same people; None where rows were made or `as_of` ends before the data."""

    def between(self, since: date, until: date) -> Source:
        """The same for those of them who entered in these days."""
        return replace(self, people=replace(self.people, query=replace(self.people.query, since=since, until=until)))


def cutoff_of(marts: Marts, query: FunnelQuery) -> Moment | None:
    """Where the data end: at the latest event, or at `as_of` before it; None without events."""
    cutoff, last = marts.span.cutoff, query.last_time
    return Moment(last) if cutoff is not None and last is not None and last < cutoff.end else cutoff


def start_of(marts: Marts, query: FunnelQuery) -> int | None:
    """The step at which people enter; None if no step is known person by person."""
    return query.from_step or marts.span.start(query.last_time)


def named_from(marts: Marts, query: FunnelQuery, dimensions: tuple[str, ...]) -> int | None:
    """The step from which rates by these dimensions mean something: the first at which events name all of them.

    A receptionist is known from step 5 on: of those who have one, all came through steps 1–4 (core/adr/0007).
    """
    start = start_of(marts, query)
    return start and max([start, *(marts.span.named.get(dimension, start) for dimension in dimensions)])


def cube_answers(query: FunnelQuery, splits: Sequence[Split]) -> bool:
    """Whether the cube, which knows one dimension at a time beside the entry day, holds what is asked."""
    filtered = {dimension for dimension, _ in query.where}
    asked = [filtered | (set(split) & set(DIMENSIONS)) for split in (*splits, ())]
    return all(len(needed) <= 1 for needed in asked) and not query.step_windows and not query.own_rows


def _chain(order: Order, start: int, query: FunnelQuery, splits: Sequence[Split] | None) -> Chain:
    """The rows to make for a question; of the dimensions only those that it names."""
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
    """The person rows of a question; None without events. Few people are held in memory for every scope; rows made of
    many live as long as the session.

    `splits`: no dimensions but those of these and of the filters are asked, and with `counts_only` nothing but counts
    in these. Where the cube has them, people are not read in for it.
    """
    start, cutoff = start_of(marts, query), cutoff_of(marts, query)
    if start is None or cutoff is None:
        yield None
        return
    order: Order = "strict" if query.order == "strict" else "any"
    mart, ends = marts.funnel.get(order), Ends(start, query, cutoff)
    few = mart is not None and _size(mart) <= _ENDS_BYTES and cutoff == marts.span.cutoff
    with ExitStack() as held:

        def hold(kind: str, key: str, make: Callable[[], str], keep: int) -> str:
            return f"select * from {held.enter_context(dataset.engine.materialized(session, kind, key, make, keep))}"

        if mart is None or mart.start != start or query.own_rows:
            chain = _chain(order, start, query, splits)
            if mart is not None and few:  # made once for every scope
                chain = replace(chain, since=None, until=None, dimensions=DIMENSIONS)
                key, make = _key(mart, query, chain), lambda: ends.sql(build_person_rows(session, marts, chain, _ROWS))
                people = hold(_OWN_ENDS, key, make, _ENDS_IN_MEMORY)
            else:
                people = ends.sql(build_person_rows(session, marts, chain, _ROWS))
            yield Source(People(start, query, cutoff, people), None)
            return
        people, cube = ends.sql(mart.people_sql()), f"select * from {parquet_sql(mart.cube)}"
        if few:
            in_files, in_cube, key = people, cube, _key(mart, query)
            cube = hold(_CUBE, mart.key[:24], lambda: in_cube, _CUBES_IN_MEMORY)
            in_the_cube = counts_only and splits is not None and cube_answers(query, splits)
            if not in_the_cube or dataset.engine.is_materialized(_ENDS, key):
                people = hold(_ENDS, key, lambda: in_files, _ENDS_IN_MEMORY)
        yield Source(People(start, query, cutoff, people), cube if cutoff == marts.span.cutoff else None)


def _size(mart: FunnelMart) -> int:
    """Bytes of the person rows: how many people there are, about."""
    return sum(path.stat().st_size for segment in mart.segments for path in segment.files)


def _key(mart: FunnelMart, query: FunnelQuery, chain: Chain | None = None) -> str:
    """A name for the ends of a mart's people, or of those made for a chain: what they depend on."""
    told = repr((mart.key, chain, window(query), query.step_windows))
    return hashlib.sha256(told.encode()).hexdigest()[:32]
