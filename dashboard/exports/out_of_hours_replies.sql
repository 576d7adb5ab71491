-- How late the answers to requests made while closed came: how many took each number of seconds. Exact up to 20,000
-- answers; of more, seconds are rounded to 2.5 %, so that a page's weight does not grow with them.
with

timed as (
    select
        day,
        channel,
        coalesce(skill, '–') as skill,
        opening_to_answer_seconds as seconds,
        count(*) over () > 20000 as is_rounded
    from metrics.out_of_hours_replies
),

stepped as (
    select *, if(is_rounded, greatest(1, 5 * pow(10, length(seconds::varchar) - 3)), 1) as step
    from timed
)

select
    day,
    channel,
    skill,
    (round(seconds / step) * step)::integer as opening_to_answer_seconds,
    is_rounded,
    count(*)::integer as sessions
from stepped
group by all
