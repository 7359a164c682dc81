-- What the roster tells of each group's days: customers who came (of them invited) and who went (not because the group
-- was dissolved); `listed` and `left_on`: whether anybody, staff too, joined that day, and when the last of them left.
select
    r.day,
    r.group_id,
    sum(r.came)::bigint as came,
    sum(r.invited)::bigint as invited,
    sum(r.went)::bigint as went,
    bool_or(r.listed) as listed,
    max(r.left_on) as left_on
from (
    select
        m.group_id,
        m.joined_at::date as day,
        (coalesce(m.role, 'member') in ('member', 'koc'))::integer as came,
        if(m.join_scene = 'invited', came, 0) as invited,
        0 as went,
        true as listed,
        m.left_at::date as left_on
    from members as m
    union all
    select
        m.group_id,
        m.left_at::date as day,
        0 as came,
        0 as invited,
        1 as went,
        false as listed,
        null as left_on
    from members as m
    where
        m.left_at is not null and coalesce(m.role, 'member') in ('member', 'koc')
        and coalesce(m.leave_reason, 'left') <> 'dissolved'
) as r
group by all
order by r.day, r.group_id
