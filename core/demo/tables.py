"""All canonical tables of the demo company, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from core.demo import activity, arrivals, company, content, costs, funnel, identities, orders, roster
from core.demo.span import Span


def tables(seed: int, end: date) -> Iterator[tuple[str, pa.Table]]:
    """(canonical name, rows) of every table. The same seed and end day give the same tables, whatever the machine."""
    span = Span(end)
    groups = company.found(seed, span)
    people = funnel.arrive(seed, span)
    come, group_of = arrivals.settle(seed, span, groups, people)
    stays = roster.enrol(seed, span, groups, come, people)
    yield "funnel_events", funnel.events_table(people, group_of, groups.ids, span)
    yield "funnel_daily", funnel.daily_table(seed, people, span)
    yield "members", roster.members_table(stays, groups, span)
    talk = activity.converse(seed, span, groups, stays)
    yield "member_daily", activity.member_daily_table(seed, span, groups, stays, talk)
    yield "group_daily", activity.group_daily_table(seed, span, groups, stays, talk)
    yield "owner_daily", activity.owner_daily_table(span, groups, stays, talk)
    sales = orders.sell(seed, span, groups, stays)
    accounts = identities.shop_accounts(seed, stays, orders.buying_persons(sales, stays))
    yield "orders", orders.orders_table(seed, sales, stays, groups, accounts, span)
    yield "identities", identities.identities_table(seed, span, stays, accounts)
    yield "costs", costs.costs_table(seed, span, groups, stays, talk, sales)
    yield "content", content.content_table(seed, span, groups, stays, talk)
    yield "contacts", identities.contacts_table(seed, span, groups, stays)
    yield "satisfaction", identities.satisfaction_table(seed, span, groups, stays)
    yield "changes", content.changes_table(span)
    yield "tasks", content.tasks_table(seed, span, groups, talk)
    yield "groups", company.groups_table(groups, span, talk.last_message, roster.filled_days(stays, groups))
