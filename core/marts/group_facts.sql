-- What is known of every living group at the end of $cutoff ($next: the day after). One row per group.
with daily as (
    select
        d.group_id,
        arg_max(d.members, d.day) as members,
        max(d.day) filter (where d.messages > 0) as spoken_on,
        min(d.day) filter (where d.messages is not null) as heard_from,
        max(d.day) filter (where d.messages is not null) as heard_to,
        min(d.day) as first_day,
        max(d.day) as last_day
    from group_daily as d
    where d.day <= $cutoff
    group by d.group_id
),

sent as (
    select
        c.group_id,
        max(c.sent_at)::date as spoken_on
    from content as c
    where c.sent_at < $next and c.group_id is not null
    group by c.group_id
),

-- The day for which the column of last messages speaks: the latest of them, or the day of a list that came once.
listed as (
    select
        greatest(
            (select max(g.last_message_on) from groups as g where g.last_message_on <= $cutoff),
            (select if(min(d.first_day) = max(d.last_day), max(d.last_day), null) from daily as d)
        ) as day
),

roster as (
    select
        m.group_id,
        count(distinct m.user_id) filter (
            where coalesce(m.role, 'member') in ('member', 'koc') and (m.left_at is null or m.left_at >= $next)
        ) as customers,
        count(distinct m.user_id) filter (
            where m.role = 'admin' and (m.left_at is null or m.left_at >= $next)
        ) as admins
    from members as m
    where m.joined_at < $next
    group by m.group_id
),

known as (
    select groups.group_id from groups
    union
    select daily.group_id from daily
    union
    select roster.group_id from roster
),

facts as (
    select
        k.group_id,
        nullif(trim(g.group_name), '') as group_name,
        nullif(g.owner, '') as owner,
        g.positioning,
        g.purpose,
        nullif(g.identity_class, '') as identity_class,
        nullif(g.channel, '') as channel,
        nullif(g.region, '') as region,
        coalesce(d.members, r.customers) as customers,
        coalesce(g.admins, nullif(r.admins, 0)) as admins,
        g.created_on,
        if(g.last_message_on <= $cutoff, g.last_message_on, null) as told_on,
        d.spoken_on,
        d.heard_from,
        d.heard_to,
        s.spoken_on as sent_on
    from known as k
    left join groups as g on k.group_id = g.group_id
    left join daily as d on k.group_id = d.group_id
    left join roster as r on k.group_id = r.group_id
    left join sent as s on k.group_id = s.group_id
    where coalesce(g.dissolved_on > $cutoff, true) and coalesce(g.created_on <= $cutoff, true)
),

-- Messages where they are known, else content: told_on and heard_to say whether they are.
heard as (
    select
        f.*,
        f.told_on is not null or f.heard_to is not null as by_messages,
        if(by_messages, greatest(f.told_on, f.spoken_on), f.sent_on) as last_message,
        if(
            by_messages,
            greatest(if(f.told_on is null, null, (select listed.day from listed)), f.heard_to),
            if(f.sent_on is null, null, (select max(sent.spoken_on) from sent))
        ) as known_to
    from facts as f
)

select
    h.group_id,
    h.group_name,
    h.owner,
    h.positioning,
    h.purpose,
    h.identity_class,
    h.channel,
    h.region,
    h.customers,
    h.admins,
    h.created_on,
    h.last_message,
    date_diff('day', h.created_on, $cutoff) as age_days,
    -- Never a message since its data begin: silent at least since the day before.
    date_diff('day', coalesce(h.last_message, h.heard_from - 1), h.known_to) as silent_days,
    if(
        h.known_to is null, null, date_diff('day', coalesce(h.last_message, h.created_on), $cutoff)
    ) as silent_most
from heard as h
order by h.group_id
