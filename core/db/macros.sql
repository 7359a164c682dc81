-- Moments: a time and its precision in one sortable integer, 2 x microseconds since 1970 plus 1 if the clock is known.
-- Of equal times the one that only gives the day is the earlier. The rules for mixing both stand here and nowhere else:
-- if either of two times is day-precise they are compared by day and the time between them is whole days.
create macro moment(clock, is_day) as 2 * epoch_us(clock) + if(is_day, 0, 1);
create macro moment_us(m) as (m - (m & 1)) // 2;
create macro moment_is_day(m) as (m & 1) = 0;
create macro moment_date(m) as make_timestamp(moment_us(m))::date;
create macro day_number(m) as (moment_us(m) - ((moment_us(m) % 86400000000) + 86400000000) % 86400000000) // 86400000000;
-- The last microsecond a moment can mean: m is at or after n if and only if last_us(m) >= moment_us(n).
create macro last_us(m) as moment_us(m) + if(moment_is_day(m), 86399999999, 0);
-- Whole days from m to n (n at or after m): n is reached within N days if and only if whole_days(m, n) <= N.
create macro whole_days(m, n) as if(
    moment_is_day(m) or moment_is_day(n),
    day_number(n) - day_number(m),
    (moment_us(n) - moment_us(m) + 86399999999) // 86400000000
)::integer;
-- Microseconds from m to n; whole days where either is day-precise.
create macro duration_us(m, n) as if(
    moment_is_day(m) or moment_is_day(n),
    86400000000 * (day_number(n) - day_number(m)),
    moment_us(n) - moment_us(m)
);
