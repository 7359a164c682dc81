-- Moments: a time and its precision in one sortable integer, 2 x microseconds since 1970 plus 1 if the clock is known.
-- Of equal times the one that only gives the day is the earlier. The rules for mixing both stand here and nowhere else:
-- if either of two times is day-precise they are compared by day and the time between them is whole days.
create macro moment(clock, is_day) as 2 * epoch_us(clock) + if(is_day, 0, 1);
create macro moment_us(m) as m >> 1;
create macro moment_is_day(m) as m & 1 = 0;
create macro moment_date(m) as make_timestamp(m >> 1)::date;
-- Days since 1970, rounded down before it too.
create macro day_number(m) as (m - if(m < 0, 172799999999, 0)) // 172800000000;
-- The last microsecond a moment can mean: m is at or after n if and only if last_us(m) >= moment_us(n).
create macro last_us(m) as (m >> 1) + 86399999999 * (1 - (m & 1));
-- Whole days from m to n (n at or after m): n is reached within N days if and only if whole_days(m, n) <= N.
create macro whole_days(m, n) as if(
    m & n & 1 = 1,
    ((n >> 1) - (m >> 1) + 86399999999) // 86400000000,
    day_number(n) - day_number(m)
)::integer;
-- Microseconds from m to n; whole days where either is day-precise.
create macro duration_us(m, n) as if(
    m & n & 1 = 1,
    (n >> 1) - (m >> 1),
    86400000000 * (day_number(n) - day_number(m))
);
