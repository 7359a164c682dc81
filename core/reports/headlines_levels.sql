-- Groups in `scoped` that live at the end of $at ($next: the day after), how many of them have a known size, and its
-- sum: group_daily carried forward for at most 7 days, else the roster. Who is in two groups counts twice.
with daily as (
    select
        d.group_id,
        arg_max(d.members, d.day) as members
    from group_daily as d
    where d.day <= $at and d.day >= $at - 7
    group by d.group_id
),

roster as (
    select
        m.group_id,
        count(distinct m.user_id) as members
    from members as m
    where
        m.joined_at < $next and (m.left_at is null or m.left_at >= $next)
        and coalesce(m.role, 'member') in ('member', 'koc')
    group by m.group_id
)

select
    count(*) as living,
    count(coalesce(d.members, if(s.on_roster, coalesce(r.members, 0), null))) as known,
    sum(coalesce(d.members, if(s.on_roster, coalesce(r.members, 0), null)))::bigint as members
from scoped as s
left join daily as d on s.group_id = d.group_id
left join roster as r on s.group_id = r.group_id
where (s.created_on is null or s.created_on <= $at) and (s.dissolved_on is null or s.dissolved_on > $at)
