"""What the members buy, inside and outside of their groups: the canonical `orders`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from core.demo import stories
from core.demo.company import Groups
from core.demo.draw import NOBODY, Flags, Floats, Ints, generator, money, pick, table, whole, words
from core.demo.roster import Roster
from core.demo.span import DAY_SECONDS, DAYS, Span, in_hours

_WEEK = (0.95, 0.97, 1.0, 1.0, 1.08, 1.15, 1.1)
_MONTH = 30.0
_OUTSIDE = 0.22
"""Orders of members that no group is credited with."""
_BEFORE = 0.25
"""Orders in the 90 days before joining, as a share of the rate afterwards."""
_ATTRIBUTION = ("group_link", "staff", "roster")
_PRODUCTS = ("traffic", "benefit", "profit", "exclusive")
_MARGIN = np.array([0.10, 0.03, 0.38, 0.30])
_LOSS = -0.06
"""Margin of a group that sells benefit goods below cost."""
_MIX = {"promo": (0.35, 0.30, 0.30, 0.05), "refined": (0.15, 0.15, 0.45, 0.25), "service": (0.05, 0.05, 0.65, 0.25)}
_GOODS = ("百货", "零食", "服饰", "美妆", "母婴", "健康食品", "家具", "家电", "建材")
_KINDS = ("promo", "refined", "service")
_FULL, _PART = 0.04, 0.03
"""Orders that are refunded in full and in part; twice as many around 11.11."""


@dataclass(frozen=True)
class Sales:
    """One entry per order; `buyer` is a stay in the roster, `moment` a second."""

    buyer: Ints
    moment: Ints
    inside: Flags
    """Credited to the buyer's group."""
    cents: Ints
    refund: Ints
    cost: Ints
    product: Ints
    goods: Ints


