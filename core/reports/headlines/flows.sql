-- Joins, leaves and messages per day of the groups in `scoped`, $before <= day < $until. A day of a group counts from
-- group_daily where it has a row that says so, else from the roster. People invited when the group was made are no
-- joins, and who left because it was dissolved did not leave; without a roster those two days are left out.
with came as (
    select
        r.group_id,
        r.day,
        r.came - if(r.day = s.created_on, r.invited, 0) as joins
    from roster_days as r
    inner join scoped as s on r.group_id = s.group_id
    where r.day >= $before and r.day < $until and joins > 0
),

went as (
    select
        r.group_id,
        r.day,
        r.went as leaves
    from roster_days as r
    semi join scoped as s on r.group_id = s.group_id
    where r.day >= $before and r.day < $until and r.went > 0
),

daily as (
    select
        d.group_id,
        d.day,
        d.joins,
        d.leaves,
        d.messages
    from group_days as d
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
