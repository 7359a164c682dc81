-- Per dimension, day of entry (its week where only weeks are asked for), value and step, from the additive cube: people
-- who reached it in the window and people refused there, and how many of each have a window that is still open on every
-- clock (entry after the boundary day).
select
    c.dim,
    case
        when list_contains($daily, c.dim) then c.entry_day
        when list_contains($weekly, c.dim) then date_trunc('week', c.entry_day)::date
    end as entered,
    case when list_contains($parted, c.dim) then c.value end as value,
    c.step,
    coalesce(sum(c.n) filter (where c.kind = 'people'), 0)::bigint as people,
    coalesce(sum(c.n) filter (where c.kind = 'refused'), 0)::bigint as refused,
    coalesce(sum(c.n) filter (where c.kind = 'people' and c.entry_day > $boundary), 0)::bigint as open_people,
    coalesce(sum(c.n) filter (where c.kind = 'refused' and c.entry_day > $boundary), 0)::bigint as open_refused
from cube as c
where
    list_contains($dims, c.dim)
    and c.days <= $window
    and c.entry_day >= $since
    and c.entry_day < $until
    and (not $filtered or coalesce(list_contains($chosen, c.value), $unknown))
group by all
