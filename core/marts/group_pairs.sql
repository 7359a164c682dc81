-- Pairs of living groups that share at least 5 customers and half of the smaller one: a net wider than any rule's.
-- Who is in more than 50 groups is taken for staff or a bot without a role; he makes no two groups alike.
create or replace temp table present as
select distinct
    m.group_id,
    m.user_id
from members as m
left join groups as g on m.group_id = g.group_id
where
    m.joined_at < $next and (m.left_at is null or m.left_at >= $next)
    and coalesce(m.role, 'member') in ('member', 'koc') and coalesce(g.dissolved_on > $cutoff, true);

create or replace temp table counted as
select
    p.group_id,
    p.user_id,
    s.n
from present as p
inner join (
    select
        present.user_id,
        count(*) as n
    from present
    group by present.user_id
) as s on p.user_id = s.user_id
where s.n <= 50;

with sizes as (
    select
        c.group_id,
        count(*) as n
    from counted as c
    group by c.group_id
),

pairs as (
    select
        a.group_id as one,
        b.group_id as other,
        count(*) as shared
    from counted as a
    inner join counted as b on a.user_id = b.user_id and a.group_id < b.group_id
    where a.n > 1 and b.n > 1
    group by all
    having count(*) >= 5
)

select
    p.one,
    p.other,
    p.shared,
    least(s.n, t.n) as smaller
from pairs as p
inner join sizes as s on p.one = s.group_id
inner join sizes as t on p.other = t.group_id
where 2 * p.shared >= least(s.n, t.n)
order by all
