"""The time span of the funnel events: where the funnel starts and where the data ends."""

from __future__ import annotations

from datetime import datetime

from core.db import Session
from core.marts.chain import DIMENSIONS
from core.marts.model import EventSpan, events_sql
from core.marts.moment import Moment

_NAMED = 0.05
"""A dimension named by less than this share of a step's events does not count as recorded there."""


def read_span(session: Session, created_at: datetime) -> EventSpan:
    """Look through the session's `funnel_events`, imported at `created_at`."""
    events = events_sql(created_at)
    counts = ", ".join(f"count(nullif(e.{d}, ''))" for d in DIMENSIONS)
    found = session.rows(
        f"select step, min(e.at), max(e.at), count(*), {counts} from ({events}) as e group by step order by step"
    )
    firsts = [row[:3] for row in found]
    total, counted = session.rows(f"select (select count(*) from funnel_events), (select count(*) from ({events}))")[0]
    cutoff: Moment | None = None
    if firsts:
        latest = max(last for _, _, last in firsts)
        # A time and a bare day can share the same midnight; the bare day is less precise, so it decides.
        is_day = session.rows(
            "select coalesce(bool_or(e.at_is_day), false) from funnel_events as e where e.at = $latest",
            {"latest": latest},
        )[0][0]
        cutoff = Moment(latest, is_day)
    named = {
        dimension: min(int(row[0]) for row in found if row[4 + at] >= _NAMED * row[3])
        for at, dimension in enumerate(DIMENSIONS)
        if any(row[4 + at] >= _NAMED * row[3] for row in found)
    }
    return EventSpan({int(step): first for step, first, _ in firsts}, cutoff, total - counted, named)


def span_json(span: EventSpan) -> dict[str, object]:
    """The span as JSON-able values."""
    return {
        "first": {str(step): time.isoformat() for step, time in span.first.items()},
        "cutoff": span.cutoff and [span.cutoff.time.isoformat(), span.cutoff.is_day],
        "excluded": span.excluded,
        "named": dict(span.named),
    }


def span_from_json(found: dict[str, object]) -> EventSpan:
    """Inverse of span_json."""
    first, cutoff, excluded, named = found["first"], found["cutoff"], found["excluded"], found["named"]
    assert isinstance(first, dict)
    assert isinstance(named, dict)
    assert isinstance(excluded, int)
    moment = Moment(datetime.fromisoformat(cutoff[0]), bool(cutoff[1])) if isinstance(cutoff, list) else None
    return EventSpan({int(k): datetime.fromisoformat(v) for k, v in first.items()}, moment, excluded, named)
