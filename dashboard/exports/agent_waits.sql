-- Waits for a person by day, team asked and who answered: how many took each number of seconds, in opening hours where
-- they are known; without seconds nobody answered. Exact up to 20,000 waits; of more, seconds are rounded to 2.5 %, so
-- that a page's weight does not grow with them.
with

timed as (
    select
        day,
        coalesce(skill, '–') as skill,
        agent_id,
        coalesce(wait_open_seconds, wait_clock_seconds) as seconds,
        is_waiting,
        count(*) over () > 20000 as is_rounded
    from metrics.waits
),

stepped as (
    select *, if(is_rounded, greatest(1, 5 * pow(10, length(seconds::varchar) - 3)), 1) as step
    from timed
)

select
    day,
    skill,
    agent_id,
    (round(seconds / step) * step)::integer as wait_seconds,
    is_waiting,
    is_rounded,
    count(*)::integer as waits
from stepped
group by all
