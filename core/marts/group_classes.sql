-- Customers on the roster at the end of $cutoff by group and identity class.
select
    m.group_id,
    m.identity_class,
    count(distinct m.user_id) as people
from members as m
left join groups as g on m.group_id = g.group_id
where
    m.joined_at < $next and (m.left_at is null or m.left_at >= $next)
    and coalesce(m.role, 'member') in ('member', 'koc') and coalesce(g.dissolved_on > $cutoff, true)
    and m.identity_class <> ''
group by all
order by all
