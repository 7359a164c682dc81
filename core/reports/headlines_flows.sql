-- Joins, leaves and messages per day of the groups in `scoped`, $before <= day < $until. A day of a group counts from
-- group_daily where it has a row that says so, else from the roster. People invited when the group was made are no
-- joins, and who left because it was dissolved did not leave; without a roster those two days are left out.
with came as (
    select
        m.group_id,
        m.joined_at::date as day,
        count(*) as joins
    from members as m
    inner join scoped as s on m.group_id = s.group_id
    where
        m.joined_at >= $before and m.joined_at < $until and coalesce(m.role, 'member') in ('member', 'koc')
        and not coalesce(m.join_scene = 'invited' and m.joined_at::date = s.created_on, false)
    group by all
),

went as (
    select
        m.group_id,
        m.left_at::date as day,
        count(*) as leaves
    from members as m
    semi join scoped as s on m.group_id = s.group_id
    where
        m.left_at >= $before and m.left_at < $until and coalesce(m.role, 'member') in ('member', 'koc')
        and coalesce(m.leave_reason, 'left') <> 'dissolved'
    group by all
),

daily as (
    select
        d.group_id,
        d.day,
        d.joins,
        d.leaves,
        d.messages
    from group_daily as d
    semi join scoped as s on d.group_id = s.group_id
    where d.day >= $before and d.day < $until
),

days as (
    select
        daily.group_id,
        daily.day
    from daily
    union
    select
        came.group_id,
        came.day
    from came
    union
    select
        went.group_id,
        went.day
    from went
)

select
    k.day,
    sum(case
        when k.day = s.created_on then if(s.on_roster, coalesce(c.joins, 0), if(d.joins is null, null, 0))
        when d.joins is not null then d.joins
        when s.on_roster then coalesce(c.joins, 0)
    end)::bigint as joins,
    sum(case
        when k.day = s.dissolved_on
            then if(s.on_roster and $leavers, coalesce(w.leaves, 0), if(d.leaves is null, null, 0))
        when d.leaves is not null then d.leaves
        when s.on_roster and $leavers then coalesce(w.leaves, 0)
    end)::bigint as leaves,
    sum(d.messages)::bigint as messages
from days as k
inner join scoped as s on k.group_id = s.group_id
left join daily as d on k.group_id = d.group_id and k.day = d.day
left join came as c on k.group_id = c.group_id and k.day = c.day
left join went as w on k.group_id = w.group_id and k.day = w.day
group by k.day
order by k.day
