-- Who of the members could be recognised in the orders, and whose orders are a known member's.
-- A kind that order sources use: any kind of id their buyers have. Buyers without a row in identities have no known
-- kind; they are of one kind with members without a row if at least half of them stand on a roster.
create or replace temp table id_kinds as
select i.user_id, i.id_kind from identities as i
union
select i.id_value as user_id, i.id_kind from identities as i;

create or replace temp table buyers as
select distinct o.user_id, coalesce(p.person, o.user_id) as person
from orders as o
left join persons as p on o.user_id = p.user_id;

create or replace temp table on_roster as
select distinct m.user_id, coalesce(p.person, m.user_id) as person
from members as m
left join persons as p on m.user_id = p.user_id;

create or replace temp table strangers as
select count(*) as buyers, count(r.user_id) as on_roster
from buyers as b
left join on_roster as r on b.user_id = r.user_id
where b.user_id not in (select id_kinds.user_id from id_kinds where id_kinds.user_id is not null);

create or replace temp table kinds_used as
select distinct k.id_kind
from id_kinds as k
semi join buyers as b on k.user_id = b.user_id;

create or replace temp table person_kinds as
select distinct coalesce(p.person, k.user_id) as person, k.id_kind
from id_kinds as k
left join persons as p on k.user_id = p.user_id;

create or replace temp table recognised as
select r.user_id
from on_roster as r
inner join person_kinds as k on r.person = k.person
inner join kinds_used as u on k.id_kind = u.id_kind
union
select r.user_id
from on_roster as r
anti join id_kinds as k on r.user_id = k.user_id
where (select s.buyers > 0 and 2 * s.on_roster >= s.buyers from strangers as s);

-- Where a buyer's id comes from: an order source if one names it, else whoever does.
create or replace temp table sources as
select
    s.user_id,
    coalesce(
        min(s.source) filter (where s.source like '%/orders'), min(s.source) filter (where s.own), min(s.source)
    ) as source
from (
    select i.id_value as user_id, i.source, true as own from identities as i
    union all
    select i.user_id, i.source, false as own from identities as i
) as s
group by s.user_id;

-- An order's lines have one buyer; should they differ, the smallest id speaks for the order.
select
    'everyone' as kind,
    null as name,
    count(*) as total,
    (select count(*) from recognised) as recognised
from on_roster
union all
select
    'group' as kind,
    m.group_id as name,
    count(*) as total,
    count(r.user_id) as recognised
from (select distinct members.group_id, members.user_id from members) as m
left join recognised as r on m.user_id = r.user_id
group by m.group_id
union all
select
    'source' as kind,
    s.source as name,
    count(*) as total,
    count(*) filter (where b.person in (select r.person from on_roster as r)) as recognised
from (select orders.order_id, min(orders.user_id) as user_id from orders group by orders.order_id) as o
inner join buyers as b on o.user_id = b.user_id
left join sources as s on o.user_id = s.user_id
group by s.source
order by kind, name nulls last
