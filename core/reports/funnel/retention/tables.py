"""Those pulled into a group by what is known of their first seven days, as a list."""

from __future__ import annotations

from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.funnel.retention.model import Retention
from core.reports.table import Table

_TITLE = Text("入群 7 天仍在群", "7-day retention")


def tables(found: Retention) -> tuple[Table, ...]:
    """A row per kind of people."""
    return (Table(listing(found), exact(found)),)


def listing(found: Retention) -> Listing:
    """A row per kind of people; the shares are of those judged, and of fewer than 30 there are none."""
    fields = (
        Field("what", Text("走到⑦的人", "People at step 7")),
        Field("people", Text("人数", "People"), "count"),
        Field("share", Text("占看得出来的", "Of those judged"), "share"),
    )
    gone = found.judged - found.stayed
    rows = (
        (Text("满 7 天，还在群", "7 days over, still there"), found.stayed, found.share if found.enough else None),
        (Text("满 7 天，已经走了", "7 days over, gone"), gone, gone / found.judged if found.enough else None),
        (Text("还没满 7 天", "Not 7 days yet"), found.pending, None),
        (Text("名单里找不到", "Not on the roster"), found.no_roster, None),
    )
    return Listing("funnel_retention", _TITLE, fields, rows)


def exact(found: Retention) -> Listing:
    """One row with every figure, unrounded."""
    fields = (
        Field("grouped", Text("走到⑦的人", "People at step 7"), "count"),
        Field("judged", Text("看得出来的", "Judged"), "count"),
        Field("stayed", Text("还在群", "Still there"), "count"),
        Field("share", Text("占比", "Share"), "share"),
        Field("low", Text("下限", "Low"), "share"),
        Field("high", Text("上限", "High"), "share"),
        Field("pending", Text("还没满 7 天", "Not 7 days yet"), "count"),
        Field("no_roster", Text("名单里找不到", "Not on the roster"), "count"),
    )
    row = tuple(getattr(found, field.name) for field in fields)
    return Listing("funnel_retention", _TITLE, fields, (row,))
