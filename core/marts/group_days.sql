-- group_daily by day, so that a range of days skips most of it.
select
    d.day,
    d.group_id,
    d.members,
    d.joins,
    d.leaves,
    d.messages
from group_daily as d
order by d.day, d.group_id
