"""What the groups cost: the canonical `costs`, with hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from core.demo.activity import Talk
from core.demo.company import OWNERS, Groups
from core.demo.draw import NOBODY, Flags, Floats, Ints, generator, money, table, words
from core.demo.orders import Sales, group_revenue
from core.demo.roster import Roster
from core.demo.span import DAYS, Span

_HOUR_YUAN = 60
_KINDS = ("staff", "subsidy", "content", "tool", "ads", "commission")
_NOTES = ("群内值守", "周会与排期", "优惠券核销", "内容外包", "会话存档与 SCRM", "导流投放", "群主提成")
STAFF, SUBSIDY, CONTENT, TOOL, ADS, COMMISSION = range(6)
DUTY, MEETING, COUPONS, WRITERS, SOFTWARE, CAMPAIGN, BONUS = range(7)
_TAKE = 0.02
"""An owner's commission on what his groups sell."""
_COUPONS = 0.03
"""What promo groups give away in coupons, of what they sell."""


@dataclass(frozen=True)
class Bill:
    """Some rows of `costs`; group and owner are NOBODY where the cost is not theirs alone, minutes where not hours."""

    day: Ints
    cents: Ints
    kind: int
    note: int
    group: Ints
    owner: Ints
    minutes: Ints


def costs_table(seed: int, span: Span, groups: Groups, roster: Roster, talk: Talk, sales: Sales) -> pa.Table:
    """Hours per group and week, hours per owner, and the bills that all groups share, in order of day."""
    rng = generator(seed, "costs")
    revenue = group_revenue(sales, roster, groups)
    bills = [
        *_hours(rng, span, groups, roster, talk),
        *_shares(span, groups, revenue),
        *_shared(rng, span),
    ]
    size = [len(bill.day) for bill in bills]
    day, cents = _all(bill.day for bill in bills), _all(bill.cents for bill in bills)
    group, owner = _all(bill.group for bill in bills), _all(bill.owner for bill in bills)
    kind, note = np.repeat([b.kind for b in bills], size), np.repeat([b.note for b in bills], size)
    minutes = _all(bill.minutes for bill in bills)
    keep = np.flatnonzero(cents > 0)
    order = keep[np.lexsort((group[keep], owner[keep], kind[keep], day[keep]))]
    hours = [f"{m // 60}.{m % 60 * 100 // 60:02d}" if m >= 0 else None for m in minutes[order].tolist()]
    return table(
        "costs",
        {
            "day": span.dates(day[order]),
            "amount": money(cents[order]),
            "kind": words(_KINDS, kind[order]),
            "group_id": words(groups.ids, group[order]),
            "owner": words(OWNERS, owner[order]),
            "hours": pa.array(hours, pa.string()),
            "note": words(_NOTES, note[order]),
        },
    )


def _hours(rng: np.random.Generator, span: Span, groups: Groups, roster: Roster, talk: Talk) -> Iterable[Bill]:
    """Every Monday the hours a group took last week, by size and by how much is asked there; and the owner's own."""
    mondays = np.flatnonzero(span.weekday == 0)
    group, week = np.nonzero(talk.alive[:, mondays])
    day = mondays[week]
    inside = roster.inside(roster.customers, groups.count)[group, day]
    load = groups.behaving(1.0, 1.8, 2.4)[group] * (0.5 + inside / 160)
    silent = (groups.silent_from[group] != NOBODY) & (day >= groups.silent_from[group])
    minutes = np.asarray(60 * load * np.where(silent, 0.35, 1.0) * rng.uniform(0.8, 1.2, len(day)), dtype=np.int64)
    # Hours are written down in steps of a quarter.
    minutes = np.maximum(minutes // 15 * 15, 15)
    yield Bill(day, _wages(minutes), STAFF, DUTY, group, groups.owner[group], minutes)
    owner, monday = (axis.ravel() for axis in np.meshgrid(np.arange(len(OWNERS)), mondays, indexing="ij"))
    own = np.full(len(owner), 180)
    yield Bill(monday, _wages(own), STAFF, MEETING, np.full(len(owner), NOBODY), owner, own)


def _shares(span: Span, groups: Groups, revenue: Floats) -> Iterable[Bill]:
    """Commission of the owners and coupons of the promo groups, at the end of each month."""
    ends = np.array([day for day in range(DAYS) if day == DAYS - 1 or span.date(day + 1).day == 1])
    monthly = np.diff(revenue.cumsum(axis=1)[:, ends], axis=1, prepend=0)
    by_owner = np.zeros((len(OWNERS), len(ends)))
    np.add.at(by_owner, groups.owner, monthly)
    owner, month = np.nonzero(by_owner)
    none = np.full(len(owner), NOBODY)
    yield Bill(ends[month], _fen(by_owner[owner, month] * _TAKE), COMMISSION, BONUS, none, owner, none)
    promo: Flags = groups.behaving(1, 0, 0) > 0
    group, month = np.nonzero(monthly * promo[:, None])
    none = np.full(len(group), NOBODY)
    yield Bill(ends[month], _fen(monthly[group, month] * _COUPONS), SUBSIDY, COUPONS, group, none, none)


def _shared(rng: np.random.Generator, span: Span) -> Iterable[Bill]:
    """Bills that belong to no group: software, writers, advertising."""
    firsts = np.array([day for day in range(DAYS) if span.date(day).day == 1])
    mondays = np.flatnonzero(span.weekday == 0)
    for kind, note, day, yuan in (
        (TOOL, SOFTWARE, firsts, np.full(len(firsts), 6_800.0)),
        (CONTENT, WRITERS, firsts, rng.uniform(7_000, 11_000, len(firsts))),
        (ADS, CAMPAIGN, mondays, rng.uniform(3_200, 5_600, len(mondays))),
    ):
        none = np.full(len(day), NOBODY)
        yield Bill(day, _fen(yuan), kind, note, none, none, none)


def _wages(minutes: Ints) -> Ints:
    return minutes * _HOUR_YUAN * 100 // 60


def _fen(yuan: Floats) -> Ints:
    return np.asarray(np.rint(yuan * 100), dtype=np.int64)


def _all(parts: Iterable[Ints]) -> Ints:
    return np.concatenate(list(parts))
