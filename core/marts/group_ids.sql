-- Every group that has days or a roster, and whether it has a roster.
select
    i.group_id,
    bool_or(i.on_roster) as on_roster
from (
    select distinct
        d.group_id,
        false as on_roster
    from group_daily as d
    union all
    select distinct
        m.group_id,
        true as on_roster
    from members as m
) as i
group by i.group_id
order by i.group_id
