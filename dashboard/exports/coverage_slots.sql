-- Agents available against requests, by day and quarter hour, in whole agent seconds.
select
    day,
    minute,
    coalesce(skill, '–') as skill,
    round(agents_available * 900)::integer as agent_seconds,
    requests,
    is_open
from metrics.coverage_slots