def sell(seed: int, span: Span, groups: Groups, roster: Roster) -> Sales:
    """Draw every order, in order of time."""
    rng = generator(seed, "orders")
    stay, moment, before = _when(rng, span, groups, roster)
    group = roster.group[stay]
    kind = groups.behaving(0, 1, 2).astype(np.int64)[group]
    n = len(stay)
    product = np.zeros(n, dtype=np.int64)
    for number, name in enumerate(_KINDS):
        product[kind == number] = pick(rng, _MIX[name], int((kind == number).sum()))
    losing = np.isin(group, groups.playing("benefit_only"))
    product[losing] = _PRODUCTS.index("benefit")
    near = np.abs(span.from_double11[moment // DAY_SECONDS]) <= 3
    cents = np.asarray(
        rng.lognormal(np.log([4_200, 17_500, 128_000])[kind], 0.6) * np.where(near, 1.15, 1.0), dtype=np.int64
    )
    luck = rng.random(n) / np.where(near, 2.0, 1.0)
    part = (cents * rng.uniform(0.1, 0.8, n)).astype(np.int64)
    refund = np.where(luck < _FULL, cents, np.where(luck < _FULL + _PART, part, 0))
    margin = np.where(losing, _LOSS, _MARGIN[product])
    cost = np.asarray(cents * (1 - margin) * rng.uniform(0.97, 1.03, n), dtype=np.int64)
    goods = kind * 3 + rng.integers(0, 3, n)
    inside = ~before & (rng.random(n) > _OUTSIDE)
    return Sales(stay, moment, inside, cents, refund, cost, product, goods)


def orders_table(
    seed: int, sales: Sales, roster: Roster, groups: Groups, accounts: dict[int, str], span: Span
) -> pa.Table:
    """The canonical `orders`; `accounts` is the shop account of each buying person."""
    rng = generator(seed, "orders_table")
    n = len(sales.buyer)
    day = sales.moment // DAY_SECONDS
    dates = np.array([f"{span.date(d):%y%m%d}" for d in range(DAYS)])
    person = roster.person[sales.buyer]
    referrer = roster.referrer[sales.buyer]
    shown = np.where((rng.random(n) < 0.5) & np.isin(referrer, list(accounts)), referrer, NOBODY)
    return table(
        "orders",
        {
            "order_id": pa.array([f"D{dates[d]}-{i:06d}" for i, d in enumerate(day.tolist(), 1)]),
            "line": whole(np.ones(n, dtype=np.int64)),
            "user_id": pa.array([accounts[p] for p in person.tolist()]),
            "paid_at": span.times(sales.moment),
            "amount": money(sales.cents),
            "refund": money(sales.refund),
            "cost_of_goods": money(sales.cost),
            "group_id": words(groups.ids, np.where(sales.inside, roster.group[sales.buyer], NOBODY)),
            "attribution": words(_ATTRIBUTION, np.where(sales.inside, pick(rng, (6, 2.5, 1.5), n), NOBODY)),
            "category": words(_GOODS, sales.goods),
            "product_role": words(_PRODUCTS, sales.product),
            "referrer_id": pa.array([accounts.get(p) for p in shown.tolist()], pa.string()),
        },
    )


def _when(rng: np.random.Generator, span: Span, groups: Groups, roster: Roster) -> tuple[Ints, Ints, Flags]:
    """(stay, moment, before joining) of every order: more on busy days, none while nobody is there to buy."""
    share = groups.behaving(0.26, 0.20, 0.10)
    rate = groups.behaving(0.75, 0.42, 0.20)
    share[groups.playing("quiet_sellers")], rate[groups.playing("quiet_sellers")] = 0.55, 0.9
    share[groups.playing("benefit_only")] = 0.5
    share[groups.playing("shell")] = 0.0
    busy = span.busy(_WEEK, festival=0.4, eve=1.6, double11=stories.DOUBLE11_ORDERS)
    so_far = np.concatenate([[0.0], busy.cumsum()])
    buyers = np.flatnonzero(roster.customers & (rng.random(len(roster.group)) < share[roster.group]))
    joined = roster.joined[buyers] // DAY_SECONDS
    left = np.where(roster.left[buyers] == NOBODY, DAYS, roster.left[buyers] // DAY_SECONDS)
    rates = rate[roster.group[buyers]] * rng.lognormal(-0.3, 0.8, len(buyers)) / _MONTH
    earlier = np.maximum(joined - 90, 0)
    after = rng.poisson(rates * (so_far[left] - so_far[joined]))
    ahead = rng.poisson(_BEFORE * rates * (so_far[joined] - so_far[earlier]))
    stay = np.concatenate([np.repeat(buyers, after), np.repeat(buyers, ahead)])
    low = np.concatenate([np.repeat(so_far[joined], after), np.repeat(so_far[earlier], ahead)])
    high = np.concatenate([np.repeat(so_far[left], after), np.repeat(so_far[joined], ahead)])
    day = np.searchsorted(so_far, low + rng.random(len(stay)) * (high - low), side="right") - 1
    moment = np.minimum(day, DAYS - 1) * DAY_SECONDS + in_hours(rng, len(stay))
    before = np.arange(len(stay)) >= int(after.sum())
    # On the day of joining and of leaving the clock decides whether he was inside.
    before |= moment < roster.joined[stay]
    before |= (roster.left[stay] != NOBODY) & (moment > roster.left[stay])
    order = np.argsort(moment, kind="stable")
    return stay[order], moment[order], before[order]


def buying_persons(sales: Sales, roster: Roster) -> Ints:
    """Everybody who bought, once, in order of number."""
    return np.unique(roster.person[sales.buyer])


def group_revenue(sales: Sales, roster: Roster, groups: Groups) -> Floats:
    """Yuan per group and day of the orders credited to the group."""
    found = np.zeros((groups.count, DAYS))
    inside = np.flatnonzero(sales.inside)
    at = (roster.group[sales.buyer[inside]], sales.moment[inside] // DAY_SECONDS)
    np.add.at(found, at, sales.cents[inside] / 100)
    return found
