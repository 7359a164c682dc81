"""Tables derived from a version once and stored: persons, and the onboarding funnel per person and as a cube."""

from core.marts.chain import DIMENSIONS, LAST_STEP, ORDERS, Chain, Order, counted_steps
from core.marts.ensure import ensure, open_dataset
from core.marts.funnel_rows import build_person_rows
from core.marts.model import EventSpan, FunnelMart, Marts, Segment, event_rows, events_sql
from core.marts.moment import Moment

__all__ = [
    "DIMENSIONS",
    "LAST_STEP",
    "ORDERS",
    "Chain",
    "EventSpan",
    "FunnelMart",
    "Marts",
    "Moment",
    "Order",
    "Segment",
    "build_person_rows",
    "counted_steps",
    "ensure",
    "event_rows",
    "events_sql",
    "open_dataset",
]
