-- Amount paid per day and group.
select
    o.paid_at::date as day,
    o.group_id,
    sum(o.amount) as amount
from orders as o
group by all
order by all
