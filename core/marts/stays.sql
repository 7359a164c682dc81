-- Who of the customers is in which group at the end of which days: since <= day < until. Rows of one id that overlap
-- are one stay, so the stays of a group on a day are its members; a person may have several ids and be counted once
-- by `person`, a number that means nothing beyond this table.
create or replace temp table stay_rows as
select
    m.group_id,
    m.user_id,
    m.joined_at::date as since,
    coalesce(m.left_at::date, date '9999-12-31') as until
from members as m
where
    coalesce(m.role, 'member') in ('member', 'koc')
    and (m.left_at is null or m.left_at::date > m.joined_at::date);

create or replace temp table stay_parts as
select
    r.*,
    max(r.until) over (
        partition by r.group_id, r.user_id
        order by r.since, r.until
        rows between unbounded preceding and 1 preceding
    ) as reached
from stay_rows as r;

create or replace temp table stays_merged as
select
    p.group_id,
    p.user_id,
    min(p.since) as since,
    max(p.until) as until
from (
    select
        stay_parts.*,
        sum(if(stay_parts.reached >= stay_parts.since, 0, 1)) over (
            partition by stay_parts.group_id, stay_parts.user_id
            order by stay_parts.since, stay_parts.until
            rows between unbounded preceding and current row
        ) as part
    from stay_parts
) as p
group by p.group_id, p.user_id, p.part;

create or replace temp table numbers as
select
    n.user_id,
    dense_rank() over (order by n.person)::integer as person
from (
    select distinct
        s.user_id,
        coalesce(p.person, s.user_id) as person
    from stays_merged as s
    left join persons as p on s.user_id = p.user_id
) as n;

select
    s.group_id,
    s.since,
    s.until,
    n.person
from stays_merged as s
inner join numbers as n on s.user_id = n.user_id
order by all
