"""Which person rows answer a question: the mart's, or rows made now from the events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.db import Dataset, Session, parquet_sql
from core.marts import Chain, FunnelMart, Marts, Moment, Order, people_on_the_fly
from core.reports.funnel.ends import Ends, window
from core.reports.funnel.people import People
from core.reports.funnel.query import FunnelQuery

_ROWS = "funnel_rows"
_ENDS_IN_MEMORY = 2  # what is looked at now, and one way of counting beside it
_ENDS_BYTES = 200 << 20
"""Of person rows as Parquet; in memory it is about the double. 12 M people are about 420 MB there."""


@dataclass(frozen=True, slots=True)
class Source:
    """The person rows, and the mart they come from if the data need not be cut short."""

    people: People
    mart: FunnelMart | None
    """Its cube counts the same people; None where rows were made or `as_of` ends before the data."""


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


@contextmanager
def source_of(dataset: Dataset, session: Session, marts: Marts, query: FunnelQuery) -> Iterator[Source | None]:
    """The person rows of a question; None without events. Rows made live as long as the session."""
    start, cutoff = start_of(marts, query), cutoff_of(marts, query)
    if start is None or cutoff is None:
        yield None
        return
    made = Ends(start, query, cutoff)
    order: Order = "strict" if query.order == "strict" else "any"
    mart = marts.funnel.get(order)
    if mart is None or mart.start != start or query.own_rows:
        asked = query.optional, query.window_days, query.re_entry, query.since, query.until
        people_on_the_fly(session, marts, Chain(order, start, *asked), _ROWS)
        yield Source(People(start, query, cutoff, made.sql(f"select * from {_ROWS}")), None)
        return
    ends = made.sql(mart.people_sql())
    if cutoff != marts.span.cutoff:
        yield Source(People(start, query, cutoff, ends), None)
    elif not _fits_in_memory(mart):
        yield Source(People(start, query, cutoff, ends), mart)
    else:
        key = "_".join([mart.key[:24], str(window(query)), *(f"{k}in{days}" for k, days in query.step_windows)])
        with dataset.engine.holding("funnel_ends", key, ends, _ENDS_IN_MEMORY) as held:
            yield Source(People(start, query, cutoff, f"select * from {held}"), mart)


def cube_sql(mart: FunnelMart) -> str:
    """A query for the mart's cube, from its files: a table in memory answers no faster and must be filled first."""
    return f"select * from {parquet_sql(mart.cube)}"


def _fits_in_memory(mart: FunnelMart) -> bool:
    return sum(path.stat().st_size for segment in mart.segments for path in segment.files) <= _ENDS_BYTES
