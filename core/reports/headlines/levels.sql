-- Groups in `scoped` that live at the end of $at, how many of them have a known size, and its
-- sum: group_daily carried forward for at most 7 days, else the roster. Who is in two groups counts twice.
with daily as (
    select
        d.group_id,
        arg_max(d.members, d.day) as members
    from group_days as d
    where d.day <= $at and d.day >= $at - 7
    group by d.group_id
),

roster as (
    select
        t.group_id,
        count(*) as members
    from stays as t
    where t.since <= $at and t.until > $at
    group by t.group_id
)

select
    count(*) as living,
    count(coalesce(d.members, if(s.on_roster, coalesce(r.members, 0), null))) as known,
    sum(coalesce(d.members, if(s.on_roster, coalesce(r.members, 0), null)))::bigint as members
from scoped as s
left join daily as d on s.group_id = d.group_id
left join roster as r on s.group_id = r.group_id
where (s.created_on is null or s.created_on <= $at) and (s.dissolved_on is null or s.dissolved_on > $at)
