"""Each story the demo company promises is in the imported tables, found by asking them."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from core.demo import stories
from tests.demo.conftest import END, Ask

pytestmark = pytest.mark.xdist_group("demo")

LIVING = "dissolved_on is null"
CUSTOMER = "m.role in ('member', 'koc')"
DAY = f"date '{END}'"


def one(ask: Ask, sql: str) -> float:
    ((value,),) = ask(sql)
    return float(value)


def test_a_company_of_240_groups_over_18_months(ask: Ask) -> None:
    assert ask("select count(*), min(created_on), max(created_on) < date '2026-11-21' from groups") == [
        (stories.GROUPS, END - timedelta(days=547), True)
    ]
    assert ask("select max(day), count(distinct day) from group_daily") == [(END, 547)]
    ((least, most),) = ask(f"select min(members), max(members) from group_daily where day = {DAY}")
    assert least < stories.SHELL_CUSTOMERS + 5
    assert 200 < most <= 500
    assert 400 < one(ask, "select max(members) from group_daily") <= 500


def test_most_people_are_lost_at_step_4(ask: Ask) -> None:
    people = [n for _, n in ask("select step, count(distinct user_id) from funnel_events group by step order by step")]
    assert 40_000 < people[0] < 60_000
    lost = [before - after for before, after in pairwise(people)]
    kept = [after / before for before, after in pairwise(people)]
    assert lost.index(max(lost)) == kept.index(min(kept)) == 2  # between step 3 and step 4


def test_step_4_leaks_at_one_slot_after_a_change(ask: Ask) -> None:
    change = END - timedelta(days=stories.LEAK_DAYS_AGO)
    assert ask(f"select scene, what from changes where day = date '{change}'") == [
        (stories.LEAK_SLOT, stories.LEAK_CHANGE)
    ]
    shares = ask(
        f"""
        with reached as (
            select e.user_id, e.ad_slot, e.step, e.at::date > date '{change}' as after
            from funnel_events as e where e.step in (3, 4)
        )
        select after, ad_slot = '{stories.LEAK_SLOT}' as leaking,
            count(distinct user_id) filter (where step = 4) / count(distinct user_id) filter (where step = 3)
        from reached group by all
        """
    )
    share = {(after, leaking): value for after, leaking, value in shares}
    assert share[False, True] == pytest.approx(stories.LEAK_BEFORE, abs=0.02)
    assert share[True, True] == pytest.approx(stories.LEAK_AFTER, abs=0.03)
    assert share[True, False] == pytest.approx(share[False, False], abs=0.03)


def test_refusals_at_the_audit(ask: Ask) -> None:
    refused = dict(
        ask(
            "select step, count(*) filter (where result = 'refused') / count(*) from funnel_events "
            "where step in (5, 6) group by step"
        )
    )
    # Of those who reached step 4 five per cent; the table holds only those who were audited.
    reached = one(ask, "select count(distinct user_id) from funnel_events where step = 4")
    audited = one(ask, "select count(*) from funnel_events where step = 5")
    assert refused[5] * audited / reached == pytest.approx(stories.REFUSED_AT_FRIEND, abs=0.006)
    assert refused[6] == pytest.approx(stories.REFUSED_AT_RECORD, abs=0.008)
    assert ask("select count(*) from funnel_events where step not in (5, 6) and result is not null") == [(0,)]


def test_mispositioned_groups_are_asked_for_advice(ask: Ask) -> None:
    shares = ask(
        f"""
        with spoken as (
            select m.group_id, sum(m.messages) as messages
            from member_daily as m semi join members as r
            on m.group_id = r.group_id and m.user_id = r.user_id and r.role in ('member', 'koc')
            group by m.group_id
        ), asked as (
            select d.group_id, sum(d.questions) as questions from group_daily as d
            where d.day > {DAY} - {stories.MEMBER_DAILY_DAYS} group by d.group_id
        )
        select a.group_id, a.questions / s.messages as share
        from asked as a inner join spoken as s on a.group_id = s.group_id
        inner join groups as g on a.group_id = g.group_id
        where g.positioning = 'promo' and g.purpose = 'benefits' order by share desc
        """
    )
    ranked = [share for _, share in shares]
    assert all(share > 0.55 for share in ranked[: stories.MISPOSITIONED])
    assert all(share < 0.35 for share in ranked[stories.MISPOSITIONED :])


def test_a_dying_group_recovers_after_one_meeting(ask: Ask) -> None:
    ((group, day),) = ask("select group_id, sent_at::date from content where column_name = '线下见面会'")
    assert day == END - timedelta(days=stories.REVIVED_MEETING_DAYS_AGO)
    speakers = f"select avg(speakers) from group_daily where group_id = '{group}' and day between "
    healthy = one(ask, f"{speakers} date '{day}' - 160 and date '{day}' - 100")
    dying = one(ask, f"{speakers} date '{day}' - 30 and date '{day}' - 1")
    after = one(ask, f"{speakers} date '{day}' + 1 and date '{day}' + 40")
    assert dying < 0.2 * healthy
    assert after > 5 * dying


def test_orders_peak_on_11_11(ask: Ask) -> None:
    orders = dict(ask("select paid_at::date as day, count(*) from orders where day >= date '2026-09-01' group by day"))
    usual = [n for day, n in orders.items() if day.month in (9, 10)]
    peak = orders[END.replace(day=11)]
    assert peak == max(orders.values())
    assert peak / (sum(usual) / len(usual)) == pytest.approx(stories.DOUBLE11_ORDERS, rel=0.25)


def test_one_group_mixes_identity_classes(ask: Ask) -> None:
    mixed = ask(
        f"""
        select m.group_id, count(*) filter (where m.identity_class = '网商') / count(*),
            count(distinct m.identity_class)
        from members as m where {CUSTOMER} and m.left_at is null
        group by m.group_id having count(distinct m.identity_class) > 1
        """
    )
    assert len(mixed) == 1
    assert mixed[0][1] == pytest.approx(stories.CONFLICT_SHARE, abs=0.1)


def test_one_day_is_missing(ask: Ask) -> None:
    missing = END - timedelta(days=stories.MISSING_DAY_AGO)
    around = f"day between date '{missing}' - 1 and date '{missing}' + 1"
    found = [day for (day,) in ask(f"select distinct day from group_daily where {around} order by day")]
    assert found == [missing - timedelta(days=1), missing + timedelta(days=1)]


def test_a_fifth_of_the_people_is_in_two_groups(ask: Ask) -> None:
    counted = f"select m.user_id, count(*) as n from members as m where m.left_at is null and {CUSTOMER} group by all"
    assert one(ask, f"select count(*) filter (where n = 2) / count(*) from ({counted})") == pytest.approx(
        stories.IN_TWO_GROUPS, abs=0.002
    )
    assert ask(f"select max(n) from ({counted})") == [(2,)]


def test_a_third_of_the_buyers_is_not_recognised(ask: Ask) -> None:
    known = """
        select count(*) filter (where user_id in (
            select app.user_id from identities as app
            inner join identities as wecom on app.id_kind = 'phone' and wecom.id_kind = 'phone'
                and app.id_value = wecom.id_value and wecom.user_id like 'wm%'
        )) / count(*) from (select distinct user_id from orders)
    """
    assert one(ask, known) == pytest.approx(1 - stories.BUYERS_UNKNOWN, abs=0.002)


def test_phones_of_two_people(ask: Ask) -> None:
    claimed = "select id_value from identities where id_kind = 'phone' and user_id like 'wm%' group by all"
    assert one(ask, f"select count(*) from ({claimed} having count(*) > 1)") == stories.IDENTITY_CONFLICTS


def test_silent_groups_and_shells(ask: Ask) -> None:
    silent = f"select group_id from groups where {LIVING} and last_message_on < {DAY} - 30"
    assert len(ask(silent)) == stories.SILENT
    talked = f"select count(*) from group_daily where messages > 0 and day > {DAY} - 31 and group_id in ({silent})"
    assert ask(talked) == [(0,)]
    shells = ask(
        f"""
        select g.group_id from groups as g
        left join members as m on g.group_id = m.group_id and m.left_at is null and {CUSTOMER}
        where g.dissolved_on is null and g.last_message_on <= {DAY} - 60
        group by g.group_id having count(m.user_id) < {stories.SHELL_CUSTOMERS}
        """
    )
    assert len(shells) == stories.SHELLS


def test_overdue_groups(ask: Ask) -> None:
    ages = f"select {DAY} - created_on from groups where {LIVING} and purpose = "
    lead_in = [age for (age,) in ask(f"{ages} 'lead_in'")]
    assert sum(age > 2 for age in lead_in) == stories.LEAD_IN_OVERDUE
    assert stories.LEAD_IN_AGE in lead_in
    assert sum(age > 30 for (age,) in ask(f"{ages} 'new_user'")) == stories.NEW_USER_OVERDUE


def test_names_admins_owners_and_labels(ask: Ask) -> None:
    fits = "regexp_matches(group_name, '^(华东|华南|华北|西南)-(实体店|网商|消费者)-[0-9]{3}$')"
    assert ask(f"select count(*) from groups where not {fits}") == [(stories.NAMES_THAT_DO_NOT_FIT,)]
    twice = f"select group_name from groups where {LIVING} group by all having count(*) = 2"
    assert len(ask(twice)) == stories.DUPLICATE_NAMES
    assert ask(f"select count(*) from groups where {LIVING} and admins = 0") == [(stories.NO_BACKUP_ADMIN,)]
    per_owner = dict(ask(f"select owner, count(*) from groups where {LIVING} group by owner"))
    assert per_owner.pop(stories.OVERLOADED_OWNER) == stories.OVERLOADED_GROUPS
    assert set(per_owner.values()) == {14, 15}
    assert ask(f"select count(*) from groups where {LIVING} and positioning is null") == [(stories.UNLABELLED,)]
    bare = f"region is null and identity_class is null and {fits} and positioning is null"
    assert ask(f"select count(*) from groups where {bare}") == [(stories.UNLABELLED_BARE,)]
    # A name that fits tells the truth.
    told = f"{fits} and (region || '-' || identity_class || '-') <> left(group_name, length(group_name) - 3)"
    assert ask(f"select count(*) from groups where {told}") == [(0,)]


def test_quiet_core_fans_buy(ask: Ask) -> None:
    found = ask(
        f"""
        with bought as (select group_id, sum(amount) as yuan from orders group by group_id),
        spoke as (select group_id, avg(speakers / members) as share from group_daily
            where day > {DAY} - 60 and members > 0 group by group_id),
        every as (
            select g.group_id, g.purpose = 'core_fans' and g.created_on < {DAY} - 300 as old, s.share,
                b.yuan / (select count(*) from members as m where m.group_id = g.group_id) as per_member
            from groups as g inner join spoke as s on g.group_id = s.group_id
            inner join bought as b on g.group_id = b.group_id where g.positioning = 'refined'
        )
        select count(*) from every
        where old and share < .015 and per_member > 3 * (select median(per_member) from every)
        """
    )
    assert found == [(stories.QUIET_SELLERS,)]


def test_groups_that_sell_only_benefit_goods_lose(ask: Ask) -> None:
    found = ask(
        "select group_id, sum(amount - cost_of_goods) from orders where group_id is not null "
        "group by group_id having bool_and(product_role = 'benefit') and count(*) > 50"
    )
    assert len(found) == stories.BENEFIT_ONLY
    assert all(left < 0 for _, left in found)


def test_one_owner_leaves_tasks_undone(ask: Ask) -> None:
    undone = dict(ask("select owner, count(*) filter (where done_at is null) / count(*) from tasks group by owner"))
    assert undone.pop(stories.UNDONE_OWNER) == pytest.approx(stories.UNDONE_SHARE, abs=0.1)
    assert max(undone.values()) < 0.12
