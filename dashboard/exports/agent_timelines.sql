-- Who was available when, on the last 92 days.
select
    day,
    agent_id,
    coalesce(skill, '–') as skill,
    state,
    from_second,
    to_second,
    is_still_connected
from metrics.agent_timelines
where day > (select max(day) - 92 from metrics.agent_timelines)
