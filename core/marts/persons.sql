-- From identities to the graph of ids. An id is a string: user ids and id values share one namespace.
-- own: what kind of id a user_id is and which source says so; several statements of it all count.
create or replace temp table own as
select distinct i.id_value as user_id, i.id_kind as kind, coalesce(i.source, '') as source
from identities as i;

create or replace temp table links as
select distinct i.user_id, i.id_kind, i.id_value, coalesce(i.source, '') as source
from identities as i
where i.user_id is not null and i.id_value is not null;

-- A value that belongs to two users of one kind in one source cannot say who is who: it joins neither.
create or replace temp table conflicting as
select distinct c.id_value
from (
    select
        l.id_value,
        coalesce(own.kind, 'user_id') as kind,
        coalesce(own.source, l.source) as source,
        count(distinct l.user_id) as users
    from links as l
    left join own on l.user_id = own.user_id
    group by all
) as c
where c.users > 1;

create or replace temp table conflicts as
select distinct l.id_kind, l.id_value, l.user_id
from links as l
semi join conflicting on l.id_value = conflicting.id_value;

-- Nodes are numbered so that the smallest number of a component is its smallest user_id.
create or replace temp table nodes as
select n.id, row_number() over (order by n.rank, n.id) as node
from (
    select l.id, min(l.rank) as rank
    from (
        select links.user_id as id, 0 as rank from links
        union all
        select links.id_value as id, 1 as rank from links
    ) as l
    group by l.id
) as n;

create or replace temp table edges as
select distinct u.node as one, v.node as other
from links as l
anti join conflicting on l.id_value = conflicting.id_value
inner join nodes as u on l.user_id = u.id
inner join nodes as v on l.id_value = v.id
where u.node <> v.node;

create or replace temp table labels as
select nodes.node, nodes.node as label from nodes;
